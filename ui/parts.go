package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/filterbar"
	"spoor/ui/pane"
)

// offPart is a part of the filter that is switched off: it asks nothing, and
// stands struck out where it stood. It stays through pivots and saved queries
// until it is switched on or taken out.
type offPart struct {
	part query.Expr
	// at is how many parts stood before it, those that are off included.
	at int
}

func (p offPart) equal(o offPart) bool { return p.at == o.at && query.Equal(p.part, o.part) }

// part is one part of the filter as it is shown.
type part struct {
	query.Expr
	off bool
}

// parts returns the parts of the filter in their order, those that are off
// among them.
func (s state) parts() []part {
	var all []part
	if s.filter != nil {
		for _, x := range query.Conjuncts(s.filter) {
			all = append(all, part{Expr: x})
		}
	}
	for _, p := range s.off {
		all = slices.Insert(all, min(p.at, len(all)), part{p.part, true})
	}
	return all
}

// ofParts returns the state with a filter put together of parts.
func (s state) ofParts(all []part) state {
	var on []query.Expr
	s.off = nil
	for i, p := range all {
		if p.off {
			s.off = append(s.off, offPart{p.Expr, i})
		} else {
			on = append(on, p.Expr)
		}
	}
	if s.filter = nil; len(on) > 0 {
		s.filter = query.All(on...)
	}
	return s
}

func contains(all []query.Expr, x query.Expr) bool {
	return slices.ContainsFunc(all, func(o query.Expr) bool { return query.Equal(o, x) })
}

// segments are the parts as the filter's line shows them.
func (s state) segments() []filterbar.Segment {
	var all []filterbar.Segment
	if s.filter != nil {
		for _, p := range query.Parts(query.Print(s.filter)) {
			all = append(all, filterbar.Segment{Text: p.Text})
		}
	}
	for _, p := range s.off {
		all = slices.Insert(all, min(p.at, len(all)), filterbar.Segment{Text: query.Print(p.part), Off: true})
	}
	return all
}

// openParts opens the list of the filter's parts.
func (m *Model) openParts() tea.Cmd {
	if len(m.history.now.parts()) == 0 {
		return m.say(m.withKeys("there is no filter to switch off · {edit-filter} writes one"), false)
	}
	d := dialog.NewParts(m.listParts())
	m.dialogs = append(m.dialogs, d)
	return nil
}

func (m *Model) listParts() []dialog.Part {
	var list []dialog.Part
	for _, p := range m.history.now.parts() {
		list = append(list, dialog.Part{Text: query.Print(p.Expr), Off: p.off})
	}
	return list
}

// switchPart switches a part of the filter off, or on again, or takes it out.
func (m *Model) switchPart(i pane.SwitchPart) tea.Cmd {
	all := m.history.now.parts()
	if i.At < 0 || i.At >= len(all) {
		return nil
	}
	if i.Drop {
		all = slices.Delete(all, i.At, i.At+1)
	} else {
		all[i.At].off = !all[i.At].off
	}
	cmd := m.change(m.history.now.ofParts(all))
	m.showParts()
	return cmd
}

// showParts gives an open list of the parts what has become of them.
func (m *Model) showParts() {
	for _, d := range m.dialogs {
		if parts, ok := d.(*dialog.Parts); ok {
			parts.Set(m.listParts())
		}
	}
}
