// Package canvas is a grid of character cells to draw a screen on. Whatever is
// put on it, every line that comes out has exactly the grid's width, and no
// control byte comes out but the colours asked for.
package canvas

// Rect is a rectangle of cells; X and Y count from 0 at the upper left.
type Rect struct{ X, Y, W, H int }

// Inset returns r without n cells at each edge.
func (r Rect) Inset(n int) Rect {
	return Rect{r.X + n, r.Y + n, max(0, r.W-2*n), max(0, r.H-2*n)}
}

// Empty reports whether r holds no cell.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Contains reports whether the cell (x, y) lies in r.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Canvas is a grid of cells. It is not safe for concurrent use.
type Canvas struct {
	w, h  int
	cells []cell
	out   []byte
}

// cell is one character. What lies under it is kept apart, so that text can be
// written over a tinted row. A character two cells wide is followed by a cell
// with tail set.
type cell struct {
	text          string
	style, ground Style
	tail          bool
}

// New returns a blank canvas.
func New(w, h int) *Canvas {
	c := &Canvas{}
	c.Reset(w, h)
	return c
}

// Reset blanks the canvas and gives it a new size.
func (c *Canvas) Reset(w, h int) {
	c.w, c.h = max(0, w), max(0, h)
	n := c.w * c.h
	if cap(c.cells) < n {
		c.cells = make([]cell, n)
	}
	c.cells = c.cells[:n]
	for i := range c.cells {
		c.cells[i] = blank
	}
}

var blank = cell{text: " "}

// Area returns the part of the canvas in r, clipped to the canvas.
func (c *Canvas) Area(r Rect) Area { return Area{c, Rect{0, 0, c.w, c.h}}.Sub(r) }

// All returns the whole canvas.
func (c *Canvas) All() Area { return c.Area(Rect{0, 0, c.w, c.h}) }

// String returns the canvas as lines with colours.
func (c *Canvas) String() string {
	b := c.out[:0]
	for y := range c.h {
		if y > 0 {
			b = append(b, '\n')
		}
		var now Style
		for _, cell := range c.cells[y*c.w : (y+1)*c.w] {
			if cell.tail {
				continue
			}
			if look := cell.style.On(cell.ground); look != now {
				b = look.appendSGR(b)
				now = look
			}
			b = append(b, cell.text...)
		}
		if now != (Style{}) {
			b = append(b, "\x1b[m"...)
		}
	}
	c.out = b
	return string(b)
}

// Text returns the canvas as plain lines.
func (c *Canvas) Text() string {
	var b []byte
	for y := range c.h {
		if y > 0 {
			b = append(b, '\n')
		}
		for _, cell := range c.cells[y*c.w : (y+1)*c.w] {
			if !cell.tail {
				b = append(b, cell.text...)
			}
		}
	}
	return string(b)
}

// set puts one character, w cells wide, and mends a wide character that it cuts
// in two.
func (c *Canvas) set(x, y, w int, text string, s Style) {
	row := c.cells[y*c.w : (y+1)*c.w]
	if row[x].tail {
		row[x-1].text = " "
	}
	if end := x + w; end < len(row) && row[end].tail {
		row[end].text, row[end].tail = " ", false
	}
	row[x].text, row[x].style, row[x].tail = text, s, false
	if w == 2 {
		row[x+1].text, row[x+1].style, row[x+1].tail = "", s, true
	}
}
