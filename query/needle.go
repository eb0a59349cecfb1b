package query

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// Needle is a folded text (see Fold) made ready for being looked for in large
// texts. It is immutable and safe for concurrent use.
type Needle struct {
	folded string
	// ascii says that all of folded is ASCII; only then is the rest set.
	ascii bool
	// first and second are where the two bytes stand that are the least frequent
	// in records: places where both fit are few.
	first, second int
	pair          pair
}

// pair is two bytes to compare with, eight places at once. A letter is compared
// after the bit that tells its case has been set.
type pair struct {
	first, second       uint64
	firstBit, secondBit uint64
}

const (
	eachByte = 0x0101010101010101
	highBits = 0x8080808080808080
)

// NewNeedle prepares a folded text.
func NewNeedle(folded string) Needle {
	n := Needle{folded: folded, ascii: folded != ""}
	for i := range len(folded) {
		if folded[i] >= 0x80 {
			n.ascii = false
			return n
		}
		if frequency(folded[i]) < frequency(folded[n.first]) {
			n.first = i
		}
	}
	for i := range len(folded) {
		if i != n.first && (n.second == n.first || frequency(folded[i]) < frequency(folded[n.second])) {
			n.second = i
		}
	}
	if n.ascii {
		n.pair.first, n.pair.firstBit = everywhere(folded[n.first])
		n.pair.second, n.pair.secondBit = everywhere(folded[n.second])
	}
	return n
}

// everywhere returns a byte, and the bit of its case if it is a letter, eight
// times each.
func everywhere(c byte) (value, bit uint64) {
	if isLetter(c) {
		bit = 0x20 * eachByte
	}
	return uint64(c) * eachByte, bit
}

// Text returns the folded text.
func (n Needle) Text() string { return n.folded }

// IsASCII reports whether the text is all ASCII and not empty, so that each of
// its places in another text is as long as it is.
func (n Needle) IsASCII() bool { return n.ascii }

// common lists the bytes of CloudTrail records, folded, from the most frequent
// on.
const common = `"e,:tanrsiocdmul-0p1g2.3f4h5b6v978/y}{wkxj_zq`

// frequency ranks a byte by how often records hold it: 0 for those not listed
// in common.
func frequency(c byte) int {
	if i := strings.IndexByte(common, c); i >= 0 {
		return len(common) - i
	}
	return 0
}

// Find returns the bounds of the first place of the text in another, ignoring
// case, or -1, -1.
func (n Needle) Find(text []byte) (start, end int) {
	if n.folded == "" {
		return 0, 0
	}
	if !n.ascii {
		return indexFold(text, n.folded)
	}
	places := len(text) - len(n.folded) + 1
	for at := 0; at < places; at++ {
		i := n.pair.find(text[at+n.first:][:places-at], text[at+n.second:][:places-at])
		if i < 0 {
			break
		}
		at += i
		if foldedPrefix(text[at:], n.folded) >= 0 {
			return at, at + len(n.folded)
		}
	}
	return -1, -1
}

// find returns the least i where a and b, which are equally long, have the two
// bytes, or -1.
func (p pair) find(a, b []byte) int {
	i := 0
	b = b[:len(a)]
	for ; i+16 <= len(a); i += 16 {
		x, y := a[i:i+16:i+16], b[i:i+16:i+16]
		// A byte is zero where both fit.
		v := ((binary.LittleEndian.Uint64(x) | p.firstBit) ^ p.first) | ((binary.LittleEndian.Uint64(y) | p.secondBit) ^ p.second)
		w := ((binary.LittleEndian.Uint64(x[8:]) | p.firstBit) ^ p.first) | ((binary.LittleEndian.Uint64(y[8:]) | p.secondBit) ^ p.second)
		// The lowest high bit set marks the first byte that is zero.
		v, w = (v-eachByte)&^v&highBits, (w-eachByte)&^w&highBits
		if v|w == 0 {
			continue
		}
		if v != 0 {
			return i + bits.TrailingZeros64(v)>>3
		}
		return i + 8 + bits.TrailingZeros64(w)>>3
	}
	for ; i < len(a); i++ {
		if a[i]|byte(p.firstBit) == byte(p.first) && b[i]|byte(p.secondBit) == byte(p.second) {
			return i
		}
	}
	return -1
}

// needles are texts to look for in records.
type needles []Needle

func newNeedles(literals []string) needles {
	var out needles
	for _, literal := range literals {
		out = append(out, NewNeedle(literal))
	}
	return out
}

// in reports whether at least one of them stands in record. Without any it is
// not known, and true.
func (n needles) in(record []byte) bool {
	for _, needle := range n {
		if start, _ := needle.Find(record); start >= 0 {
			return true
		}
	}
	return len(n) == 0
}
