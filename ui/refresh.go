package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
)

// refresh asks again because the cache has changed, at a calm rate and never in
// the way of a question that a person asked.
func (m *Model) refresh() tea.Cmd {
	if m.ask.busy() || !m.shown.dirty {
		return nil
	}
	calm := max(refreshAfter, 5*m.shown.took)
	wait := calm - time.Since(m.shown.at)
	streaming := m.shown.importing || m.following.on || m.fetching.job != nil
	if !streaming || wait <= 0 {
		return m.requery()
	}
	if m.shown.due {
		return nil
	}
	m.shown.due = true
	return tea.Tick(wait, func(time.Time) tea.Msg { return refreshDueMsg{} })
}

// refreshed takes in whether others wrote to the cache. A question that failed
// is asked again too: what stood in its way may be gone.
func (m *Model) refreshed(msg refreshedMsg) tea.Cmd {
	m.shown.looking, m.shown.holder = false, ""
	switch {
	case msg.err != nil && !ended(msg.err):
		m.shown.err = msg.err
		return nil
	case m.shown.err != nil:
		m.shown.dirty = true
	}
	m.came(msg.changed, msg.held)
	if msg.changed {
		m.reload()
		return tea.Batch(m.refresh(), m.readMarks())
	}
	return m.refresh()
}

// progressed takes in how far the import has come.
func (m *Model) progressed(msg progressMsg) tea.Cmd {
	if msg.Events != m.shown.progress.Events || msg.over {
		m.shown.dirty = true
	}
	m.shown.progress = msg.Progress
	if msg.over {
		m.shown.importing = false
		m.shown.imported = m.now()
		if msg.err != nil && !ended(msg.err) {
			m.shown.importErr = msg.err
			m.shown.notice = notice{id: m.shown.notice.id + 1, text: "✗ " + event.Clean(msg.err.Error()), problem: true}
		}
		return m.refresh()
	}
	if m.shown.dirty {
		return tea.Batch(m.importing.next(), m.refresh())
	}
	return m.importing.next()
}
