package segment

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"
	"unsafe"

	"spoor/event"
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

// Column is one field of every row of a segment: a palette, and a code per row.
type Column struct {
	Palette
	Codes
	// Counts says of each code how many rows have it; it is kept where there are
	// many more rows than codes, and else nil.
	Counts []CodeCount
}

// rowsPerCount is how many rows there are for each code, at least, where counts are
// kept.
const rowsPerCount = 16

// Value returns the value of a row.
func (c *Column) Value(row int) string { return c.At(c.Code(row)) }

// Bytes is the memory the column takes.
func (c *Column) Bytes() int {
	return len(c.text) + 4*len(c.offsets) + 8*len(c.Counts) + c.Codes.Bytes() + 200
}

// dictionary collects the values of one column.
type dictionary struct {
	// table finds the code of a value: open addressing, code + 1.
	table  []uint32
	hashes []uint32 // of the values
	values []string
	rows   []uint16 // a segment has no more rows than this tells apart
	// known are the codes, and one, of what takeKnown has met.
	known []uint32
	// byNumber are some values met lately that are numbers.
	byNumber [32]struct {
		number uint32
		code   uint16
		known  bool
	}
	scratch []byte
}

func newDictionary(rows int) *dictionary {
	return &dictionary{rows: make([]uint16, 0, rows)}
}

// add appends a row. The value is kept as it is.
func (d *dictionary) add(value string) {
	if n := len(d.rows); n > 0 && d.values[d.rows[n-1]] == value {
		d.rows = append(d.rows, d.rows[n-1])
		return
	}
	d.rows = append(d.rows, uint16(d.code(value)))
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
	d.rows = append(d.rows, uint16(code))
}

// addNumber is addBytes for what get writes of an event, known by a number.
func (d *dictionary) addNumber(number uint32, spec *columnOf, ev *event.Event) {
	met := &d.byNumber[(number^number>>5)%uint32(len(d.byNumber))]
	if !met.known || met.number != number {
		d.scratch = spec.get(ev, d.scratch[:0])
		d.addBytes(d.scratch)
		met.number, met.code, met.known = number, d.rows[len(d.rows)-1], true
		return
	}
	d.rows = append(d.rows, met.code)
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

// column sorts the values and renumbers the rows. The dictionary is of no use after
// it.
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
	c := &Column{}
	c.offsets = make([]uint32, 1, len(order)+1)
	rank := make([]uint32, len(order))
	for code, i := range order {
		rank[i] = uint32(code)
		text = append(text, d.values[i]...)
		c.offsets = append(c.offsets, uint32(len(text)))
	}
	c.text = string(text)
	counts := make([]CodeCount, len(order))
	for row, i := range d.rows {
		code := uint16(rank[i])
		d.rows[row] = code
		counts[code].add(row)
	}
	c.Codes = newCodes(d.rows, counts)
	if rowsPerCount*len(counts) <= len(d.rows) {
		c.Counts = counts
	}
	return c
}

// InEveryAnswer says which columns most answers read: they must be there at once
// when a cache is opened.
func InEveryAnswer(id ID) bool {
	switch id {
	case Source, Name, Region, User, TargetTypes, Failure, Severity:
		return true
	}
	return false
}

// encode gives the stored form of a column: the values with their counts, packed,
// then the codes.
func (c *Column) encode(id ID) []byte {
	k := c.Palette.Len()
	b := make([]byte, 0, len(c.text)+3*k+6*len(c.Counts)+16)
	b = binary.AppendUvarint(b, uint64(c.Rows()))
	b = binary.AppendUvarint(b, uint64(k))
	for i := range k {
		b = binary.AppendUvarint(b, uint64(c.offsets[i+1]-c.offsets[i]))
	}
	b = append(b, c.text...)
	if c.Counts == nil {
		b = append(b, 0)
	} else {
		b = append(b, 1)
		for _, v := range c.Counts {
			b = binary.AppendUvarint(b, uint64(v.Count))
			b = binary.AppendUvarint(b, uint64(v.First))
			b = binary.AppendUvarint(b, uint64(v.Last-v.First))
		}
	}
	values := pack(b)
	b = binary.AppendUvarint(make([]byte, 0, len(values)+c.Codes.Bytes()+8), uint64(len(values)))
	return c.Codes.appendTo(append(b, values...), !InEveryAnswer(id))
}

// decodeColumn is the inverse of encode for a segment of a given number of
// rows.
func decodeColumn(stored []byte, rows int) (*Column, error) {
	codes := Reader{b: stored}
	b, err := unpack(codes.Bytes(codes.Count(1)))
	if err := cmp.Or(codes.err, err); err != nil {
		return nil, err
	}
	r := Reader{b: b}
	c := &Column{}
	n := int(r.Limited(MaxRows))
	k := r.Count(1)
	if r.err == nil && (n != rows || k > rows || (k == 0) != (rows == 0)) {
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
	if r.Limited(1) == 1 {
		c.Counts = readCounts(&r, rows, k)
	}
	if err := r.End(); err != nil {
		return nil, err
	}
	for i := 1; i < k; i++ {
		if c.At(i-1) >= c.At(i) {
			return nil, fmt.Errorf("values of a column out of order: %w", ErrDamaged)
		}
	}
	c.Codes = readCodes(&codes, rows, k)
	return c, codes.End()
}

// readCounts reads how many rows have each of k codes.
func readCounts(r *Reader, rows, k int) []CodeCount {
	counts := make([]CodeCount, k)
	left := rows
	for code := range counts {
		n, first, behind := r.Limited(uint64(left)), r.Limited(uint64(rows)), r.Limited(uint64(rows))
		if n == 0 || first+behind >= uint64(rows) || behind+1 < n {
			r.Fail("count that does not fit the rows")
			return nil
		}
		left -= int(n)
		counts[code] = CodeCount{uint32(n), uint16(first), uint16(first + behind)}
	}
	if left != 0 {
		r.Fail("rows without a code")
	}
	return counts
}
