package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"spoor/query"
)

// preview shows the answer to the filter as typed so far, and leaves the
// history alone.
func (m *Model) preview() tea.Cmd {
	s, err := m.read(m.bar.Value(), m.before)
	if err != nil {
		m.bar.SetProblem(err)
		return nil
	}
	m.bar.SetProblem(nil)
	m.half = false
	if text, half := withoutHalfPath(m.bar.Value(), m.bar.Cursor()); half {
		if rest, err := m.read(text, m.before); err == nil {
			s, m.half = rest, true
		}
	}
	if m.history.now.equal(s) {
		return nil
	}
	m.history.now = s
	return m.changed()
}

// withoutHalfPath returns a filter's text without the path into the record that is
// being typed in it: until its colon comes it reads as text to be found, which
// nothing has.
func withoutHalfPath(text string, at int) (rest string, half bool) {
	parts := query.Parts(text)
	for i, p := range parts {
		name := strings.TrimSuffix(strings.TrimLeft(p.Text, "-("), ".")
		if p.End != at || !strings.ContainsAny(p.Text, ".[") || strings.Contains(p.Text, ":") {
			continue
		}
		if _, err := query.ParsePath(name); err == nil {
			parts[i].Off, half = true, true
		}
	}
	return query.JoinParts(parts), half
}

func (m *Model) acceptFilter() tea.Cmd {
	if m.bar.Chosen() {
		return m.takeCompletion()
	}
	if m.bar.Wrong() {
		m.bar.CloseList()
		return nil
	}
	noted := m.noteTyped(m.bar.Value())
	typed := m.history.now
	half := m.half
	if half {
		if all, err := m.read(m.bar.Value(), m.before); err == nil {
			typed = all
		}
	}
	m.history.now, m.half = m.before, false
	m.history.change(typed)
	m.bar.Close()
	m.endCompleting()
	if half {
		return tea.Batch(noted, m.changed())
	}
	return noted
}

func (m *Model) cancelFilter() tea.Cmd {
	if m.bar.Chosen() {
		m.bar.Unchoose()
		return nil
	}
	typed := m.history.now
	m.history.now, m.half = m.before, false
	m.bar.Close()
	m.endCompleting()
	if typed.equal(m.before) {
		return nil
	}
	return m.changed()
}
