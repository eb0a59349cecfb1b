package text

import "encoding/binary"

const uuidLength = 36

// uuidLeftOut reports whether a text begins with a UUID, and no longer token at
// its end, of which all parts are left out, as those of nearly all are.
func uuidLeftOut(text []byte) bool {
	if len(text) < uuidLength || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' ||
		len(text) > uuidLength && kinds[text[uuidLength]]&wordByte != 0 {
		return false
	}
	four := func(i int) uint64 { return uint64(binary.LittleEndian.Uint32(text[i:])) }
	// Its parts are of 8, 4, 4, 4, and 12 digits.
	a := kindsOf(binary.LittleEndian.Uint64(text))
	b := kindsOf(four(9) | four(14)<<32)
	c := kindsOf(four(19) | four(24)<<32)
	d := kindsOf(binary.LittleEndian.Uint64(text[28:]))
	const low = 1<<32 - 1
	hex := (a.digit | a.hexLetter) & (b.digit | b.hexLetter) & (c.digit | c.hexLetter) & (d.digit | d.hexLetter)
	return hex == highs && a.digit != 0 && a.hexLetter != 0 &&
		b.digit&low != 0 && b.digit>>32 != 0 && c.digit&low != 0 &&
		c.digit>>32|d.digit != 0 && c.hexLetter>>32|d.hexLetter != 0
}
