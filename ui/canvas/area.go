package canvas

import (
	"strings"
	"unicode/utf8"

	"spoor/event"
)

// Area is a rectangle of a canvas with its own coordinates. What is drawn
// outside of it is not drawn.
type Area struct {
	c *Canvas
	r Rect
}

// Size returns the width and height of the area.
func (a Area) Size() (w, h int) { return a.r.W, a.r.H }

// Width returns the width of the area.
func (a Area) Width() int { return a.r.W }

// Height returns the height of the area.
func (a Area) Height() int { return a.r.H }

// Origin returns where the area's upper left cell lies on the canvas.
func (a Area) Origin() (x, y int) { return a.r.X, a.r.Y }

// Sub returns the part of the area in r, clipped.
func (a Area) Sub(r Rect) Area {
	x0, y0 := max(0, r.X), max(0, r.Y)
	x1, y1 := min(a.r.W, r.X+r.W), min(a.r.H, r.Y+r.H)
	return Area{a.c, Rect{a.r.X + x0, a.r.Y + y0, max(0, x1-x0), max(0, y1-y0)}}
}

// Row returns one line of the area.
func (a Area) Row(y int) Area { return a.Sub(Rect{0, y, a.r.W, 1}) }

// Put writes text from (x, y) to the right and returns the column after it.
// Text that does not fit is cut off at the area's edge; what the cells were
// tinted with shows through. Whatever the text, only what
// event.Clean lets through is written.
func (a Area) Put(x, y int, s Style, text string) int {
	if y < 0 || y >= a.r.H {
		return x
	}
	text = event.Clean(text)
	row := a.r.Y + y
	for i := 0; i < len(text); {
		n, w := 1, 1
		if text[i] >= utf8.RuneSelf {
			_, n = utf8.DecodeRuneInString(text[i:])
			w = event.Width(text[i : i+n])
		}
		a.cell(x, row, w, text[i:i+n], s)
		x += w
		i += n
	}
	return x
}

// cell sets one character if it lies in the area.
func (a Area) cell(x, row, w int, char string, s Style) {
	if x < 0 || x >= a.r.W {
		return
	}
	if x+w > a.r.W {
		char, w = " ", 1
	}
	a.c.set(a.r.X+x, row, w, char, s)
}

// PutRight writes text so that it ends before column x, and returns the column
// where it begins.
func (a Area) PutRight(x, y int, s Style, text string) int {
	from := x - Width(text)
	a.Put(from, y, s, text)
	return from
}

// Width returns how many cells Put takes for text.
func Width(text string) int { return event.Width(event.Clean(text)) }

// Fill writes one character, one cell wide, into every cell.
func (a Area) Fill(s Style, char string) {
	for y := range a.r.H {
		for x := range a.r.W {
			a.cell(x, a.r.Y+y, 1, char, s)
		}
	}
}

// Blank empties the area, tint included, and tints it anew.
func (a Area) Blank(ground Style) {
	for y := range a.r.H {
		for x := range a.r.W {
			a.c.set(a.r.X+x, a.r.Y+y, 1, " ", Style{})
		}
	}
	a.Tint(ground)
}

// Tint lays a style under whatever is or will be written: its colours where the
// text has none of its own, and its attributes.
func (a Area) Tint(s Style) {
	if a.r.Empty() {
		return
	}
	for y := range a.r.H {
		from := (a.r.Y+y)*a.c.w + a.r.X
		for i := range a.r.W {
			a.c.cells[from+i].ground = s
		}
	}
}

// Fade takes the contrast out of all that was drawn: each colour goes half the way
// to a ground, and what has none that can be mixed with it is written faint. Other
// tints are taken away.
func (a Area) Fade(ground Color) {
	if a.r.Empty() {
		return
	}
	for y := range a.r.H {
		from := (a.r.Y+y)*a.c.w + a.r.X
		for i := range a.r.W {
			c := &a.c.cells[from+i]
			c.ground = Style{}
			if mixed := c.style.FG.mix(ground); mixed != c.style.FG {
				c.style.FG, c.style.BG = mixed, c.style.BG.mix(ground)
			} else {
				c.ground.Attr = Faint
			}
		}
	}
}

// Mark gives another style to what stands written as text, in any case of ASCII
// letters, on each line of the area.
func (a Area) Mark(text string, s Style) {
	if text == "" {
		return
	}
	for y := range a.r.H {
		from := (a.r.Y+y)*a.c.w + a.r.X
		row := a.c.cells[from : from+a.r.W]
		for x := range row {
			if n := matches(row[x:], text); n > 0 {
				for i := range n {
					row[x+i].style = s
				}
			}
		}
	}
}

// matches returns how many cells at the beginning of row hold text, 0 if they
// do not.
func matches(row []cell, text string) int {
	for i := range row {
		if row[i].tail {
			continue
		}
		size := len(row[i].text)
		if size > len(text) || !strings.EqualFold(row[i].text, text[:size]) {
			return 0
		}
		text = text[size:]
		if text == "" {
			n := i + 1
			for n < len(row) && row[n].tail {
				n++
			}
			return n
		}
	}
	return 0
}

// Repeat returns a character written n times.
func Repeat(char string, n int) string { return strings.Repeat(char, max(0, n)) }
