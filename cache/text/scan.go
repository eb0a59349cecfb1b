package text

import (
	"encoding/binary"
	"strings"
)

// Lower writes text with its ASCII letters in lower case over dst and returns
// it. Bytes keep their places.
func Lower(dst, text []byte) []byte {
	if cap(dst) < len(text) {
		dst = make([]byte, len(text))
	}
	dst = dst[:len(text)]
	const (
		ones = 0x0101010101010101
		high = 0x8080808080808080
	)
	for len(text) >= 8 {
		w := binary.LittleEndian.Uint64(text)
		// A byte below 0x80 gets its high bit where it is ≥ 'A', and again where
		// it is > 'Z': the difference marks capitals.
		low := w &^ high
		capital := ((low + (0x80-'A')*ones) &^ (low + (0x80-'Z'-1)*ones)) & high &^ w
		binary.LittleEndian.PutUint64(dst[len(dst)-len(text):], w|capital>>2)
		text = text[8:]
	}
	for i, c := range text {
		dst[len(dst)-len(text)+i] = lower[c]
	}
	return dst
}

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

// Escaped returns which blocks have escaped letters or digits.
func (x *Index) Escaped() func(block int) bool {
	set := newBlocks(x.blocks)
	for _, k := range x.escaped {
		set[k>>6] |= 1 << (k & 63)
	}
	return set.Has
}
