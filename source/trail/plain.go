package trail

import (
	"encoding/binary"
	"math/bits"
)

// plainEnd is valueEnd for values that are plain, as nearly all records are: of
// printable ASCII, with at most one space before a bracket, and nested less deeply
// than 64. It returns the length of the value, or 0 where the value is not plain or
// does not end well within data.
//
// Most stretches of 32 bytes have no bracket: of these only the quotes are
// counted. In others it is their number that tells which brackets stand in
// strings.
func plainEnd(data []byte) int {
	var (
		// kinds are the brackets that are open, the innermost lowest: 1 for a
		// brace.
		kinds  uint64
		depth  int
		quotes uint64 // an odd number of its bytes have the high bit set where this stretch begins in a string
		hidden uint64 // 1 if a backslash stands before this stretch, and escapes
		wrong  uint64 // has its lowest bit set once a bracket does not fit
		padded [stretch]byte
	)
	for at := 0; at < len(data); at += stretch {
		block := &padded
		if len(data)-at >= stretch {
			block = (*[stretch]byte)(data[at:])
		} else {
			copy(padded[:], data[at:])
		}
		w0, w1 := binary.LittleEndian.Uint64(block[0:]), binary.LittleEndian.Uint64(block[8:])
		w2, w3 := binary.LittleEndian.Uint64(block[16:]), binary.LittleEndian.Uint64(block[24:])
		b0, b1, b2, b3 := plainBrackets(w0), plainBrackets(w1), plainBrackets(w2), plainBrackets(w3)
		q0, q1, q2, q3 := plainQuotes(w0), plainQuotes(w1), plainQuotes(w2), plainQuotes(w3)
		special := unprintable(w0) | unprintable(w1) | unprintable(w2) | unprintable(w3)
		if (b0|b1|b2|b3|special)&highs|hidden == 0 {
			quotes ^= q0 ^ q1 ^ q2 ^ q3
			continue
		}

		plain := uint64(1) << stretch // the first byte that is not
		if special&highs != 0 {
			plain |= join(unprintable(w0), unprintable(w1), unprintable(w2), unprintable(w3))
			plain &= -plain
		}
		before := uint64(bits.OnesCount64(quotes & highs))
		within := join(q0, q1, q2, q3) &^ hidden
		brackets := join(b0, b1, b2, b3) & (plain - 1)
		if block[0] == '\\' {
			brackets &^= hidden
		}
		for hidden = 0; brackets != 0; brackets &= brackets - 1 {
			i := bits.TrailingZeros64(brackets)
			c := block[i%stretch]
			if c == '\\' {
				if i == stretch-1 {
					hidden = 1
					break
				}
				within &^= 2 << i
				if block[(i+1)%stretch] == '\\' {
					brackets &^= 2 << i
				}
				continue
			}
			if (before+uint64(bits.OnesCount64(within&(brackets&-brackets-1))))&1 != 0 {
				continue // in a string
			}
			bracket := bracketOf[c]
			opens, closes, brace := bracket&1, bracket>>1&1, bracket>>2
			if depth > 0 {
				wrong |= opens &^ (follows(data[:at+i]) >> (kinds & 1))
			}
			wrong |= closes & (kinds ^ brace)
			kinds = kinds>>closes<<opens | opens&brace
			depth += int(opens) - int(closes)
			wrong |= uint64(depth) >> 6
			if depth == 0 {
				if wrong&1 != 0 {
					return 0
				}
				return at + i + 1
			}
		}
		if wrong&1 != 0 || plain != 1<<stretch {
			return 0
		}
		quotes ^= uint64(bits.OnesCount64(within)) << 63
	}
	return 0
}

// stretch is how many bytes plainEnd looks at a time.
const stretch = 32

// The functions for plain bytes say with the high bit of each byte of their result
// what is true of that byte of w. The lower bits mean nothing. They go by sums that
// carry from a byte that is not ASCII into the next.

// plainQuotes has the quotes.
func plainQuotes(w uint64) uint64 { return highs - (w ^ '"'*ones) }

// plainBrackets has the brackets, the backslashes, and the few others that come
// behind [ and { in ASCII.
func plainBrackets(w uint64) uint64 { return (w | 0x20*ones) + (0x80-'{')*ones }

// unprintable has the control bytes and those that are not ASCII, and may have what
// comes behind one.
func unprintable(w uint64) uint64 { return w | (w - ' '*ones) }

// join has a bit for each of the 32 bytes of which the high bit is set.
func join(a, b, c, d uint64) uint64 {
	const together = 0x0002040810204081
	return a&highs*together>>56 | b&highs*together>>56<<8 | c&highs*together>>56<<16 | d&highs*together>>56<<24
}

// bracketOf has bit 0 for brackets that open, bit 1 for those that close, and bit 2
// for braces.
var bracketOf = [256]uint64{'{': 5, '}': 6, '[': 1, ']': 2}

// follows has bit 1 set where a value may follow in an object, bit 0 where it may in
// an array, as far as the last byte tells, or the one before a space.
func follows(before []byte) uint64 {
	c := before[len(before)-1]
	if c == ' ' && len(before) > 1 {
		c = before[len(before)-2]
	}
	return mayFollow[c]
}

var mayFollow = [256]uint64{':': 2, ',': 1, '[': 1}
