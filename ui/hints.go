package ui

import (
	"slices"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/compare"
	"spoor/ui/pane"
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
	if says := m.waitsText(w - 2); says != "" {
		row.Put(1, 0, t.Text, says)
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
	for i := 0; i < len(hints); i++ {
		b := hints[i]
		key := keymap.Show(b.Keys[0])
		// Keys that do the two halves of one thing share a hint.
		for i+1 < len(hints) && hints[i+1].Hint == b.Hint {
			i++
			key += " " + keymap.Show(hints[i].Keys[0])
		}
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
	case m.focus != pane.Events:
		return b.Hint
	case (m.shown.answer == nil || m.shown.answer.Matched == 0) && aboutEvents(b.Context):
		return ""
	}
	if picked := m.events.Picked(); b.Action == keymap.CompareEvents && picked >= compare.Least && picked <= compare.Most {
		return "compare"
	}
	return b.Hint
}

// aboutEvents reports whether a context is about the events in a list.
func aboutEvents(c keymap.Context) bool {
	return c == keymap.Event || c == keymap.Events || c == keymap.List
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
