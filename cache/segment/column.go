package segment

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"
	"sort"
	"unsafe"
)

// Palette is a sorted set of distinct strings; a value's place in it is its
// code within the segment.
type Palette struct {
	text    string
	offsets []uint32 // len = number of values + 1
}

// Len is the number of values.
func (p *Palette) Len() int { return len(p.offsets) - 1 }

// At returns the value with a code. The string is not copied; it stays valid.
func (p *Palette) At(code int) string { return p.text[p.offsets[code]:p.offsets[code+1]] }

// Find returns the code of a value, or -1.
func (p *Palette) Find(value string) int {
	i := sort.Search(p.Len(), func(i int) bool { return p.At(i) >= value })
	if i < p.Len() && p.At(i) == value {
		return i
	}
	return -1
}

// Column is one field of every row of a segment: a palette, how often each
// value occurs, and a code per row.
type Column struct {
	Palette
	// Counts is the number of rows with each code.
	Counts []uint32
	rows   int
	// Exactly one of these is set, by the palette's size; none when there is
	// only one value.
	narrow []uint8
	wide   []uint16
}

// Rows is the number of rows.
func (c *Column) Rows() int { return c.rows }

// Code returns the code of a row.
func (c *Column) Code(row int) int {
	switch {
	case c.narrow != nil:
		return int(c.narrow[row])
	case c.wide != nil:
		return int(c.wide[row])
	}
	return 0
}

// Value returns the value of a row.
func (c *Column) Value(row int) string { return c.At(c.Code(row)) }

// Narrow returns the codes where they fit in 8 bits, else nil.
func (c *Column) Narrow() []uint8 { return c.narrow }

// Wide returns the codes where they need 16 bits, else nil. Where both are nil
// every row has code 0.
func (c *Column) Wide() []uint16 { return c.wide }

// Bytes is the memory the column takes.
func (c *Column) Bytes() int {
	return len(c.text) + 4*len(c.offsets) + 4*len(c.Counts) + len(c.narrow) + 2*len(c.wide) + 160
}

// dictionary collects the values of one column.
type dictionary struct {
	// table finds the code of a value: open addressing, code + 1.
	table  []uint32
	hashes []uint32 // of the values
	values []string
	rows   []uint32
}

func newDictionary(rows int) *dictionary {
	return &dictionary{rows: make([]uint32, 0, rows)}
}

// add appends a row. The value is kept as it is.
func (d *dictionary) add(value string) {
	if n := len(d.rows); n > 0 && d.values[d.rows[n-1]] == value {
		d.rows = append(d.rows, d.rows[n-1])
		return
	}
	d.rows = append(d.rows, d.code(value))
}

// code returns the value's code, giving it one where it is new.
func (d *dictionary) code(value string) uint32 {
	code, hash, ok := d.find(value)
	if !ok {
		code = d.insert(value, hash)
	}
	return code
}

// addBytes is add for a value that will be overwritten.
func (d *dictionary) addBytes(value []byte) {
	if n := len(d.rows); n > 0 && d.values[d.rows[n-1]] == string(value) {
		d.rows = append(d.rows, d.rows[n-1])
		return
	}
	code, hash, ok := d.find(unsafe.String(unsafe.SliceData(value), len(value)))
	if !ok {
		code = d.insert(string(value), hash)
	}
	d.rows = append(d.rows, code)
}

var dictionarySeed = maphash.MakeSeed()

func (d *dictionary) find(value string) (code, hash uint32, ok bool) {
	hash = uint32(maphash.String(dictionarySeed, value))
	if len(d.table) == 0 {
		return 0, hash, false
	}
	mask := uint32(len(d.table) - 1)
	for i := hash & mask; d.table[i] != 0; i = (i + 1) & mask {
		code = d.table[i] - 1
		if d.hashes[code] == hash && d.values[code] == value {
			return code, hash, true
		}
	}
	return 0, hash, false
}

// insert gives a value that is not there a code.
func (d *dictionary) insert(value string, hash uint32) uint32 {
	code := uint32(len(d.values))
	d.values, d.hashes = append(d.values, value), append(d.hashes, hash)
	if 2*len(d.values) > len(d.table) {
		d.table = make([]uint32, max(16, 4*len(d.table)))
		for code := range d.hashes {
			d.place(uint32(code))
		}
	} else {
		d.place(code)
	}
	return code
}

