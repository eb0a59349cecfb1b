package segment

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"spoor/cache/bitmap"
	"spoor/cache/bitpack"
)

// Codes are the codes of a column's rows, in as little room as they need, in
// memory as in the file.
type Codes struct {
	// n is the number of rows, k that of codes.
	n, k int
	// bits has as many bits for each row as the codes need: none where there is only
	// one code, or most rows have the same.
	bits bitpack.Numbers
	rare *rareCodes
}

// rareCodes are the codes of a column in which most rows have the same.
type rareCodes struct {
	most uint16
	// rows are the others, in rising order, and codes what they have.
	rows, codes []uint16
}

// rareSize is how many bytes each of them takes.
const rareSize = 4

// newCodes chooses the form for the codes of rows: counts say how many have each.
func newCodes(list []uint16, counts []CodeCount) Codes {
	c := Codes{n: len(list), k: len(counts)}
	if c.k <= 1 {
		return c
	}
	most := 0
	for code := range counts {
		if counts[code].Count > counts[most].Count {
			most = code
		}
	}
	width := c.width()
	if others := c.n - int(counts[most].Count); 8*rareSize*others < c.n*int(width) {
		c.rare = &rareCodes{most: uint16(most), rows: make([]uint16, 0, others), codes: make([]uint16, 0, others)}
		for row, code := range list {
			if code != uint16(most) {
				c.rare.rows, c.rare.codes = append(c.rare.rows, uint16(row)), append(c.rare.codes, code)
			}
		}
		return c
	}
	c.bits = bitpack.Of(list, width)
	return c
}

func (c *Codes) setBits(of func(row int) int) {
	c.bits = bitpack.New(c.n, c.width())
	for row := range c.n {
		c.bits.Set(row, uint32(of(row)))
	}
}

// width is how many bits tell the codes apart.
func (c *Codes) width() uint { return uint(bits.Len(uint(max(c.k, 1) - 1))) }

// Rows is the number of rows.
func (c *Codes) Rows() int { return c.n }

// Codes is the number of codes.
func (c *Codes) Codes() int { return c.k }

// Code returns the code of a row.
func (c *Codes) Code(row int) int {
	if c.k <= 1 {
		return 0
	}
	if c.rare != nil {
		if i, ok := slices.BinarySearch(c.rare.rows, uint16(row)); ok {
			return int(c.rare.codes[i])
		}
		return int(c.rare.most)
	}
	return min(int(c.bits.At(row)), c.k-1)
}

// Bytes is the memory they take.
func (c *Codes) Bytes() int {
	n := len(c.bits.Bits)
	if c.rare != nil {
		n += rareSize*len(c.rare.rows) + 64
	}
	return n
}

// The forms in which codes are stored.
const (
	codesInBits = iota
	codesRare
	codesZipped
)

// appendTo appends the stored form. Bits are read at once and take more room than
// codes that are zipped; small says which is wanted.
func (c *Codes) appendTo(b []byte, small bool) []byte {
	if c.rare == nil {
		bits := c.bits.Bits[:(c.n*int(c.width())+7)/8]
		if small && c.k > 1 {
			if zipped := c.zip(); len(zipped) < len(bits)-len(bits)/8 {
				return append(append(b, codesZipped), zipped...)
			}
		}
		return append(append(b, codesInBits), bits...)
	}
	b = append(b, codesRare)
	b = binary.AppendUvarint(b, uint64(c.rare.most))
	b = binary.AppendUvarint(b, uint64(len(c.rare.rows)))
	for _, list := range [][]uint16{c.rare.rows, c.rare.codes} {
		for _, v := range list {
			b = binary.LittleEndian.AppendUint16(b, v)
		}
	}
	return b
}

// zip packs the codes as one byte a row, or two.
func (c *Codes) zip() []byte {
	size := 1
	if c.k > 1<<8 {
		size = 2
	}
	b := make([]byte, 0, size*c.n)
	var codes [64]uint16
	for from := 0; from < c.n; from += len(codes) {
		unpack64(c.bits, from/len(codes), &codes)
		for _, code := range codes[:min(len(codes), c.n-from)] {
			if b = append(b, byte(code)); size == 2 {
				b = append(b, byte(code>>8))
			}
		}
	}
	return pack(b)
}

// unzip is the inverse of zip.
func (c *Codes) unzip(r *Reader) {
	b, err := unpack(r.Bytes(len(r.b)))
	if err != nil || len(b)%max(c.n, 1) != 0 {
		r.Fail("codes cannot be unpacked")
		return
	}
	switch {
	case len(b) == c.n && c.k <= 1<<8:
		c.setBits(func(row int) int { return int(b[row]) & (1<<c.width() - 1) })
	case len(b) == 2*c.n && c.k > 1<<8:
		mask := 1<<c.width() - 1
		c.setBits(func(row int) int { return int(binary.LittleEndian.Uint16(b[2*row:])) & mask })
	default:
		r.Fail("codes do not fit the rows")
	}
}

// readCodes is the inverse of appendTo for n rows of k codes.
func readCodes(r *Reader, n, k int) Codes {
	c := Codes{n: n, k: k}
	switch r.Byte() {
	case codesInBits:
		width := c.width()
		stored := r.Bytes((n*int(width) + 7) / 8)
		if r.err == nil {
			c.bits = bitpack.New(n, width)
			copy(c.bits.Bits, stored)
		}
	case codesRare:
		most := r.Limited(uint64(max(k, 1) - 1))
		count := r.Count(rareSize)
		rare := &rareCodes{most: uint16(most), rows: make([]uint16, count), codes: make([]uint16, count)}
		for _, list := range [][]uint16{rare.rows, rare.codes} {
			stored := r.Bytes(2 * count)
			for i := range list {
				if stored != nil {
					list[i] = binary.LittleEndian.Uint16(stored[2*i:])
				}
			}
		}
		for i, row := range rare.rows {
			if int(row) >= n || i > 0 && row <= rare.rows[i-1] || int(rare.codes[i]) >= k {
				r.Fail("code without a row or a value")
				break
			}
		}
		c.rare = rare
	case codesZipped:
		c.unzip(r)
	default:
		r.Fail("codes in an unknown form")
	}
	return c
}

// CodeSet is 1 for every code that is wanted and 0 for the others.
type CodeSet [1 << 16]uint8

// With returns the rows whose code is wanted, where that is not none or all of the
// codes. What the set says of codes that the column does not have is lost.
func (c *Codes) With(yes *CodeSet) *bitmap.Bits {
	if c.rare != nil {
		return c.rare.with(c.n, yes)
	}
	clear(yes[c.k : 1<<c.width()])
	b := bitmap.New(c.n)
	if c.bits.Width == 2 {
		gatherPairs(b.Words(), c.bits, c.n, yes)
		return b
	}
	gather(b.Words(), c.bits, c.n, yes)
	return b
}

func (r *rareCodes) with(n int, yes *CodeSet) *bitmap.Bits {
	if yes[r.most] == 0 {
		b := bitmap.New(n)
		for i, code := range r.codes {
			if yes[code] != 0 {
				b.Set(int(r.rows[i]))
			}
		}
		return b
	}
	b := bitmap.Full(n)
	for i, code := range r.codes {
		if yes[code] == 0 {
			b.Clear(int(r.rows[i]))
		}
	}
	return b
}
