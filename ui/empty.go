package ui

import (
	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// drawInstead draws what a pane shows when there is nothing to show in it, and
// reports whether it did.
func (m *Model) drawInstead(area canvas.Area, id pane.ID) bool {
	if id != pane.Events {
		return false
	}
	lines := m.emptyText()
	if lines == nil {
		return false
	}
	w, h := area.Size()
	y := max(0, (h-len(lines))/2)
	for i, line := range lines {
		style := m.theme.Dim
		if i == 0 {
			style = m.theme.Text
		}
		line = event.Cut(line, w-2)
		area.Put(max(1, (w-canvas.Width(line))/2), y+i, style, line)
	}
	return true
}

// emptyText says why there are no events, nil if there are some.
func (m *Model) emptyText() []string {
	a := m.shown.answer
	switch {
	case a == nil && m.shown.err != nil:
		return []string{"the cache could not be read"}
	case a == nil:
		if !m.shown.slow {
			return []string{}
		}
		return []string{"reading the cache"}
	case a.Matched > 0:
		return nil
	case m.shown.held == 0 && m.shown.importing:
		return []string{"nothing has come in yet", "events appear here while they are imported"}
	case m.shown.held == 0:
		return []string{"the cache is empty", "spoor import PATH reads trail files into it", "spoor sync asks AWS", "spoor demo shows an invented account"}
	}
	lines := []string{"no event matches"}
	if m.history.now.filter != nil {
		lines = append(lines, "u takes the last change back, f edits the filter")
	} else {
		lines = append(lines, "in this window; A shows all of the time that is cached")
	}
	return append(lines, text.Count(m.shown.held, "event")+" in the cache")
}
