package text

import "strings"

// Longest returns the longest run of letters and digits in a value, in lower
// case: a record that has the value somewhere, with whatever escapes, holds it,
// unless letters are escaped.
func Longest(value string) string {
	best := ""
	for _, p := range strings.FieldsFunc(value, func(r rune) bool { return r >= 0x80 || kinds[byte(r)]&wordByte == 0 }) {
		if len(p) > len(best) {
			best = p
		}
	}
	return strings.ToLower(best)
}

// LongestASCII returns the longest run of a text that is all ASCII.
func LongestASCII(text string) string {
	best := ""
	for run := range strings.FieldsFuncSeq(text, func(r rune) bool { return r >= 0x80 }) {
		if len(run) > len(best) {
			best = run
		}
	}
	return best
}

// Escaped returns which blocks have escaped letters or digits.
func (x *Index) Escaped() func(block int) bool {
	set := newBlocks(x.blocks)
	for _, k := range x.escaped {
		set[k>>6] |= 1 << (k & 63)
	}
	return set.Has
}
