package ui

import (
	"spoor/source"
	"spoor/source/lookup"
	"spoor/ui/text"
)

// freshText says when anything was last heard of AWS, or read.
func (m *Model) freshText() string {
	newest := &m.shown.newest
	if newest.at.IsZero() || newest.source == "demo" {
		return ""
	}
	did := "read"
	switch {
	case newest.source == lookup.Kind:
		did = "synced"
	case newest.source == "recorder":
		did = "recorded"
	case newest.state == source.Delivered:
		did = "bucket read"
	}
	return "● " + did + " " + text.Ago(m.now().Sub(newest.at))
}
