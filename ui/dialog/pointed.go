package dialog

import "spoor/ui/canvas"

// Drawn is where a dialog and the lines of its list were last drawn, for clicks.
type Drawn struct{ frame, list canvas.Rect }

// DrawnAt takes down where a dialog has been drawn: what Frame returned, and the
// part of it that holds the list.
func (d *Drawn) DrawnAt(inside, list canvas.Area) {
	x, y := inside.Origin()
	w, h := inside.Size()
	d.frame = canvas.Rect{X: x - 2, Y: y - 1, W: w + 4, H: h + 2}
	x, y = list.Origin()
	w, h = list.Size()
	d.list = canvas.Rect{X: x, Y: y, W: w, H: h}
}

// wheel moves a cursor in n lines, and not beyond an end: only keys go round.
func wheel(cursor, by, n int) int { return max(0, min(cursor+by, n-1)) }

// Covers reports whether the dialog, its frame included, is at a cell of the
// screen.
func (d *Drawn) Covers(x, y int) bool { return d.frame.Contains(x, y) }

// Line returns which of n lines lies in a cell of the screen, -1 for none; offset
// counts those that are scrolled out above.
func (d *Drawn) Line(x, y, offset, n int) int {
	line := offset + y - d.list.Y
	if !d.list.Contains(x, y) || line >= n {
		return -1
	}
	return line
}
