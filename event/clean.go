package event

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean makes text from a record safe to draw. It is the only way by which such
// text may reach a terminal: a cell, a title, a status line.
//
// What comes out is one line of runes that each take one or two cells of their
// own, so that terminals that count code points and terminals that count
// grapheme clusters agree on the width:
//
//   - control characters become pictures: C0 and DEL those of the block U+2400
//     (tab ␉, newline ␊, escape ␛), C1 the one sign ␦;
//   - what is invisible or steers the drawing of others becomes �: bidirectional
//     controls, zero-width characters, variation selectors, skin tones, line and
//     paragraph separators, tags, unassigned code points, invalid UTF-8;
//   - combining marks are composed with the letter before them where Unicode has
//     one character for both (é, ế, 한), and become � elsewhere, as do the halves
//     of flags and other characters whose width depends on their neighbours.
//
// Text of printable ASCII is returned as it is.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	return alias(AppendClean(make([]byte, 0, len(s)+16), s))
}

// AppendClean appends what Clean makes of s.
func AppendClean(to []byte, s string) []byte {
	const replacement = utf8.RuneError
	// last is the rune at the end of to, if a mark may still be put upon it.
	last := rune(-1)
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			if c >= ' ' && c != 0x7f {
				to, last = append(to, c), rune(c)
			} else {
				to, last = utf8.AppendRune(to, picture(c)), -1
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r == replacement:
			last = -1
		case r < 0xa0:
			r, last = '␦', -1
		case stands(r):
			last = r
		case last >= 0 && isMark(r):
			if composed, ok := compose(last, r); ok {
				to = to[:len(to)-utf8.RuneLen(last)]
				r, last = composed, composed
				break
			}
			r, last = replacement, -1
		default:
			// A leading consonant of Korean waits for its vowel.
			next, size := utf8.DecodeRuneInString(s[i:])
			composed, ok := rune(0), false
			if isMark(r) && size > 1 {
				composed, ok = compose(r, next)
			}
			if ok {
				i += size
				r, last = composed, composed
				break
			}
			r, last = replacement, -1
		}
		to = utf8.AppendRune(to, r)
	}
	return to
}

// isPlain reports whether s is printable ASCII throughout.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]-' ' >= 0x7f-' ' {
			return false
		}
	}
	return true
}

// picture is the sign for a control byte.
func picture(c byte) rune {
	if c == 0x7f {
		return '␡'
	}
	return '␀' + rune(c)
}

// compose returns the one character for a letter and the mark behind it, if
// Unicode has one that can stand by itself.
func compose(letter, mark rune) (rune, bool) {
	var pair, both [16]byte
	p := utf8.AppendRune(utf8.AppendRune(pair[:0], letter), mark)
	b := norm.NFC.Append(both[:0], p...)
	r, size := utf8.DecodeRune(b)
	return r, size == len(b) && r != letter && stands(r)
}

// isMark reports whether r may melt into the rune before it.
func isMark(r rune) bool {
	return unicode.Is(unicode.Mn, r) || unicode.Is(jamo, r)
}

// stands reports whether r, which is no ASCII, takes one or two cells of its
// own, whatever is beside it.
func stands(r rune) bool {
	if r < 0x300 {
		return r >= 0xa0 && r != 0xad
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S, unicode.Zs, unicode.Co) &&
		!unicode.Is(jamo, r) && !unicode.Is(dependent, r)
}

// jamo are the parts of which Korean syllables are composed.
var jamo = &unicode.RangeTable{
	R16: []unicode.Range16{{0x1100, 0x11ff, 1}, {0xa960, 0xa97f, 1}, {0xd7b0, 0xd7ff, 1}},
}

// dependent are letters and symbols that join a neighbour in a grapheme cluster
// or draw nothing. The list is what a search over all of Unicode found, with
// the libraries that measure for the screen; a test repeats the search.
var dependent = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0d4e, 0x0d4e, 1},
		{0x0e33, 0x0e33, 1},
		{0x0eb3, 0x0eb3, 1},
		{0x2800, 0x2800, 1}, // blank Braille pattern
		{0x3164, 0x3164, 1}, // Hangul filler
		{0xff9e, 0xffa0, 1}, // halfwidth voicing marks and Hangul filler
	},
	R32: []unicode.Range32{
		{0x111c2, 0x111c3, 1},
		{0x1193f, 0x1193f, 1},
		{0x11941, 0x11941, 1},
		{0x11a84, 0x11a89, 1},
		{0x11d46, 0x11d46, 1},
		{0x11f02, 0x11f02, 1},
		{0x1f1e6, 0x1f1ff, 1}, // halves of flags
		{0x1f3fb, 0x1f3ff, 1}, // skin tones
	},
}
