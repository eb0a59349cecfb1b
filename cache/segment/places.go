package segment

import (
	"encoding/binary"
	"fmt"
	"sort"
	"sync"
)

// Places says where the records of rows are: which block, and which record of
// it. A segment as built has its records in the order of its rows; one that was
// merged from others keeps their blocks, and its rows point into them.
type Places struct {
	starts []uint32 // records before each block; one more at the end
	// at is the place of every row's record among all of the segment; nil where rows
	// and records are in the same order.
	at      []uint16
	inverse func() []uint16
}

// Of returns where a row's record is.
func (p *Places) Of(row int) (block, record int) {
	if p.at != nil {
		row = int(p.at[row])
	}
	block = sort.Search(len(p.starts)-1, func(k int) bool { return int(p.starts[k+1]) > row })
	return block, row - int(p.starts[block])
}

// Row is the inverse of Of.
func (p *Places) Row(block, record int) int {
	n := int(p.starts[block]) + record
	if p.at != nil {
		return int(p.inverse()[n])
	}
	return n
}

// InOrder reports whether the records are in the order of the rows: those of
// block k are then the rows from Row(k, 0) on.
func (p *Places) InOrder() bool { return p.at == nil }

// Bytes is the memory the places take.
func (p *Places) Bytes() int { return 4*len(p.starts) + 4*len(p.at) + 64 }

func newPlaces(m *Manifest, at []uint16) (*Places, error) {
	p := &Places{starts: make([]uint32, len(m.Blocks)+1), at: at}
	for k, b := range m.Blocks {
		p.starts[k+1] = p.starts[k] + uint32(b.Records)
	}
	if int(p.starts[len(m.Blocks)]) != m.Rows {
		return nil, fmt.Errorf("blocks hold %d records for %d rows: %w", p.starts[len(m.Blocks)], m.Rows, ErrDamaged)
	}
	p.inverse = sync.OnceValue(func() []uint16 {
		inverse := make([]uint16, m.Rows)
		for row, a := range at {
			inverse[a] = uint16(row)
		}
		return inverse
	})
	return p, nil
}

func encodePlaces(at []uint32) []byte {
	b := make([]byte, 0, 2*len(at))
	var last uint32
	for _, a := range at {
		b = binary.AppendVarint(b, int64(a>>16)-int64(last>>16))
		last = a
	}
	last = 0
	for _, a := range at {
		b = binary.AppendVarint(b, int64(a&0xffff)-int64(last&0xffff))
		last = a
	}
	return pack(b)
}

// OpenPlaces decodes and checks where the records are. stored is nil for a
// segment that has its records in the order of its rows.
func (m *Manifest) OpenPlaces(stored []byte) (*Places, error) {
	if _, ok := m.Section(RecordPlaces); !ok {
		return newPlaces(m, nil)
	}
	b, err := m.OpenRaw(RecordPlaces, stored)
	if err != nil {
		return nil, err
	}
	if len(b) < 2*m.Rows {
		return nil, fmt.Errorf("%s: cut short: %w", RecordPlaces, ErrDamaged)
	}
	r := NewReader(b)
	blocks := make([]uint16, m.Rows)
	last := int64(0)
	for i := range blocks {
		last += r.Varint()
		if last < 0 || last >= int64(len(m.Blocks)) || last > 0xffff {
			r.Fail("row in a block that is not there")
			break
		}
		blocks[i] = uint16(last)
	}
	at := make([]uint16, m.Rows)
	seen := make([]bool, m.Rows)
	last = 0
	p, err := newPlaces(m, at)
	if err != nil {
		return nil, err
	}
	for i, k := range blocks {
		last += r.Varint()
		if r.Err() != nil {
			break
		}
		if last < 0 || last >= int64(m.Blocks[k].Records) || seen[int64(p.starts[k])+last] {
			r.Fail("row of a record that is not there")
			break
		}
		place := int64(p.starts[k]) + last
		seen[place] = true
		at[i] = uint16(place)
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("%s: %w", RecordPlaces, err)
	}
	return p, nil
}
