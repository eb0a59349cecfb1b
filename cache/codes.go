package cache

import (
	"math/bits"
	"sync"

	"spoor/cache/bitmap"
	"spoor/cache/bitpack"
	"spoor/cache/segment"
)

// codes are the codes of a column's rows in the form that takes the least memory.
type codes struct {
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

// codeSet is 1 for every code that is wanted and 0 for the others.
type codeSet [1 << 16]uint8

var codeSets = sync.Pool{New: func() any { return new(codeSet) }}

func newCodes(c *segment.Column) codes {
	return packCodes(c.Rows(), c.Counts, c.Narrow(), c.Wide())
}

// packCodes chooses the form: counts are the rows of each code, and one of narrow
// and wide holds the code of each row, or neither.
func packCodes(rows int, counts []uint32, narrow []uint8, wide []uint16) codes {
	c := codes{n: rows, k: len(counts)}
	if narrow == nil && wide == nil {
		return c
	}
	most := 0
	for code, count := range counts {
		if count > counts[most] {
			most = code
		}
	}
	width := uint(bits.Len(uint(c.k - 1)))
	if others := rows - int(counts[most]); 8*rareSize*others < rows*int(width) {
		if wide != nil {
			c.rare = rareOf(wide, uint16(most), others)
		} else {
			c.rare = rareOf(narrow, uint8(most), others)
		}
		return c
	}
	c.bits = bitpack.New(rows, width)
	for row, code := range narrow {
		c.bits.Set(row, uint32(code))
	}
	for row, code := range wide {
		c.bits.Set(row, uint32(code))
	}
	return c
}

func rareOf[C uint8 | uint16](all []C, most C, others int) *rareCodes {
	r := &rareCodes{most: uint16(most), rows: make([]uint16, 0, others), codes: make([]uint16, 0, others)}
	for row, code := range all {
		if code != most {
			r.rows, r.codes = append(r.rows, uint16(row)), append(r.codes, uint16(code))
		}
	}
	return r
}

// Bytes is the memory they take.
func (c *codes) Bytes() int {
	n := len(c.bits.Bits)
	if c.rare != nil {
		n += rareSize*len(c.rare.rows) + 64
	}
	return n
}

// rows returns the rows whose code is wanted.
func (c *codes) rows(yes *codeSet) set {
	hits := 0
	for _, y := range yes[:c.k] {
		hits += int(y)
	}
	switch {
	case hits == 0:
		return noRows
	case hits == c.k:
		return allRows
	case c.rare != nil:
		return someRows(c.rare.gather(c.n, yes))
	}
	b := bitmap.New(c.n)
	gather(b.Words(), c.bits, c.n, yes)
	return someRows(b)
}

func (r *rareCodes) gather(n int, yes *codeSet) *bitmap.Bits {
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
