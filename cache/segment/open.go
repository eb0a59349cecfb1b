package segment

import (
	"encoding/binary"
	"fmt"

	"spoor/cache/text"
	"spoor/event"
)

// Verify checks a stored section against its manifest.
func (m *Manifest) Verify(id ID, stored []byte) error {
	ref, ok := m.Section(id)
	if !ok {
		return fmt.Errorf("%s: not in the manifest: %w", id, ErrDamaged)
	}
	if len(stored) != ref.Size || checksum(stored) != ref.Sum {
		return fmt.Errorf("%s: checksum differs: %w", id, ErrDamaged)
	}
	return nil
}

// OpenColumn decodes a stored column and checks it. A column that the manifest
// does not list has the empty value in every row, and stored is not looked at.
func (m *Manifest) OpenColumn(id ID, stored []byte) (*Column, error) {
	if _, ok := m.Section(id); !ok {
		c := &Column{Codes: Codes{n: m.Rows}}
		c.offsets = []uint32{0}
		if m.Rows > 0 {
			c.offsets = []uint32{0, 0}
			c.k = 1
		}
		return c, nil
	}
	if err := m.Verify(id, stored); err != nil {
		return nil, err
	}
	c, err := decodeColumn(stored, m.Rows)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	return c, nil
}

// OpenTimes decodes and checks the times.
func (m *Manifest) OpenTimes(stored []byte) (*Times, error) {
	if err := m.Verify(RowTimes, stored); err != nil {
		return nil, err
	}
	t, err := decodeTimes(stored, m.Rows)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", RowTimes, err)
	}
	return t, nil
}

// Lookup calls f with every row that may have the key, reading the stored
// index and checking what it reads.
func (m *Manifest) Lookup(stored []byte, key [16]byte, f func(row int)) error {
	if m.Rows == 0 {
		return nil
	}
	return lookupIndex(stored, m.Rows, key, f)
}

// OpenPositions decodes and checks the rows' positions within their
// provenances.
func (m *Manifest) OpenPositions(stored []byte) ([]int64, error) {
	if err := m.Verify(Positions, stored); err != nil {
		return nil, err
	}
	b, err := unpack(stored)
	if err != nil {
		return nil, err
	}
	if m.Rows > len(b) {
		return nil, fmt.Errorf("%s: cut short: %w", Positions, ErrDamaged)
	}
	r := Reader{b: b}
	out := make([]int64, m.Rows)
	last := int64(0)
	for i := range out {
		last += r.Varint()
		out[i] = last
	}
	return out, r.End()
}

// Columns is above the number of every column.
const Columns = int(columnEnd)

// Put writes a column's value back into the field of an event it was taken
// from. The event's strings alias value.
func Put(id ID, e *event.Event, value string) error {
	switch spec := columns[id]; {
	case spec.text != nil:
		*spec.text(e) = value
	case spec.set != nil:
		if value == "" && id != Targets {
			return nil
		}
		if err := spec.set(e, value); err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
	}
	return nil
}

// OriginOf decodes a value of the column From: a place in the section Origins.
func OriginOf(v string) (int, error) {
	if len(v) != 4 {
		return 0, fmt.Errorf("provenance of %d bytes: %w", len(v), ErrDamaged)
	}
	return int(binary.BigEndian.Uint32([]byte(v))), nil
}

// SetOrigins adds the numbers of the provenances that the entries' Origin
// referred to by place.
func (e *Encoded) SetOrigins(numbers []uint64) {
	b := binary.AppendUvarint(nil, uint64(len(numbers)))
	for _, n := range numbers {
		b = binary.AppendUvarint(b, n)
	}
	e.AddRaw(Origins, b)
}

// OpenOrigins decodes and checks the numbers of the provenances.
func (m *Manifest) OpenOrigins(stored []byte) ([]uint64, error) {
	b, err := m.OpenRaw(Origins, stored)
	if err != nil {
		return nil, err
	}
	r := NewReader(b)
	numbers := make([]uint64, r.Count(1))
	for i := range numbers {
		numbers[i] = r.Uvarint()
	}
	return numbers, r.End()
}

// OpenText opens the index of words, after checking it. It aliases stored.
func (m *Manifest) OpenText(stored []byte) (*text.Index, error) {
	if err := m.Verify(TextIndex, stored); err != nil {
		return nil, err
	}
	x, err := text.Open(stored)
	if err == nil && x.Blocks() != len(m.Blocks) {
		err = fmt.Errorf("%d blocks where %d belong", x.Blocks(), len(m.Blocks))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", TextIndex, err, ErrDamaged)
	}
	return x, nil
}

// OpenRaw unpacks a section that the cache encodes itself. The result may alias
// stored.
func (m *Manifest) OpenRaw(id ID, stored []byte) ([]byte, error) {
	if err := m.Verify(id, stored); err != nil {
		return nil, err
	}
	b, err := unpack(stored)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	return b, nil
}

// AddRaw adds a section that the cache encodes itself.
func (e *Encoded) AddRaw(id ID, b []byte) { e.section(id, pack(b)) }

// Restores reports whether a column holds a field of the event that Put puts
// back.
func Restores(id ID) bool { return columns[id].text != nil || columns[id].set != nil }

// IsText reports whether a column holds a text field of the event as it is.
func IsText(id ID) bool { return columns[id].text != nil }
