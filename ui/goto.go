package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// nearby is how much of the time before and after an event is shown with it
// where the query does not hold it.
const nearby = 30 * time.Minute

// placedMsg says where in an answer an event is.
type placedMsg struct {
	ref    cache.Ref
	answer *cache.Answer
	at     int
	found  bool
	err    error
}

// goTo puts the cursor on an event.
func (m *Model) goTo(ref cache.Ref) tea.Cmd {
	a := m.shown.answer
	if a == nil {
		return nil
	}
	ctx := m.ask.ctx
	return func() tea.Msg {
		msg := placedMsg{ref: ref, answer: a}
		msg.at, msg.found, msg.err = a.Index(ctx, ref)
		return msg
	}
}

// placed goes to the event where the answer holds it, else asks for what
// happened around it.
func (m *Model) placed(msg placedMsg) tea.Cmd {
	switch {
	case msg.err != nil && ended(msg.err):
		return nil
	case msg.err != nil:
		m.shown.err = msg.err
		return nil
	case msg.answer != m.shown.answer:
		return m.goTo(msg.ref)
	case msg.found:
		m.focusOn(pane.Events)
		m.events.Go(msg.at)
		return nil
	}
	when := time.Unix(0, msg.ref.Nanos).In(m.zone)
	m.target = msg.ref
	m.events.Unsettle()
	crumb := "around " + when.Format(text.DayClock)
	return m.jump(pane.Jump{
		Query: query.Query{Window: query.Window{From: when.Add(-nearby), To: when.Add(nearby)}},
		Label: crumb + " " + text.Zone(when, m.zone), Crumb: crumb,
	})
}
