package detail

import (
	"strings"

	"spoor/event"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/jsontree"
	"spoor/ui/pane"
)

// copyMenu offers what can be copied of the value under the cursor and of the
// event.
func (p *Pane) copyMenu() pane.Intent {
	var choices []dialog.Copyable
	add := func(key, what, text string, secret bool) {
		choices = append(choices, dialog.Copyable{Key: key, What: what, Text: text, Secret: secret})
	}
	arn := p.row.Event.ARN
	if f := p.fact(); f != nil {
		add("y", f.what, f.raw, event.IsSecret(f.path, f.raw))
		add("l", "line", p.factLine(), false)
		if f.field == query.FieldPath || f.field == query.FieldNone {
			add("p", "path", f.path, false)
		}
		if strings.HasPrefix(f.raw, "arn:") {
			arn = f.raw
		}
	} else if id, t := p.cursor.node, p.tree; t != nil && id != jsontree.None {
		secret := t.HoldsSecret(id)
		value := t.Value(id)
		add("y", "value", value, secret)
		add("l", "line", t.Name(id)+": "+t.Source(id), secret)
		add("n", "key", t.Name(id), false)
		add("p", "path", t.Path(id), false)
		add("x", "jq path", t.JQ(id), false)
		if strings.HasPrefix(value, "arn:") {
			arn = value
		}
	}
	add("a", "ARN", arn, false)
	add("i", "event id", p.row.Event.ID, false)
	add("w", "console link", event.ConsoleLink(&p.row.Event, p.env.Now), false)
	add("r", "record", string(p.record()), p.tree != nil && p.tree.HoldsSecret(jsontree.Root))
	return pane.Open{Dialog: dialog.NewCopy(choices)}
}

// factLine returns the line of the summary under the cursor as text, with the
// values themselves in place of what is shown.
func (p *Pane) factLine() string {
	l := p.at.lines[p.cursor.line]
	var words []string
	for i, f := range l.facts {
		word := f.raw
		if word == "" {
			word = f.shown
		}
		if i > 0 && !f.joined {
			words = append(words, between)
		} else if i > 0 && joint(l.facts, i) != "" {
			words = append(words, " ")
		}
		words = append(words, word)
	}
	return l.label + ": " + strings.Join(words, "")
}
