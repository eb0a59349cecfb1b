package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/ui/pane"
	"spoor/ui/text"
)

const (
	// mostSelected is how many events a range may select: what is held of them
	// stays in memory. More are better reached by a filter.
	mostSelected = 50_000
	// rangePage is how many rows of a range are fetched at a time.
	rangePage = 2000
)

// rangeMsg is the events of a range.
type rangeMsg struct {
	refs []cache.Ref
	// drop says that they are to be taken out of the selection.
	drop bool
	err  error
}

// takeRange fetches the events of a range, to select them.
func (m *Model) takeRange(r pane.TakeRange) tea.Cmd {
	a := m.shown.answer
	if n := r.To - r.From; n > mostSelected {
		return m.say("a range of "+text.Count(n, "event")+" is too long to select: narrow the filter instead", true)
	}
	if a == nil {
		return nil
	}
	if m.shown.taking != nil {
		m.shown.taking()
	}
	var ctx context.Context
	ctx, m.shown.taking = context.WithCancel(m.ask.ctx)
	return func() tea.Msg {
		msg := rangeMsg{drop: r.Drop}
		for at := r.From; at < r.To; at += rangePage {
			rows, err := a.Page(ctx, at, min(rangePage, r.To-at))
			if err != nil {
				return rangeMsg{err: err}
			}
			for i := range rows {
				msg.refs = append(msg.refs, rows[i].Ref)
			}
		}
		return msg
	}
}

func (m *Model) rangeTaken(msg rangeMsg) tea.Cmd {
	if msg.err != nil && ended(msg.err) {
		return nil
	}
	m.shown.taking()
	m.shown.taking = nil
	if msg.err != nil {
		return m.say("✗ the range could not be read: "+msg.err.Error(), true)
	}
	if msg.drop {
		m.events.Deselect(msg.refs...)
	} else {
		m.events.Select(msg.refs...)
	}
	return nil
}
