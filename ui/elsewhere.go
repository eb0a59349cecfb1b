package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/text"
)

// elsewhere is how many events match the filter at other times than those of
// the window. It is asked only where none matches within.
type elsewhere struct {
	// gen is the question under whose answer it is asked.
	gen uint64
	// events is 0 until it is known.
	events int
	cancel context.CancelFunc
}

// stop ends the counting, and forgets what was counted.
func (e *elsewhere) stop() {
	if e.cancel != nil {
		e.cancel()
	}
	*e = elsewhere{}
}

// elsewhereMsg says how many events match at any time.
type elsewhereMsg struct {
	gen    uint64
	events int
	err    error
}

// lookElsewhere counts what matches at any time, if nothing matches in the
// window and there is time outside it.
func (m *Model) lookElsewhere() tea.Cmd {
	m.elsewhere.stop()
	filter, window, span := m.history.now.filter, m.shown.window, m.shown.span
	if filter == nil || m.shown.answer.Matched > 0 || m.shown.held == 0 {
		return nil
	}
	if !span.From.Before(window.From) && span.To.Before(window.To) {
		return nil
	}
	ctx, cancel := context.WithCancel(m.ask.ctx)
	m.elsewhere.gen, m.elsewhere.cancel = m.ask.gen, cancel
	gen, store := m.ask.gen, m.ask.store
	return func() tea.Msg {
		a, err := store.Answer(ctx, query.Query{Filter: filter}, cache.View{})
		if err != nil {
			return elsewhereMsg{gen: gen, err: err}
		}
		return elsewhereMsg{gen: gen, events: a.Matched}
	}
}

// foundElsewhere takes in what was counted. What could not be counted is left
// out: the answer itself says what is wrong with the cache.
func (m *Model) foundElsewhere(msg elsewhereMsg) {
	if msg.gen != m.elsewhere.gen {
		return
	}
	m.elsewhere.stop()
	if msg.err == nil {
		m.elsewhere.gen, m.elsewhere.events = msg.gen, msg.events
	}
}

// elsewhereText says where the events are that are not in the window, empty if
// there are none or none are known of.
func (m *Model) elsewhereText() string {
	if m.elsewhere.gen != m.ask.gen || m.elsewhere.events == 0 {
		return ""
	}
	does := "shows the " + text.Group(m.elsewhere.events) + " that match at other times"
	if m.elsewhere.events == 1 {
		does = "shows the one that matches at another time"
	}
	return m.hint(keymap.WholeWindow, does)
}
