package ui

import (
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// tab is the name of a pane in the line of tabs, and where it stands.
type tab struct {
	id       pane.ID
	label    string
	from, to int
}

// tabs names the panes: all of them where there is room, else the one with the
// focus, the others by number.
func (m *Model) tabs() []tab {
	long := 1
	for _, p := range m.panes {
		long += canvas.Width(p.Head().Title) + 4
	}
	var all []tab
	x := 1
	for i, p := range m.panes {
		t := tab{id: pane.ID(i), label: text.Group(i + 1), from: x}
		if t.id == m.focus || long <= m.layout.Tabs.W {
			t.label += " " + p.Head().Title
		}
		t.to = x + canvas.Width(t.label)
		x = t.to + 2
		all = append(all, t)
	}
	return all
}
