package segment

import (
	"encoding/binary"
	"math/bits"

	"spoor/cache/bitmap"
)

// CodeCount says how many rows have a code, and which is the first and the last.
type CodeCount struct {
	Count       uint32
	First, Last uint16
}

func (v *CodeCount) add(row int) {
	if v.Count == 0 {
		v.First = uint16(row)
	}
	v.Count++
	v.Last = uint16(row)
}

// CountAll counts the codes of all rows.
func (c *Codes) CountAll() []CodeCount {
	counts := make([]CodeCount, max(c.k, 1<<c.width()))
	c.countIn(bitmap.Full(c.n), counts)
	return counts[:c.k]
}

// Room is how many counts CountIn writes to.
func (c *Codes) Room() int { return max(c.k, 1<<c.width()) }

// Count counts the codes of the rows in b into counts, which are Room many and all
// zero. all returns what CountAll does.
func (c *Codes) Count(b *bitmap.Bits, counts []CodeCount, all func() []CodeCount) {
	if c.rare == nil && c.k > 1 && c.k <= fewCodes && b.Count() > c.n/2 {
		c.countComplement(b, counts, all())
		return
	}
	c.countIn(b, counts)
}

func (c *Codes) countIn(b *bitmap.Bits, counts []CodeCount) {
	switch {
	case c.rare != nil:
		c.rare.count(b, counts)
	case c.k > 1:
		c.countCodes(b, counts, 0)
	case c.k == 1 && b.Next(0) >= 0:
		counts[0] = CodeCount{uint32(b.Count()), uint16(b.Next(0)), uint16(b.Prev(c.n - 1))}
	}
}

// countCodes counts the codes of the rows in b, or of those not in b where flip
// is all ones.
func (c *Codes) countCodes(b *bitmap.Bits, counts []CodeCount, flip uint64) {
	words, codes := b.Words(), c.bits
	// What codes.At does for each row, with what is the same for all of them done once.
	width, mask, packed := codes.Width, uint64(1)<<(codes.Width&63)-1, codes.Bits
	var run [64]uint16
	for k, w := range words {
		w ^= flip
		if flip != 0 && k == len(words)-1 && c.n&63 != 0 {
			w &= 1<<(c.n&63) - 1
		}
		base := k << 6
		if bits.OnesCount64(w) >= manyOfWord {
			unpack64(codes, k, &run)
			if w == ^uint64(0) {
				for i, code := range &run {
					counts[code].add(base + i)
				}
				continue
			}
			for w != 0 {
				i := bits.TrailingZeros64(w)
				w &= w - 1
				counts[run[i&63]].add(base + i)
			}
			continue
		}
		for w != 0 {
			row := base + bits.TrailingZeros64(w)
			w &= w - 1
			bit := uint(row) * width
			counts[binary.LittleEndian.Uint64(packed[bit>>3:])>>(bit&7)&mask].add(row)
		}
	}
}

// manyOfWord is from how many rows among 64 on it pays to read the codes of all.
const manyOfWord = 20

// fewCodes is up to how many codes it pays to look for the first and last row
// with each by itself.
const fewCodes = 256

// countComplement counts the codes of the rows in b, of which there are many and
// few codes, by counting the others.
func (c *Codes) countComplement(b *bitmap.Bits, counts, all []CodeCount) {
	c.countCodes(b, counts, ^uint64(0))
	// The first and last row with a code are most often in the set. Those of
	// the other codes are looked for in one pass from either end.
	var before, after int
	var first, last [fewCodes]bool
	for code, all := range all {
		v := &counts[code]
		v.Count = all.Count - v.Count
		v.First, v.Last = all.First, all.Last
		if v.Count > 0 && !b.Has(int(v.First)) {
			first[code] = true
			before++
		}
		if v.Count > 0 && !b.Has(int(v.Last)) {
			last[code] = true
			after++
		}
	}
	for row := b.Next(0); before > 0 && row >= 0; row = b.Next(row + 1) {
		if code := c.bits.At(row); first[code] {
			first[code] = false
			counts[code].First = uint16(row)
			before--
		}
	}
	for row := b.Prev(c.n - 1); after > 0 && row >= 0; row = b.Prev(row - 1) {
		if code := c.bits.At(row); last[code] {
			last[code] = false
			counts[code].Last = uint16(row)
			after--
		}
	}
}

// count is countIn: the rows that are listed are looked at, the others only
// counted.
func (r *rareCodes) count(b *bitmap.Bits, counts []CodeCount) {
	others := uint32(0)
	for i, row := range r.rows {
		if b.Has(int(row)) {
			counts[r.codes[i]].add(int(row))
			others++
		}
	}
	n := uint32(b.Count()) - others
	if n == 0 {
		return
	}
	i, first := 0, b.Next(0)
	for ; ; first = b.Next(first + 1) {
		for i < len(r.rows) && int(r.rows[i]) < first {
			i++
		}
		if i == len(r.rows) || int(r.rows[i]) != first {
			break
		}
	}
	i, last := len(r.rows)-1, b.Prev(b.Len()-1)
	for ; ; last = b.Prev(last - 1) {
		for i >= 0 && int(r.rows[i]) > last {
			i--
		}
		if i < 0 || int(r.rows[i]) != last {
			break
		}
	}
	counts[r.most] = CodeCount{n, uint16(first), uint16(last)}
}
