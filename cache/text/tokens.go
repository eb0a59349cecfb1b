package text

import (
	"encoding/binary"
	"math/bits"
)

// tokens indexes the tokens that begin in a part of a text. No token reaches
// across the ends of the part.
func (b *Builder) tokens(text []byte, from, to int) {
	var t token
	for i := from; i < to; {
		eight := eightAt(text, i)
		kind := kindsOf(eight)
		if kind.word&0x80 == 0 {
			i += bits.TrailingZeros64(kind.word) >> 3 // 8 without any
			continue
		}
		start := i
		next, left := t.read(text, i, eight, kind)
		escaped := start > 0 && text[start-1] == '\\'
		if left && next-start == 8 && !escaped && uuidLeftOut(text[start:to]) {
			i = start + uuidLength
			continue
		}
		if !left {
			b.vocabulary.note(&t)
		}
		// What stands behind a token is between tokens.
		if i = next + 1; next-start == maxToken && next < to && kinds[text[next]]&wordByte != 0 {
			i = start + maxPiece
		}
		if escaped {
			b.escapes(&t)
		}
	}
}

// token is a token in lower case, as eight bytes each and zeros behind it.
type token struct {
	eights [maxToken / 8]uint64
	length int
}

// read makes t the token that begins at a place with eight bytes of these kinds,
// or its first bytes if it is a longer one. It returns where it ends and whether
// it is left out.
func (t *token) read(text []byte, start int, eight uint64, kind eightKinds) (end int, left bool) {
	var hex, digits, letters uint64 = highs, 0, 0
	for k := 0; ; {
		behind := ^kind.word & highs
		behind &= -behind     // the first byte that is not of the token
		mask := behind>>7 - 1 // what is before it, or all
		t.eights[k] = (eight | spaces) & mask
		hex &= kind.digit | kind.hexLetter | ^mask
		digits |= kind.digit & mask
		letters |= kind.hexLetter & mask
		if behind != 0 {
			end = start + 8*k + bits.TrailingZeros64(behind)>>3
			break
		}
		if k++; k == len(t.eights) {
			end = start + maxToken
			break
		}
		eight = eightAt(text, start+8*k)
		kind = kindsOf(eight)
	}
	t.length = end - start
	return end, hex == highs && leftOut(t.length, digits != 0, letters != 0)
}

// escapes looks at a token behind a backslash: in JSON the first letters may be
// an escape, and the value go on behind it.
func (b *Builder) escapes(t *token) {
	var text [maxToken]byte
	for i, eight := range t.eights {
		binary.LittleEndian.PutUint64(text[i*8:], eight)
	}
	whole := text[:t.length]
	rest := afterEscape(whole)
	if rest == 0 {
		return
	}
	if escapesWord(whole) {
		b.escape()
	}
	if rest < len(whole) {
		if _, left := t.read(whole, rest, eightAt(whole, rest), kindsOf(eightAt(whole, rest))); !left {
			b.vocabulary.note(t)
		}
	}
}

// afterEscape returns how many bytes of a token behind a backslash belong to a
// JSON escape.
func afterEscape(token []byte) int {
	switch token[0] {
	case 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(token) >= 5 {
			return 5
		}
	}
	return 0
}

// escapesWord reports whether a token behind a backslash begins with \u00XX for
// a letter or digit, so that a word is there which the bytes do not show.
func escapesWord(token []byte) bool {
	if len(token) < 5 || token[0] != 'u' || token[1] != '0' || token[2] != '0' {
		return false
	}
	hi, lo := hexValue(token[3]), hexValue(token[4])
	return hi < 8 && lo < 16 && kinds[hi<<4|lo]&wordByte != 0
}

func hexValue(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}
