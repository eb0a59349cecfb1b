package event

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const ellipsis = "…"

// Width is how many cells of a terminal a cleaned text takes. Of text that
// Clean has not seen it says nothing useful.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return ansi.StringWidthWc(s)
}

// Cut shortens a cleaned text to at most width cells; where something is cut
// off, the last of them is an ellipsis.
func Cut(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if len(s) <= width || Width(s) <= width {
		return s
	}
	return s[:prefix(s, width-1)] + ellipsis
}

// Head returns the longest beginning of a cleaned text that takes at most width
// cells.
func Head(s string, width int) string { return s[:prefix(s, width)] }

// CutMiddle shortens a cleaned text to at most width cells by leaving out its
// middle, for names that tell at both ends.
func CutMiddle(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if len(s) <= width || Width(s) <= width {
		return s
	}
	room := width - 1
	head := s[:prefix(s, room-room/2)]
	return head + ellipsis + s[suffix(s, room/2):]
}

// prefix returns the length of the longest beginning of s that fits into width
// cells.
func prefix(s string, width int) int {
	for i, r := range s {
		if width -= runeWidth(r); width < 0 {
			return i
		}
	}
	return len(s)
}

// suffix returns where the longest end of s begins that fits into width cells.
func suffix(s string, width int) int {
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if width -= runeWidth(r); width < 0 {
			return i
		}
		i -= size
	}
	return 0
}

func runeWidth(r rune) int {
	if r >= ' ' && r < 0x7f {
		return 1
	}
	var b [utf8.UTFMax]byte
	return ansi.StringWidthWc(alias(b[:utf8.EncodeRune(b[:], r)]))
}
