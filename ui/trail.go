package ui

// trail is the path of pivots, as in a browser: where one can go back to, and
// forward to after that.
type trail struct{ past, future []step }

// step is the query that a pivot led away from, or that going back did, and the
// name of the pivot.
type step struct {
	state
	label string
}

// leave notes the query that a pivot leads away from.
func (t *trail) leave(now state, label string) {
	t.past = append(t.past, step{now, label})
	t.future = nil
}

// back returns the query from before the last pivot, and that pivot's name.
func (t *trail) back(now state) (state, string, bool) {
	return shiftStep(&t.past, &t.future, now)
}

// forward returns the query that back led away from.
func (t *trail) forward(now state) (state, string, bool) {
	return shiftStep(&t.future, &t.past, now)
}

func shiftStep(from, to *[]step, now state) (state, string, bool) {
	n := len(*from)
	if n == 0 {
		return state{}, "", false
	}
	last := (*from)[n-1]
	*from = (*from)[:n-1]
	*to = append(*to, step{now, last.label})
	return last.state, last.label, true
}
