package cache

import (
	"math/bits"
	"sync/atomic"

	"spoor/cache/bitmap"
)

// codeCount says how many rows have a code, and which is the first and the last.
type codeCount struct {
	count       uint32
	first, last uint16
}

func (v *codeCount) add(row int) {
	if v.count == 0 {
		v.first = uint16(row)
	}
	v.count++
	v.last = uint16(row)
}

// seenCodes keeps the counts of all rows once they have been asked for.
type seenCodes struct{ counts atomic.Pointer[[]codeCount] }

// Bytes is the memory they take.
func (s *seenCodes) Bytes() int {
	if c := s.counts.Load(); c != nil {
		return 8 * len(*c)
	}
	return 0
}

// countAll counts the codes of all rows. The result must not be changed.
func (n *numbered) countAll() []codeCount {
	if c := n.seen.counts.Load(); c != nil {
		return *c
	}
	counts := make([]codeCount, n.codes.k)
	n.codes.countIn(bitmap.Full(n.codes.n), counts)
	n.seen.counts.Store(&counts)
	return counts
}

// count counts the codes of the rows in b into counts, which are all zero.
func (n *numbered) count(b *bitmap.Bits, counts []codeCount) {
	c := &n.codes
	if c.bits.Width > 0 && c.k <= fewCodes && b.Count() > c.n/2 {
		n.countComplement(b, counts)
		return
	}
	c.countIn(b, counts)
}

func (c *codes) countIn(b *bitmap.Bits, counts []codeCount) {
	switch {
	case c.rare != nil:
		c.rare.count(b, counts)
	case c.bits.Width > 0:
		c.countCodes(b, counts, 0)
	case c.k == 1 && b.Next(0) >= 0:
		counts[0] = codeCount{uint32(b.Count()), uint16(b.Next(0)), uint16(b.Prev(c.n - 1))}
	}
}

// countCodes counts the codes of the rows in b, or of those not in b where flip
// is all ones.
func (c *codes) countCodes(b *bitmap.Bits, counts []codeCount, flip uint64) {
	words, packed := b.Words(), c.bits
	for k, w := range words {
		w ^= flip
		if flip != 0 && k == len(words)-1 && c.n&63 != 0 {
			w &= 1<<(c.n&63) - 1
		}
		base := k << 6
		for w != 0 {
			row := base + bits.TrailingZeros64(w)
			w &= w - 1
			counts[packed.At(row)].add(row)
		}
	}
}

// fewCodes is up to how many codes it pays to look for the first and last row
// with each by itself.
const fewCodes = 256

// countComplement counts the codes of the rows in b, of which there are many and
// few codes, by counting the others.
func (n *numbered) countComplement(b *bitmap.Bits, counts []codeCount) {
	c := &n.codes
	c.countCodes(b, counts, ^uint64(0))
	// The first and last row with a code are most often in the set. Those of
	// the other codes are looked for in one pass from either end.
	var before, after int
	var first, last [fewCodes]bool
	for code, all := range n.countAll() {
		v := &counts[code]
		v.count = all.count - v.count
		v.first, v.last = all.first, all.last
		if v.count > 0 && !b.Has(int(v.first)) {
			first[code] = true
			before++
		}
		if v.count > 0 && !b.Has(int(v.last)) {
			last[code] = true
			after++
		}
	}
	for row := b.Next(0); before > 0; row = b.Next(row + 1) {
		if code := c.bits.At(row); first[code] {
			first[code] = false
			counts[code].first = uint16(row)
			before--
		}
	}
	for row := b.Prev(c.n - 1); after > 0; row = b.Prev(row - 1) {
		if code := c.bits.At(row); last[code] {
			last[code] = false
			counts[code].last = uint16(row)
			after--
		}
	}
}

// count is countIn: the rows that are listed are looked at, the others only
// counted.
func (r *rareCodes) count(b *bitmap.Bits, counts []codeCount) {
	others := uint32(0)
	for i, row := range r.rows {
		if b.Has(int(row)) {
			counts[r.codes[i]].add(int(row))
			others++
		}
	}
	most := &counts[r.most]
	if most.count = uint32(b.Count()) - others; most.count == 0 {
		return
	}
	i, row := 0, b.Next(0)
	for ; ; row = b.Next(row + 1) {
		for i < len(r.rows) && int(r.rows[i]) < row {
			i++
		}
		if i == len(r.rows) || int(r.rows[i]) != row {
			break
		}
	}
	most.first = uint16(row)
	i, row = len(r.rows)-1, b.Prev(b.Len()-1)
	for ; ; row = b.Prev(row - 1) {
		for i >= 0 && int(r.rows[i]) > row {
			i--
		}
		if i < 0 || int(r.rows[i]) != row {
			break
		}
	}
	most.last = uint16(row)
}
