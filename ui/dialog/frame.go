// Package dialog is what lies over the screen for a moment: the copy menu, the
// pivots, the choice of a window of time, and questions.
package dialog

import (
	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// Frame draws the frame of a dialog in the middle of the screen, over what is
// there, and returns the area inside, with a cell free at each side. w and h
// are the size it would like inside; on a small screen it gets less. Title and
// foot must be clean text.
func Frame(screen canvas.Area, env pane.Env, title, foot string, w, h int) canvas.Area {
	screenWidth, screenHeight := screen.Size()
	const edges = 4 // two of the frame, and a free cell at each side
	width := min(w+edges, screenWidth)
	if screenWidth >= 60 {
		width = min(width, screenWidth-4)
	}
	height := min(h+2, screenHeight)
	if width < edges+1 || height < 3 {
		return screen.Sub(canvas.Rect{})
	}
	r := canvas.Rect{X: (screenWidth - width) / 2, Y: (screenHeight - height) / 3, W: width, H: height}
	box := screen.Sub(r)
	t := env.Theme
	box.Blank(t.Popup)
	border, strong := t.BorderFocus.On(t.Popup), t.TitleFocus.On(t.Popup)
	line := canvas.Repeat("─", width-2)
	box.Put(0, 0, border, "╭"+line+"╮")
	box.Put(0, height-1, border, "╰"+line+"╯")
	for y := 1; y < height-1; y++ {
		box.Put(0, y, border, "│")
		box.Put(width-1, y, border, "│")
	}
	if room := width - 6; room > 0 {
		box.Put(2, 0, strong, " "+event.Cut(title, room)+" ")
		if foot = event.Cut(foot, room); foot != "" {
			box.PutRight(width-2, height-1, t.Dim.On(t.Popup), " "+foot+" ")
		}
	}
	return box.Sub(canvas.Rect{X: 2, Y: 1, W: width - edges, H: height - 2})
}

// Scroll returns the offset at which, of n lines, the one with the cursor is
// seen in a window of a height, moved from the offset before no more than
// needed.
func Scroll(offset, cursor, n, height int) int {
	offset = min(offset, cursor)
	offset = max(offset, cursor-height+1)
	return max(0, min(offset, n-height))
}