func (d *dictionary) place(code uint32) {
	mask := uint32(len(d.table) - 1)
	i := d.hashes[code] & mask
	for d.table[i] != 0 {
		i = (i + 1) & mask
	}
	d.table[i] = code + 1
}

// column sorts the values and renumbers the rows.
func (d *dictionary) column() *Column {
	order := make([]uint32, len(d.values))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		switch x, y := d.values[a], d.values[b]; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	size := 0
	for _, v := range d.values {
		size += len(v)
	}
	text := make([]byte, 0, size)
	c := &Column{rows: len(d.rows), Counts: make([]uint32, len(order))}
	c.offsets = make([]uint32, 1, len(order)+1)
	rank := make([]uint32, len(order))
	for code, i := range order {
		rank[i] = uint32(code)
		text = append(text, d.values[i]...)
		c.offsets = append(c.offsets, uint32(len(text)))
	}
	c.text = string(text)
	switch {
	case len(order) <= 1:
		if len(order) == 1 {
			c.Counts[0] = uint32(len(d.rows))
		}
	case len(order) <= 1<<8:
		c.narrow = make([]uint8, len(d.rows))
		for row, i := range d.rows {
			c.narrow[row] = uint8(rank[i])
			c.Counts[rank[i]]++
		}
	default:
		c.wide = make([]uint16, len(d.rows))
		for row, i := range d.rows {
			c.wide[row] = uint16(rank[i])
			c.Counts[rank[i]]++
		}
	}
	return c
}

// encode gives the stored form: the lengths of the values, the values and the
// codes. Counts are counted again on the way in.
func (c *Column) encode() []byte {
	k := c.Len()
	b := make([]byte, 0, len(c.text)+3*k+len(c.narrow)+2*len(c.wide)+16)
	b = binary.AppendUvarint(b, uint64(c.rows))
	b = binary.AppendUvarint(b, uint64(k))
	for i := range k {
		b = binary.AppendUvarint(b, uint64(c.offsets[i+1]-c.offsets[i]))
	}
	b = append(b, c.text...)
	b = append(b, c.narrow...)
	for _, v := range c.wide {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	return pack(b)
}

// decodeColumn is the inverse of encode for a segment of a given number of
// rows.
func decodeColumn(stored []byte, rows int) (*Column, error) {
	b, err := unpack(stored)
	if err != nil {
		return nil, err
	}
	r := Reader{b: b}
	c := &Column{rows: int(r.Limited(MaxRows))}
	k := r.Count(1)
	if r.err == nil && (c.rows != rows || k > rows || (k == 0) != (rows == 0)) {
		r.Fail("rows or values of a column do not fit its segment")
	}
	if r.err != nil {
		return nil, r.err
	}
	c.offsets = make([]uint32, k+1)
	total := uint64(0)
	for i := range k {
		if total += r.Limited(maxSection); total > maxSection {
			r.Fail("values too long")
		}
		c.offsets[i+1] = uint32(total)
	}
	c.text = string(r.Bytes(int(total)))
	c.Counts = make([]uint32, k)
	switch {
	case k <= 1:
		if k == 1 {
			c.Counts[0] = uint32(rows)
		}
	case k <= 1<<8:
		c.narrow = slices.Clone(r.Bytes(rows))
		for _, v := range c.narrow {
			if int(v) >= k {
				r.Fail("code without a value")
				break
			}
			c.Counts[v]++
		}
	default:
		if raw := r.Bytes(2 * rows); raw != nil {
			c.wide = make([]uint16, rows)
			for i := range c.wide {
				v := binary.LittleEndian.Uint16(raw[2*i:])
				if int(v) >= k {
					r.Fail("code without a value")
					break
				}
				c.wide[i] = v
				c.Counts[v]++
			}
		}
	}
	if err := r.End(); err != nil {
		return nil, err
	}
	for i := 1; i < k; i++ {
		if c.At(i-1) >= c.At(i) {
			return nil, fmt.Errorf("values of a column out of order: %w", ErrDamaged)
		}
	}
	return c, nil
}
