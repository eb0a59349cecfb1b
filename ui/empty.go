package ui

import (
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// drawInstead draws what a pane shows when there is nothing to show in it.
func (m *Model) drawInstead(area canvas.Area, id pane.ID) {
	if id != pane.Events {
		return
	}
	w, h := area.Size()
	lines := text.Wrap(m.emptyText(), w-2)
	y := max(0, (h-len(lines))/2)
	for i, line := range lines {
		style := m.theme.Dim
		if i == 0 {
			style = m.theme.Text
		}
		line = event.Cut(event.Clean(line), w-2)
		area.Put(max(1, (w-canvas.Width(line))/2), y+i, style, line)
	}
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
	case m.shown.held == 0 && m.fetching.job != nil:
		return []string{"nothing has come in yet", "events appear here while they are fetched"}
	case m.shown.held == 0 && !m.shown.imported.IsZero():
		lines := []string{"nothing here holds CloudTrail records"}
		if n := m.shown.progress.Skipped; n > 0 {
			lines = append(lines, text.Count(n, "file")+" could not be read")
		}
		return append(lines, "spoor import PATH says why of each file")
	case m.shown.held == 0:
		asks := "spoor sync asks AWS"
		if m.fetching.by != nil {
			asks = m.hint(keymap.Fetch, "asks AWS for the last days")
		}
		return []string{"the cache is empty", asks, "spoor import PATH reads trail files into it", "spoor demo shows an invented account"}
	}
	lines := []string{"no event matches"}
	if other := m.elsewhereText(); other != "" {
		lines = append(lines, other)
	}
	if covered := m.coverageSentence(); covered != "" {
		lines = append(lines, covered)
	}
	if advice := query.Advice(m.history.now.filter); advice != "" {
		lines = append(lines, advice)
	}
	if m.bar.Editing() {
		// Other keys are typed into the filter.
		return append(append(lines, m.hint(keymap.CancelFilter, "leaves the filter as it was")), m.mayBeMissing()...)
	}
	if m.history.now.filter != nil {
		lines = append(lines, m.hint(keymap.Undo, "takes the last change back")+", "+m.hint(keymap.EditFilter, "edits the filter"))
	} else {
		lines = append(lines, m.hint(keymap.WholeWindow, "shows all of the time that is cached"))
	}
	lines = append(lines, m.mayBeMissing()...)
	if m.fetching.by != nil && m.shown.known && m.shown.part <= whole {
		lines = append(lines, m.hint(keymap.Fetch, "fetches what is missing"))
	}
	return lines
}

// hint says what an action's key does.
func (m *Model) hint(a keymap.Action, does string) string { return m.keys.Key(a) + " " + does }
