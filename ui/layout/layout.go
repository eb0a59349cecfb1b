// Package layout divides the screen among the panes. It is one pure function of
// the screen's size.
package layout

import (
	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// The smallest screen that is drawn as such, and the smallest on which all
// panes stand side by side.
const (
	MinWidth, MinHeight   = 40, 12
	fullWidth, fullHeight = 80, 24
	// The detail stands beside the events where those keep all their columns, or
	// where there is width but no height; else it stands below.
	besideWidth, besideWidthIfLow, low = 236, 180, 36
	// widestDetail is what the detail can use beside the events.
	widestDetail = 88
)

// Layout is where everything stands.
type Layout struct {
	// TooSmall says that nothing can be drawn sensibly.
	TooSmall bool
	// Tabs is the line that names the panes when they do not stand side by side,
	// Hints the line at the bottom. The two lines at the top are the header's.
	Tabs, Hints canvas.Rect
	Panes       [pane.Count]pane.Frame
}

// Tabbed reports whether one pane is shown at a time.
func (l *Layout) Tabbed() bool { return !l.Tabs.Empty() }

// Of returns the layout of a screen of w by h cells. When there is no room for
// all panes, or when zoomed, only the one with the focus is shown.
func Of(w, h int, focus pane.ID, zoomed bool) Layout {
	var l Layout
	if w < MinWidth || h < MinHeight {
		l.TooSmall = true
		return l
	}
	l.Hints = canvas.Rect{Y: h - 1, W: w, H: 1}
	middle := canvas.Rect{Y: 2, W: w, H: h - 3}
	if w < fullWidth || h < fullHeight {
		l.Tabs = canvas.Rect{Y: 2, W: w, H: 1}
		middle.Y++
		middle.H--
		zoomed = true
	}
	if zoomed {
		l.Panes[focus] = pane.Frame{Rect: middle, Shown: true}
		return l
	}
	l.divide(middle, w, h)
	return l
}

func (l *Layout) divide(middle canvas.Rect, w, h int) {
	timeHeight := 5
	switch {
	case h >= 50:
		timeHeight = 9
	case h >= 32:
		timeHeight = 7
	}
	l.show(pane.Time, canvas.Rect{X: 0, Y: middle.Y, W: w, H: timeHeight})

	body := canvas.Rect{Y: middle.Y + timeHeight, W: w, H: middle.H - timeHeight}
	left := min(44, 24+(w-fullWidth)/6)
	l.stack(canvas.Rect{X: 0, Y: body.Y, W: left, H: body.H}, pane.Users, pane.Types, pane.Sources)

	right := canvas.Rect{X: left, Y: body.Y, W: w - left, H: body.H}
	if w >= besideWidth || w >= besideWidthIfLow && h < low {
		detail := min(widestDetail, right.W*2/5)
		l.show(pane.Events, canvas.Rect{X: right.X, Y: right.Y, W: right.W - detail, H: right.H})
		l.show(pane.Detail, canvas.Rect{X: right.X + right.W - detail, Y: right.Y, W: detail, H: right.H})
		return
	}
	events := (right.H*5 + 4) / 8
	l.show(pane.Events, canvas.Rect{X: right.X, Y: right.Y, W: right.W, H: events})
	l.show(pane.Detail, canvas.Rect{X: right.X, Y: right.Y + events, W: right.W, H: right.H - events})
}

// stack puts panes under each other, each sharing an edge with the next, as
// equally high as can be.
func (l *Layout) stack(r canvas.Rect, ids ...pane.ID) {
	inner := r.H - len(ids) - 1
	y := r.Y
	for i, id := range ids {
		lines := (inner + len(ids) - 1 - i) / len(ids)
		l.show(id, canvas.Rect{X: r.X, Y: y, W: r.W, H: lines + 2})
		l.Panes[id].JoinAbove = i > 0
		l.Panes[id].JoinBelow = i < len(ids)-1
		y += lines + 1
	}
}

func (l *Layout) show(id pane.ID, r canvas.Rect) {
	l.Panes[id] = pane.Frame{Rect: r, Shown: true}
}
