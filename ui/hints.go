package ui

import (
	"slices"

	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/compare"
	"spoor/ui/facet"
	"spoor/ui/pane"
)

// drawHints draws the line at the bottom: a notice, an error, or what keys do
// here. It returns how many lines it took.
func (m *Model) drawHints(screen canvas.Area) (lines int) {
	m.hinted = m.hinted[:0]
	if says, style := m.message(); says != "" {
		return m.drawMessage(screen, style, says)
	}
	t := m.theme
	row := screen.Sub(m.layout.Hints)
	hints := m.hints()
	end := row.Width() - 1
	// Help has its place at the end, whatever else there is no room for.
	if i := slices.IndexFunc(hints, func(b keymap.Binding) bool { return b.Action == keymap.ShowHelp }); i >= 0 {
		help := hints[i]
		x := row.PutRight(end, 0, t.Dim, help.Hint) - 1
		from := row.PutRight(x, 0, t.Key, keymap.Show(help.Keys[0]))
		m.hinted = append(m.hinted, hinted{from, end, help.Action})
		end = from - 2
		hints = slices.Delete(hints, i, i+1)
	}
	x := 1
	for i := 0; i < len(hints); i++ {
		// Keys that do the two halves of one thing share a hint.
		from, needed := i, canvas.Width(keymap.Show(hints[i].Keys[0]))
		for i+1 < len(hints) && hints[i+1].Hint == hints[i].Hint {
			i++
			needed += 1 + canvas.Width(keymap.Show(hints[i].Keys[0]))
		}
		if x+needed+1+canvas.Width(hints[i].Hint) > end {
			break
		}
		for _, b := range hints[from : i+1] {
			at := x
			x = row.Put(x, 0, t.Key, keymap.Show(b.Keys[0])) + 1
			m.hinted = append(m.hinted, hinted{at, x - 1, b.Action})
		}
		x = row.Put(x, 0, t.Dim, hints[i].Hint)
		m.hinted[len(m.hinted)-1].to = x
		x += 3
	}
	return 1
}

// hinted is an action and between which columns of the line of hints it stands.
type hinted struct {
	from, to int
	action   keymap.Action
}

// hintAt returns the action whose hint stands in a cell of the screen.
func (m *Model) hintAt(x, y int) keymap.Action {
	for _, h := range m.hinted {
		if y == m.layout.Hints.Y && x >= h.from && x < h.to {
			return h.action
		}
	}
	return keymap.None
}

// hints returns the bindings worth a hint where the focus is.
func (m *Model) hints() []keymap.Binding {
	var worth []keymap.Binding
	for _, b := range m.keys.Bindings(m.context()) {
		if b.Hint = m.hintFor(b); b.Hint != "" && len(b.Keys) > 0 {
			worth = append(worth, b)
		}
	}
	return worth
}

// hintFor returns what is said of a binding here and now.
func (m *Model) hintFor(b keymap.Binding) string {
	if n := len(m.dialogs); n > 0 {
		if d, ok := m.dialogs[n-1].(pane.Hinter); ok {
			return d.Hint(b.Action, b.Hint)
		}
		return b.Hint
	}
	switch {
	case m.bar.Chosen():
		return hintInCompletions(b)
	case m.empty(m.focus) && aboutWhatIsThere(b.Context):
		return ""
	case m.focus != pane.Events:
		return b.Hint
	}
	if picked := m.events.Picked(); b.Action == keymap.CompareEvents && picked >= compare.Least && picked <= compare.Most {
		return "compare"
	}
	return b.Hint
}

// empty reports whether there is nothing in a pane to do something with.
func (m *Model) empty(id pane.ID) bool {
	if f, ok := m.panes[id].(*facet.Pane); ok {
		return f.Empty()
	}
	if id == pane.Time {
		return m.time.Empty()
	}
	return m.shown.answer == nil || m.shown.answer.Matched == 0
}

// aboutWhatIsThere reports whether the keys of a context do something with what a
// pane holds.
func aboutWhatIsThere(c keymap.Context) bool {
	switch c {
	case keymap.List, keymap.Time, keymap.Facet, keymap.Event, keymap.Events, keymap.Detail:
		return true
	}
	return false
}

// hintInCompletions is the hint where one has gone into the completions.
func hintInCompletions(b keymap.Binding) string {
	switch b.Action {
	case keymap.AcceptFilter:
		return "take"
	case keymap.CancelFilter:
		return "back"
	case keymap.FilterDown, keymap.FilterUp:
		return "choose"
	}
	return ""
}
