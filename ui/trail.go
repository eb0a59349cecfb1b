package ui

import (
	"slices"
	"strings"

	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
)

// trail is the path of pivots, as in a browser: where one can go back to, and
// forward to after that. It does not change once made: what a pivot does to it
// is undone with the pivot.
type trail struct{ past, future []step }

// step is the query that a pivot led away from, or that going back did, and the
// pivot's name, in full and short. The names are clean.
type step struct {
	state
	label, crumb string
}

// leave returns the trail after a pivot away from a query.
func (t trail) leave(now state, label, crumb string) trail {
	return trail{past: append(slices.Clip(t.past), step{now, label, crumb})}
}

// back returns the query from before the last pivot, and that pivot's name.
func (t trail) back(now state) (state, string, bool) {
	n := len(t.past)
	if n == 0 {
		return state{}, "", false
	}
	last := t.past[n-1]
	to := last.state
	to.trail = trail{past: t.past[:n-1], future: append(slices.Clip(t.future), step{now, last.label, last.crumb})}
	return to, last.label, true
}

// forward returns the query that back led away from.
func (t trail) forward(now state) (state, string, bool) {
	n := len(t.future)
	if n == 0 {
		return state{}, "", false
	}
	next := t.future[n-1]
	to := next.state
	to.trail = trail{past: append(slices.Clip(t.past), step{now, next.label, next.crumb}), future: t.future[:n-1]}
	return to, next.label, true
}

// mostOfStart is how wide the name of the path's beginning may be.
const mostOfStart = 24

// crumbs returns the path of pivots as text that fits a width: where it came
// from, and where one can go forward to. The steps next to where one is matter
// most, and the beginning: what is left out between them is an ellipsis.
func (t trail) crumbs(width int) (path, ahead string) {
	if len(t.past) == 0 && len(t.future) == 0 {
		return "", ""
	}
	const arrow = " › "
	names := []string{t.start()}
	for _, s := range t.past {
		names = append(names, s.crumb)
	}
	path = strings.Join(names, arrow)
	for first := 1; canvas.Width(path) > width && first < len(names); first++ {
		path = names[0] + arrow + "…" + arrow + strings.Join(names[first:], arrow)
		if first == len(names)-1 && canvas.Width(path) > width {
			path = event.CutMiddle(names[first], width)
		}
	}
	if n := len(t.future); n > 0 {
		ahead = arrow + t.future[n-1].crumb
		if canvas.Width(path)+canvas.Width(ahead) > width {
			ahead = ""
		}
	}
	return path, ahead
}

// start names the query that the first pivot led away from.
func (t trail) start() string {
	if len(t.past) == 0 {
		return "start"
	}
	if filter := t.past[0].state.filter; filter != nil {
		return event.Cut(event.Clean(query.Print(filter)), mostOfStart)
	}
	return "all"
}
