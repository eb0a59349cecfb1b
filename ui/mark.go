package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
)

// markedMsg says that a mark was set.
type markedMsg struct {
	ref  cache.Ref
	mark cache.Mark
	err  error
}

// toggleStar puts a star on the event under the cursor, or takes it away. Tags
// and notes stay.
func (m *Model) toggleStar() tea.Cmd {
	row := m.events.Row()
	if row == nil || m.loaded == nil || m.loaded.Ref != row.Ref {
		return nil
	}
	mark := m.loaded.Mark
	mark.Star = !mark.Star
	m.shown.marking++
	return m.ask.mark(row.Ref, mark)
}

func (a *asker) mark(ref cache.Ref, mark cache.Mark) tea.Cmd {
	ctx, store := a.ctx, a.store
	return func() tea.Msg { return markedMsg{ref, mark, store.SetMark(ctx, ref, mark)} }
}

// marker is the part of the cache that keeps marks.
type marker interface {
	SetMark(ctx context.Context, ref cache.Ref, m cache.Mark) error
}

func (m *Model) marked(msg markedMsg) tea.Cmd {
	m.shown.marking--
	if msg.err != nil {
		return m.say("the mark was not kept: "+msg.err.Error(), true)
	}
	if m.loaded != nil && m.loaded.Ref == msg.ref {
		m.loaded = nil
	}
	m.shown.dirty = true
	said := "star taken away"
	if msg.mark.Star {
		said = "starred: is:marked finds it again"
	}
	return tea.Batch(m.query(), m.say(said, false))
}
