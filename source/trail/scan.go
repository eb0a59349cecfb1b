package trail

import (
	"encoding/binary"
	"math/bits"
)

// maxDepth is how deeply brackets may nest inside one value. Real records stay
// under 30.
const maxDepth = 512

// verdict is what a scan of a JSON value found.
type verdict uint8

const (
	// whole: the value ends where the scan says.
	whole verdict = iota
	// unfinished: the bytes end before the value does.
	unfinished
	// broken: more bytes cannot make it a value.
	broken
)

// valueEnd finds where the object or array that data begins with ends. It
// follows strings and brackets only: that what stands between them is JSON is
// for the decoder to say. It returns the length of the value, or the offset of
// what broke it: a bracket closed by the wrong kind, one opened where none can
// stand, a line break inside a string (so that a missing quote costs one line),
// or nesting beyond maxDepth.
func valueEnd(data []byte) (int, verdict) {
	if n := plainEnd(data); n > 0 {
		return n, whole
	}
	return closeEnd(data)
}

// closeEnd is valueEnd for values of every kind.
//
// It looks at 64 bytes at a time, eight to a machine word: which of them are
// quotes, from that which lie inside strings, and then only at the brackets
// outside.
func closeEnd(data []byte) (int, verdict) {
	var (
		kinds    [maxDepth/64 + 1]uint64 // bit d: the bracket at depth d is a brace
		depth    int
		inString uint64   // all ones if the block before ended inside a string
		escaping bool     // the block before ended with an escaping backslash
		padded   [64]byte // the last block, if there is less of it
	)
	for at := 0; at < len(data); at += 64 {
		var block *[64]byte
		if len(data)-at >= 64 {
			block = (*[64]byte)(data[at:])
		} else {
			copy(padded[:], data[at:])
			block = &padded
		}

		var quotes, brackets, backslashes, controls uint64
		for i := 0; i < 64; i += 8 {
			w := binary.LittleEndian.Uint64(block[i:])
			quotes |= gather(equal(w, '"'*ones)) << i
			// Brackets, and the few others that come behind [ and { in ASCII.
			brackets |= gather(((w|0x20*ones)&lows+(0x80-'{')*ones)&^w&highs) << i
			backslashes |= mayHold(w, '\\'*ones)
			controls |= (w - ' '*ones) &^ w
		}
		if backslashes&highs != 0 || escaping {
			quotes &^= escaped(positions(block, '\\'), &escaping)
		}
		strings := prefixXOR(quotes) ^ inString
		inString = uint64(int64(strings) >> 63)
		torn := 64
		if controls&highs != 0 {
			torn = bits.TrailingZeros64(positions(block, '\n') & strings)
		}

		for brackets &^= strings; brackets != 0; brackets &= brackets - 1 {
			i := bits.TrailingZeros64(brackets)
			if i > torn {
				break
			}
			switch c := block[i]; c {
			case '{', '[':
				if depth > 0 && !mayOpen(data[:at+i], kinds[depth>>6]>>(depth&63)&1 != 0) {
					return at + i, broken
				}
				depth++
				if depth > maxDepth {
					return at + i, broken
				}
				brace := uint64(0)
				if c == '{' {
					brace = 1
				}
				kinds[depth>>6] = kinds[depth>>6]&^(1<<(depth&63)) | brace<<(depth&63)
			case '}', ']':
				if (kinds[depth>>6]>>(depth&63)&1 != 0) != (c == '}') {
					return at + i, broken
				}
				depth--
				if depth == 0 {
					return at + i + 1, whole
				}
			}
		}
		if torn < 64 {
			return at + torn, broken
		}
	}
	return len(data), unfinished
}

// mayOpen reports whether a value may follow what stands before it: a colon in
// an object, a comma or the opening bracket in an array. That is how a lost
// closing bracket is noticed at the very next record.
func mayOpen(before []byte, inObject bool) bool {
	for i := len(before) - 1; i >= 0; i-- {
		switch before[i] {
		case ' ', '\t', '\r', '\n':
			continue
		case ':':
			return inObject
		case ',', '[':
			return !inObject
		}
		return false
	}
	return false
}

const (
	ones  = 0x0101010101010101
	lows  = 0x7f * ones
	highs = 0x80 * ones
)

// equal sets the high bit of every byte of w that equals the byte repeated in
// pattern, and no other bit.
func equal(w, pattern uint64) uint64 {
	x := w ^ pattern
	return ^(x&lows + lows | x) & highs
}

// mayHold sets the high bit of some byte where a byte of w equals that of pattern,
// and seldom without one.
func mayHold(w, pattern uint64) uint64 {
	x := w ^ pattern
	return (x - ones) &^ x
}

// gather moves the high bits of the eight bytes of m into the lowest eight bits.
func gather(m uint64) uint64 { return (m >> 7) * 0x0102040810204080 >> 56 }

// positions has a bit for each byte of block that equals c.
func positions(block *[64]byte, c uint64) (found uint64) {
	for i := 0; i < 64; i += 8 {
		found |= gather(equal(binary.LittleEndian.Uint64(block[i:]), c*ones)) << i
	}
	return found
}

// escaped has a bit for each byte that a backslash stands in front of, a
// backslash that is itself escaped not counting. carry takes the last state from
// block to block.
func escaped(backslashes uint64, carry *bool) (found uint64) {
	if *carry {
		found = 1
		backslashes &^= 1
		*carry = false
	}
	for backslashes != 0 {
		i := bits.TrailingZeros64(backslashes)
		if i == 63 {
			*carry = true
			break
		}
		found |= 2 << i
		backslashes &^= 3 << i
	}
	return found
}

// prefixXOR has at each bit the parity of the bits of x up to and with it.
func prefixXOR(x uint64) uint64 {
	x ^= x << 1
	x ^= x << 2
	x ^= x << 4
	x ^= x << 8
	x ^= x << 16
	return x ^ x<<32
}

// stringEnd finds where the string that data begins with ends: the offset behind
// its closing quote.
func stringEnd(data []byte) (int, verdict) {
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '"':
			return i + 1, whole
		case '\\':
			i++
		case '\n':
			return i, broken
		}
	}
	return len(data), unfinished
}

// scalarEnd finds where the number or word that data begins with ends. At the
// end of data it cannot know: unfinished.
func scalarEnd(data []byte) (int, verdict) {
	for i, c := range data {
		switch c {
		case ',', '}', ']', ' ', '\t', '\r', '\n':
			return i, whole
		case '{', '[', '"', ':':
			return i, broken
		}
	}
	return len(data), unfinished
}

// anyEnd finds where whatever value data begins with ends.
func anyEnd(data []byte) (int, verdict) {
	switch data[0] {
	case '{', '[':
		return valueEnd(data)
	case '"':
		return stringEnd(data)
	}
	n, v := scalarEnd(data)
	if n == 0 && v == whole {
		return 0, broken
	}
	return n, v
}

// spaces counts the white space that data begins with.
func spaces(data []byte) int {
	for i, c := range data {
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return i
		}
	}
	return len(data)
}
