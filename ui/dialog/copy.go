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
		m.items = append(m.items, item{key: c.Key, label: c.What, value: shown, intent: pane.Copy{Text: c.Text, What: c.What, Secret: c.Secret}})
	}
	return m
}
