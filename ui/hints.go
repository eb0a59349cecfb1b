package ui

import (
	"slices"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
)

// drawHints draws the line at the bottom: a notice, an error, or what keys do
// here.
func (m *Model) drawHints(screen canvas.Area) {
	t := m.theme
	row := screen.Sub(m.layout.Hints)
	w := row.Width()
	switch n := m.shown.notice; {
	case n.text != "":
		m.drawNotice(screen, n)
		return
	case m.bar.Problem() != "" && !m.problemFits():
		row.Put(1, 0, t.Problem, event.Cut(event.Clean(m.bar.Problem()), w-2))
		return
	case m.shown.err != nil:
		row.Put(1, 0, t.Problem, event.Cut("✗ "+event.Clean(m.shown.err.Error()), w-2))
		return
	}
	hints := m.hints()
	end := w - 1
	// Help has its place at the end, whatever else there is no room for.
	if i := slices.IndexFunc(hints, func(b keymap.Binding) bool { return b.Action == keymap.ShowHelp }); i >= 0 {
		help := hints[i]
		x := row.PutRight(end, 0, t.Dim, help.Hint) - 1
		end = row.PutRight(x, 0, t.Key, keymap.Show(help.Keys[0])) - 2
		hints = slices.Delete(hints, i, i+1)
	}
	x := 1
	for _, b := range hints {
		key := keymap.Show(b.Keys[0])
		if x+canvas.Width(key)+1+canvas.Width(b.Hint) > end {
			return
		}
		x = row.Put(x, 0, t.Key, key)
		x = row.Put(x+1, 0, t.Dim, b.Hint) + 3
	}
}

// hints returns the bindings worth a hint where the focus is.
func (m *Model) hints() []keymap.Binding {
	var worth []keymap.Binding
	for _, b := range m.keys.Bindings(m.context()) {
		if b.Hint != "" && len(b.Keys) > 0 {
			worth = append(worth, b)
		}
	}
	return worth
}
