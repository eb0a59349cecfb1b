package ui

import (
	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/ui/events"
)

// insideMsg is what was found in records.
type insideMsg struct {
	read  events.Reading
	found map[cache.Ref]events.Inside
	err   error
}

// inside looks into records.
func (a *asker) inside(want events.Reading) tea.Cmd {
	ctx, store := a.ctx, a.store
	return func() tea.Msg {
		msg := insideMsg{read: want, found: make(map[cache.Ref]events.Inside, len(want.Refs))}
		msg.err = store.Records(ctx, want.Refs, func(ref cache.Ref, record []byte) {
			msg.found[ref] = events.InsideOf(record, want.Paths)
		})
		return msg
	}
}

// fetchInside asks for what stands in the records that are seen at the paths that
// have columns.
func (m *Model) fetchInside() tea.Cmd {
	if m.shown.inside {
		return nil
	}
	want, unread := m.events.Unread()
	if !unread {
		return nil
	}
	m.shown.inside = true
	return m.ask.inside(want)
}

// insideRead takes in what stands in records. As with rows, what cannot be read is
// not asked for again until the query is.
func (m *Model) insideRead(msg insideMsg) {
	if msg.err != nil {
		if !ended(msg.err) {
			m.shown.err = msg.err
		}
		return
	}
	m.shown.inside = false
	m.events.AddInside(msg.read, msg.found)
}
