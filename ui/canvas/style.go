package canvas

import (
	"strconv"
)

// Color is a colour of a cell: the terminal's own (the zero value), one of its
// palette, or red, green and blue. What the terminal cannot show is reduced
// when it is written out.
type Color uint32

const (
	paletteColor Color = 1 << 24
	trueColor    Color = 1 << 25
)

// Palette returns one of the 16 colours that the user's terminal defines.
func Palette(n uint8) Color { return paletteColor | Color(n&15) }

// RGB returns a colour by its red, green and blue: 0xRRGGBB.
func RGB(rgb uint32) Color { return trueColor | Color(rgb&0xffffff) }

// mix returns the colour half the way to another, and the colour itself where
// either is not known by its red, green and blue.
func (c Color) mix(other Color) Color {
	if c&other&trueColor == 0 {
		return c
	}
	const each = 0xfefefe // without the lowest bit of each part
	return trueColor | (c&each)>>1 + (other&each)>>1
}

// Attr is a set of attributes of a cell.
type Attr uint8

// The attributes.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Underline
	Reverse
	Strike
)

// Style is how a cell looks. The zero Style is plain text on the terminal's own
// background.
type Style struct {
	FG, BG Color
	Attr   Attr
}

// On returns s with the background of b where s has none of its own, and b's
// attributes added.
func (s Style) On(b Style) Style {
	if s.BG == 0 {
		s.BG = b.BG
	}
	if s.FG == 0 {
		s.FG = b.FG
	}
	s.Attr |= b.Attr
	return s
}

// With returns s with attributes added.
func (s Style) With(a Attr) Style {
	s.Attr |= a
	return s
}

// appendSGR appends the escape sequence that switches to s from any other
// style.
func (s Style) appendSGR(b []byte) []byte {
	b = append(b, "\x1b[0"...)
	for i, code := range [...]byte{'1', '2', '3', '4', '7', '9'} {
		if s.Attr&(1<<i) != 0 {
			b = append(b, ';', code)
		}
	}
	b = s.FG.appendSGR(b, 30)
	b = s.BG.appendSGR(b, 40)
	return append(b, 'm')
}

func (c Color) appendSGR(b []byte, base int64) []byte {
	switch {
	case c&trueColor != 0:
		b = append(b, ';')
		b = strconv.AppendInt(b, base+8, 10)
		b = append(b, ";2"...)
		for _, shift := range [...]uint{16, 8, 0} {
			b = append(b, ';')
			b = strconv.AppendInt(b, int64(c>>shift&255), 10)
		}
	case c&paletteColor != 0:
		n := int64(c & 15)
		if n >= 8 {
			n += 60 - 8
		}
		b = append(b, ';')
		b = strconv.AppendInt(b, base+n, 10)
	}
	return b
}
