package ui

import (
	"slices"
	"strings"

	"spoor/event"
	"spoor/query"
	"spoor/ui/text"
)

// state is the query as a person made it, with what was laid aside of it.
type state struct {
	filter query.Expr
	window window
	// off are the parts of the filter that are switched off.
	off []offPart
	// trail is the path of pivots that led here.
	trail trail
}

// with returns the state with another filter. A part that was switched off and
// is asked for again is off no longer.
func (s state) with(filter query.Expr) state {
	s.filter = filter
	if len(s.off) > 0 {
		on := query.Conjuncts(filter)
		s.off = slices.DeleteFunc(slices.Clone(s.off), func(p offPart) bool { return contains(on, p.part) })
	}
	return s
}

// in returns the state with another window.
func (s state) in(w query.Window) state {
	s.window = window{chosen: true, Window: w}
	return s
}

func (s state) equal(o state) bool {
	return s.window.chosen == o.window.chosen && s.window.From.Equal(o.window.From) && s.window.To.Equal(o.window.To) &&
		query.Equal(s.filter, o.filter) && slices.EqualFunc(s.off, o.off, offPart.equal)
}

// history is the query with what it was before and what was taken back.
type history struct {
	now          state
	past, future []state
}

// change makes a new state and reports whether it differs from the one before.
func (h *history) change(s state) bool {
	if h.now.equal(s) {
		h.now.trail = s.trail
		return false
	}
	h.past = append(h.past, h.now)
	h.future = nil
	h.now = s
	return true
}

// undo takes the last change back and reports whether there was one.
func (h *history) undo() bool {
	if len(h.past) == 0 {
		return false
	}
	h.future = append(h.future, h.now)
	h.now = h.past[len(h.past)-1]
	h.past = h.past[:len(h.past)-1]
	return true
}

// redo makes the change that was taken back again.
func (h *history) redo() bool {
	if len(h.future) == 0 {
		return false
	}
	h.past = append(h.past, h.now)
	h.now = h.future[len(h.future)-1]
	h.future = h.future[:len(h.future)-1]
	return true
}

// became says what of the query is another than it was.
func (m *Model) became(was state) string {
	var says []string
	now := m.history.now
	switch {
	case query.Equal(was.filter, now.filter):
	case now.filter == nil:
		says = append(says, "no filter")
	default:
		says = append(says, "filter "+event.Clean(m.filterText()))
	}
	switch {
	case slices.EqualFunc(was.off, now.off, offPart.equal):
	case len(now.off) == 0:
		says = append(says, "nothing switched off")
	default:
		says = append(says, text.Group(len(now.off))+" switched off")
	}
	if w := now.window.resolve(m.shown.span.From, m.shown.span.To, m.shown.held); was.window != now.window && !w.From.IsZero() {
		says = append(says, "window "+text.Range(w.From, w.To, m.now(), m.zone))
	}
	return strings.Join(says, " · ")
}
