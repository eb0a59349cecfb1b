package pane

import (
	"maps"

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

// The tables of the settings in which names stand, see config.Names.
const (
	accountsTable = "accounts"
	ipsTable      = "ips"
	keysTable     = "keys"
)

// TableOf returns the name of the table in which the settings hold names for
// values of a field, empty for a field that has none.
func TableOf(f query.Field) string {
	switch f {
	case query.FieldAccount:
		return accountsTable
	case query.FieldIP:
		return ipsTable
	case query.FieldKey:
		return keysTable
	}
	return ""
}

// Table returns the names of a table, which may be changed.
func (n *Names) Table(table string) map[string]string {
	switch table {
	case accountsTable:
		return n.Accounts
	case ipsTable:
		return n.IPs
	case keysTable:
		return n.Keys
	}
	return map[string]string{}
}

// Clone returns a copy with every table there, to be changed.
func (n *Names) Clone() *Names {
	if n == nil {
		n = &Names{}
	}
	copied := func(table map[string]string) map[string]string {
		c := map[string]string{}
		maps.Copy(c, table)
		return c
	}
	return &Names{Accounts: copied(n.Accounts), IPs: copied(n.IPs), Keys: copied(n.Keys)}
}

// Beside returns a value with its name before it, or the value alone; both are
// clean.
func (n *Names) Beside(f query.Field, value string) string {
	if name := n.Of(f, value); name != "" {
		return name + " " + event.Clean(value)
	}
	return event.Clean(value)
}
