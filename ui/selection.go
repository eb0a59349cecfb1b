package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
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

// taking is the ranges on their way into the selection.
type taking struct {
	ranges int
	// gen numbers the times they were all given up.
	gen uint64
	// ctx ends the fetching when they are; nil before the first.
	ctx    context.Context
	cancel context.CancelFunc
	// then is what is to be done with the selection when it holds them.
	then []func() tea.Cmd
}

// rangeMsg is the events of a range.
type rangeMsg struct {
	gen  uint64
	refs []cache.Ref
	// toggle says that they are taken out if they are selected already.
	toggle bool
	err    error
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
	t := &m.shown.taking
	if t.ranges++; t.ctx == nil {
		t.ctx, t.cancel = context.WithCancel(m.ask.ctx)
	}
	ctx, msg := t.ctx, rangeMsg{gen: t.gen, toggle: r.Toggle}
	return func() tea.Msg {
		for at := r.From; at < r.To; at += rangePage {
			var rows []cache.Row
			if rows, msg.err = a.Page(ctx, at, min(rangePage, r.To-at)); msg.err != nil {
				return msg
			}
			for i := range rows {
				msg.refs = append(msg.refs, rows[i].Ref)
			}
		}
		return msg
	}
}

func (m *Model) rangeTaken(msg rangeMsg) tea.Cmd {
	t := &m.shown.taking
	if msg.gen != t.gen {
		return nil
	}
	t.ranges--
	switch {
	case msg.err != nil && ended(msg.err):
		return nil
	case msg.err != nil:
		m.endTaking()
		return m.say("✗ the range could not be read: "+event.Clean(msg.err.Error()), true)
	case msg.toggle:
		m.events.Toggle(msg.refs...)
	default:
		m.events.Select(msg.refs...)
	}
	if t.ranges > 0 {
		return nil
	}
	then := t.then
	m.endTaking()
	var cmds []tea.Cmd
	for _, do := range then {
		cmds = append(cmds, do())
	}
	return tea.Batch(cmds...)
}

// endTaking gives up the ranges under way, and what was to be done with them. It
// reports whether there were any.
func (m *Model) endTaking() bool {
	t := &m.shown.taking
	had := t.ranges > 0
	if t.cancel != nil {
		t.cancel()
	}
	*t = taking{gen: t.gen + 1}
	return had
}

// withSelection does something with the selection, once it holds all that is on
// its way into it.
func (m *Model) withSelection(do func() tea.Cmd) tea.Cmd {
	if t := &m.shown.taking; t.ranges > 0 {
		t.then = append(t.then, do)
		return nil
	}
	return do()
}
