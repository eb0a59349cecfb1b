package filterbar

import (
	"slices"

	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/text"
	"spoor/ui/theme"
)

// gap is how many cells are left between the parts of a filter.
const gap = 1

// drawSegments writes a filter with the parts that are off struck out. Where
// not all of it fits it says how many of those are beyond the edge, and that
// there is more.
func drawSegments(field canvas.Area, t *theme.Theme, filter []Segment) {
	if widthOf(filter) > field.Width() {
		// What is off comes last then, in one word.
		field = drawCount(field, t, filter)
		filter = slices.DeleteFunc(slices.Clone(filter), func(s Segment) bool { return s.Off })
	}
	x := 0
	for _, s := range filter {
		if s.Off {
			x = field.Put(x, 0, t.Off, event.Clean(s.Text)) + gap
			continue
		}
		x = highlight(field, x, t, s.Text, problem{}) + gap
	}
	if w := field.Width(); w > 0 && widthOf(filter) > w {
		field.Put(w-1, 0, t.Dim, "…")
	}
}

// widthOf is how many cells a filter takes.
func widthOf(filter []Segment) int {
	w := -gap
	for _, s := range filter {
		w += canvas.Width(event.Clean(s.Text)) + gap
	}
	return w
}

// drawCount writes at the right how many parts are off, and returns the rest.
func drawCount(field canvas.Area, t *theme.Theme, filter []Segment) canvas.Area {
	n := 0
	for _, s := range filter {
		if s.Off {
			n++
		}
	}
	if n == 0 {
		return field
	}
	from := field.PutRight(field.Width(), 0, t.Dim, text.Group(n)+" off")
	return field.Sub(canvas.Rect{W: from - 2, H: 1})
}

// drawOff writes what is off at the right of the line while the rest of the
// filter is edited, and returns the rest of the line.
func (b *Bar) drawOff(field canvas.Area, t *theme.Theme, filter []Segment) canvas.Area {
	off := slices.DeleteFunc(slices.Clone(filter), func(s Segment) bool { return !s.Off })
	width := 0
	for _, s := range off {
		width += canvas.Width(event.Clean(s.Text)) + 2
	}
	if width == 0 {
		return field
	}
	if room := field.Width() - canvas.Width(event.Clean(b.input.Value())); width > room/2 {
		return drawCount(field, t, filter)
	}
	x := field.Width() - width + 2
	for _, s := range off {
		x = field.Put(x, 0, t.Off, event.Clean(s.Text)) + 2
	}
	return field.Sub(canvas.Rect{W: field.Width() - width, H: 1})
}
