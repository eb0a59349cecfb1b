package cache

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
)

func newOverlay(rows int) *overlay {
	return &overlay{hidden: bitmap.New(rows), variants: map[int]int{}}
}

// clone returns a copy to change; of nil, a new one.
func (o *overlay) clone(rows int) *overlay {
	if o == nil {
		return newOverlay(rows)
	}
	return &overlay{hidden: o.hidden.Clone(), variants: maps.Clone(o.variants)}
}

func (o *overlay) isHidden(row int) bool { return o != nil && o.hidden.Has(row) }

func (o *overlay) variantsOf(row int) int {
	if o == nil {
		return 0
	}
	return o.variants[row]
}

func (o *overlay) hide(row int) {
	o.hidden.Set(row)
	delete(o.variants, row)
}

func (o *overlay) show(row, variants int) {
	o.hidden.Clear(row)
	delete(o.variants, row)
	if variants > 0 {
		o.variants[row] = variants
	}
}

func (o *overlay) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(o.hidden.Count()))
	last := 0
	o.hidden.Each(func(row int) {
		b = binary.AppendUvarint(b, uint64(row-last))
		last = row
	})
	b = binary.AppendUvarint(b, uint64(len(o.variants)))
	last = 0
	for _, row := range slices.Sorted(maps.Keys(o.variants)) {
		b = binary.AppendUvarint(b, uint64(row-last))
		b = binary.AppendUvarint(b, uint64(o.variants[row]))
		last = row
	}
	return segment.Seal(b)
}

func decodeOverlay(stored []byte, rows int) (*overlay, error) {
	body, err := segment.Unseal(stored)
	if err != nil {
		return nil, fmt.Errorf("overlay: %w", err)
	}
	r := segment.NewReader(body)
	o := newOverlay(rows)
	row := 0
	at := func() bool {
		row += int(r.Limited(segment.MaxRows))
		if row >= rows {
			r.Fail("overlay names a row that is not there")
		}
		return r.Err() == nil
	}
	for range r.Count(1) {
		if !at() {
			break
		}
		o.hidden.Set(row)
	}
	row = 0
	for range r.Count(2) {
		if !at() {
			break
		}
		o.variants[row] = int(r.Limited(1 << 30))
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("overlay: %w", err)
	}
	return o, nil
}
