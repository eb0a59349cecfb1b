package ui

import (
	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/timeline"
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
	lines := []string{"no event matches", m.coverageSentence()}
	if m.history.now.filter != nil {
		lines = append(lines, m.hint(keymap.Undo, "takes the last change back")+", "+m.hint(keymap.EditFilter, "edits the filter"))
	} else {
		lines = append(lines, m.hint(keymap.WholeWindow, "shows all of the time that is cached"))
	}
	return append(lines, m.mayBeMissing()...)
}

// hint says what an action's key does.
func (m *Model) hint(a keymap.Action, does string) string { return m.keys.Key(a) + " " + does }

// coverageSentence says whether nothing means that nothing happened.
func (m *Model) coverageSentence() string {
	switch share := timeline.Share(m.shown.covered, m.shown.window, timeline.Fetched); {
	case share > 0.999999:
		return "all of this window was fetched"
	case share > 0:
		return "only " + percent(share) + " of this window was fetched"
	case len(m.shown.covered) > 0:
		return "this window was not fetched as a whole: events may be missing"
	}
	return "nothing of this window was ever fetched"
}

// global is the Region in which services without a Region of their own log.
const global = "us-east-1"

// mayBeMissing names what is often looked for in vain. IAM and console sign-ins
// are global: see "Non-API events" and "global service events" in the AWS
// CloudTrail User Guide.
func (m *Model) mayBeMissing() []string {
	if len(m.shown.regions) == 0 || m.shown.regions[global] || m.shown.regions[""] {
		return nil
	}
	return []string{global + " was not fetched: IAM and sign-ins are there"}
}
