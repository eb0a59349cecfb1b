package ui

import "spoor/query"

// state is the query as a person made it.
type state struct {
	filter query.Expr
	window window
}

func (s state) equal(o state) bool {
	return s.window.chosen == o.window.chosen && s.window.From.Equal(o.window.From) && s.window.To.Equal(o.window.To) && query.Equal(s.filter, o.filter)
}

// history is the query with what it was before and what was taken back.
type history struct {
	now          state
	past, future []state
}

// change makes a new state and reports whether it differs from the one before.
func (h *history) change(s state) bool {
	if h.now.equal(s) {
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
