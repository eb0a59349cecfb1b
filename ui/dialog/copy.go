package dialog

import (
	"spoor/event"
	"spoor/ui/pane"
)

// Copyable is one thing that can be copied: a value, its path, the record.
type Copyable struct {
	// Key is the letter that takes it, What its name: "value", "jq path".
	Key, What string
	Text      string
	// Secret says that the text holds a credential; it is copied and not shown.
	Secret bool
	// Intent, where there is one, is asked for instead of the text being copied,
	// which then says what will be.
	Intent pane.Intent
}

// NewCopy returns the copy menu. What has no text is left out.
func NewCopy(choices []Copyable) pane.Dialog {
	m := &menu{title: "Copy", empty: "there is nothing to copy here", verb: "copy", whole: true}
	for _, c := range choices {
		if c.Text == "" {
			continue
		}
		const seen = 400
		shown := event.Clean(c.Text[:min(len(c.Text), seen)])
		if c.Secret {
			shown = event.Masked
		}
		intent := c.Intent
		if intent == nil {
			intent = pane.Copy{Text: c.Text, What: c.What, Secret: c.Secret}
		}
		m.items = append(m.items, item{key: c.Key, label: c.What, value: shown, intent: intent})
	}
	return m
}
