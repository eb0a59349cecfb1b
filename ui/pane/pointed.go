package pane

// Pointed is a pane that answers to the mouse. Cells are counted from the upper
// left of what its frame holds.
type Pointed interface {
	// Click puts the cursor on what lies in a cell, and reports whether that is
	// something which can be opened.
	Click(x, y int) (open bool, i Intent)
	// Wheel scrolls by lines.
	Wheel(lines int)
}

// Dragged is a pane over which the mouse is drawn with its button down.
type Dragged interface {
	// Drag marks what lies between two columns.
	Drag(from, to int)
}

// Clicked is a dialog that answers to the mouse. Cells are counted from the upper
// left of the screen.
type Clicked interface {
	// Covers reports whether the dialog lies over a cell. A click beside it closes
	// it.
	Covers(x, y int) bool
	// Click carries out what lies in a cell.
	Click(x, y int) Intent
	// Wheel goes on by so many lines, and not beyond an end.
	Wheel(by int)
}
