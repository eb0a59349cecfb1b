package segment

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// Others are the event ids or request ids of a segment that are no UUIDs. They
// are immutable; the empty value has none.
type Others struct {
	// text is that of all ids, ends where each one's ends, rows whose they are, in
	// rising order.
	text string
	ends []uint32
	rows []uint32
}

// At returns the id of a row, or "".
func (o *Others) At(row int) string {
	if i, ok := slices.BinarySearch(o.rows, uint32(row)); ok {
		return o.id(i)
	}
	return ""
}

func (o *Others) id(i int) string {
	from := uint32(0)
	if i > 0 {
		from = o.ends[i-1]
	}
	return o.text[from:o.ends[i]]
}

// Each calls f with every row that has such an id, in rising order.
func (o *Others) Each(f func(row int, id string)) {
	for i, row := range o.rows {
		f(int(row), o.id(i))
	}
}

// Bytes is the memory they take.
func (o *Others) Bytes() int { return len(o.text) + 4*(len(o.ends)+len(o.rows)) + 72 }

// encodeOthers gives the stored form of the ids that are no UUIDs: those that at
// returns of n rows. Nil where all are empty.
func encodeOthers(n int, at func(row int) string) []byte {
	var list []byte
	last, count := 0, 0
	for row := range n {
		id := at(row)
		if id == "" {
			continue
		}
		list = binary.AppendUvarint(list, uint64(row-last))
		list = appendString(list, id)
		last = row
		count++
	}
	if count == 0 {
		return nil
	}
	return append(binary.AppendUvarint(nil, uint64(count)), list...)
}

// OpenOthers decodes the event ids or request ids that are no UUIDs, by row.
func (m *Manifest) OpenOthers(which ID, stored []byte) (*Others, error) {
	if _, ok := m.Section(which); !ok {
		return &Others{}, nil
	}
	b, err := m.OpenRaw(which, stored)
	if err != nil {
		return nil, err
	}
	r := Reader{b: b}
	n := r.Count(2)
	o := &Others{ends: make([]uint32, 0, n), rows: make([]uint32, 0, n)}
	text := make([]byte, 0, r.Left())
	row := 0
	for range n {
		if row += int(r.Limited(MaxRows)); row >= m.Rows {
			r.Fail("id of a row that is not there")
			break
		}
		text = append(text, r.Bytes(r.Count(1))...)
		o.ends, o.rows = append(o.ends, uint32(len(text))), append(o.rows, uint32(row))
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("%s: %w", which, err)
	}
	o.text = string(text)
	return o, nil
}
