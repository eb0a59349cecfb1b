package pane

import (
	"strconv"

	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/theme"
)

// Frame is where a pane lies on the screen. Frames that share an edge overlap
// by it.
type Frame struct {
	canvas.Rect
	Shown bool
	// JoinAbove and JoinBelow say that the upper or lower edge is shared with
	// the frame above or below.
	JoinAbove, JoinBelow bool
}

// Inside returns the rectangle inside the frame.
func (f Frame) Inside() canvas.Rect { return f.Inset(1) }

// DrawBorder draws the four edges. Where frames share an edge the one with the
// focus is drawn last.
func (f Frame) DrawBorder(screen canvas.Area, t *theme.Theme, focused bool) {
	if f.W < 2 || f.H < 2 {
		return
	}
	style, _ := t.Frame(focused)
	upperLeft, upperRight, lowerLeft, lowerRight := "╭", "╮", "╰", "╯"
	if f.JoinAbove {
		upperLeft, upperRight = "├", "┤"
	}
	if f.JoinBelow {
		lowerLeft, lowerRight = "├", "┤"
	}
	line := canvas.Repeat("─", f.W-2)
	screen.Put(f.X, f.Y, style, upperLeft+line+upperRight)
	screen.Put(f.X, f.Y+f.H-1, style, lowerLeft+line+lowerRight)
	for y := f.Y + 1; y < f.Y+f.H-1; y++ {
		screen.Put(f.X, y, style, "│")
		screen.Put(f.X+f.W-1, y, style, "│")
	}
}

// Room is how wide the note in a head may be.
func (f Frame) Room(h Head) int {
	const around = 8 // the edges, the number and the blanks
	room := f.W - around - canvas.Width(h.Title)
	if h.Count != "" {
		room -= canvas.Width(h.Count) + 2
	}
	return room
}

// DrawHead writes number, title and count into the upper edge. What has no room
// is left out or cut.
func (f Frame) DrawHead(screen canvas.Area, t *theme.Theme, id ID, h Head, focused bool) {
	edge := screen.Sub(canvas.Rect{X: f.X + 1, Y: f.Y, W: f.W - 2, H: 1})
	_, title := t.Frame(focused)
	right := edge.Width()
	if h.Count != "" && canvas.Width(h.Count)+8 <= right {
		right = edge.PutRight(right, 0, t.Count, " "+h.Count+" ")
	}
	name := " " + strconv.Itoa(int(id)+1) + " " + h.Title
	room := right
	if room == edge.Width() {
		room--
	}
	x := edge.Put(0, 0, title, event.Cut(name, room))
	if h.Note != "" && x+canvas.Width(h.Note)+1 <= room {
		x = edge.Put(x, 0, t.Dim, " "+h.Note)
		if x+canvas.Width(h.Tail)+1 <= room {
			x = edge.Put(x, 0, t.Faint, h.Tail)
		}
	}
	if x < right {
		edge.Put(x, 0, title, " ")
	}
}
