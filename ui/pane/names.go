package pane

import (
	"spoor/event"
	"spoor/query"
)

// Names are the user's own names for numbers. A nil Names has none.
type Names struct {
	Accounts, IPs, Keys map[string]string
}

// Of returns the name of a field's value, clean, and empty if it has none.
func (n *Names) Of(f query.Field, value string) string {
	if n == nil {
		return ""
	}
	switch f {
	case query.FieldAccount:
		return event.Clean(n.Accounts[value])
	case query.FieldIP:
		return event.Clean(n.IPs[value])
	case query.FieldKey:
		return event.Clean(n.Keys[value])
	}
	return ""
}

// Beside returns a value with its name before it, or the value alone; both are
// clean.
func (n *Names) Beside(f query.Field, value string) string {
	if name := n.Of(f, value); name != "" {
		return name + " " + event.Clean(value)
	}
	return event.Clean(value)
}
