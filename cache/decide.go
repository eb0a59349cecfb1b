package cache

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"

	"spoor/cache/segment"
)

// decision is what an Append found out about its entries.
type decision struct {
	done Appended
	// fresh are the records to be stored, in the order of their segments.
	fresh   []segment.Entry
	freshAt map[Key][]int
	// held are the stored rows that share an identity with an entry.
	held map[Key][]heldRow
	// contested identities have differing records, at least one of them fresh.
	contested map[Key]bool
	// seen are new sightings of what is held; their origin is a place in the
	// batch's origins.
	seen []sighting
	// leftOut are the damaged segments that were not looked into.
	leftOut []*partDamage
	// used says which of the batch's origins are referred to.
	used []bool
}

// heldRow is a stored row with the identity of an incoming record. Its record is
// kept where that says something else: a batch of duplicates may touch any number
// of blocks, and a record read holds on to all of its block.
type heldRow struct {
	part   *part
	row    int
	record []byte
}

// decide tells new events from duplicates and variants, looking up identities
// in everything that is held.
func (a *appending) decide(ctx context.Context, entries []segment.Entry) error {
	a.decision = decision{
		freshAt: make(map[Key][]int), held: map[Key][]heldRow{}, contested: map[Key]bool{},
		used: make([]bool, len(a.batch.Origins)),
	}
	a.snap = a.cache.snap.Load()
	if len(entries) == 0 {
		return nil
	}
	return a.cache.reading(ctx, func(r *reading) error {
		snap, err := a.snap.follow(r.tx)
		if err != nil {
			return err
		}
		a.snap = snap
		if err := a.lookUp(ctx, r, entries); err != nil {
			return err
		}
		var again []segment.Entry
		a.fresh = entries[:0:0]
		twice := duplicated(entries)
		for i := range entries {
			dup, err := a.admit(r, entries, i, twice)
			if err != nil {
				return err
			}
			if dup {
				again = append(again, entries[i])
			}
		}
		return a.noteSightings(r, again)
	})
}

// lookUp finds the stored rows with the identity of an entry.
func (a *appending) lookUp(ctx context.Context, r *reading, entries []segment.Entry) error {
	keys := make([]Key, len(entries))
	for i := range entries {
		keys[i] = Key(entries[i].Key)
	}
	var parts []*part
	var filters []*segment.Filter
	for _, p := range a.snap.parts {
		if d := p.broken.Load(); d != nil {
			a.leftOut = append(a.leftOut, d)
			continue
		}
		if p.rows() == 0 {
			continue
		}
		filter, err := r.filter(p.sealed)
		if err != nil {
			return err
		}
		parts, filters = append(parts, p), append(filters, filter)
	}
	perhaps := make([][]int, len(parts))
	err := each(ctx, len(parts), func(k int) error {
		perhaps[k] = passing(filters[k], keys)
		return nil
	})
	if err != nil {
		return err
	}
	for k, p := range parts {
		err := r.found(p, keys, perhaps[k], func(i int, rows []int) {
			for _, row := range rows {
				h := heldRow{part: p, row: row}
				if !slices.ContainsFunc(a.held[keys[i]], func(o heldRow) bool { return o.part == p && o.row == row }) {
					a.held[keys[i]] = append(a.held[keys[i]], h)
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// among calls f with every key that the part holds and the rows that have it.
func (r *reading) among(p *part, keys []Key, f func(i int, rows []int)) error {
	if p.rows() == 0 {
		return nil
	}
	filter, err := r.filter(p.sealed)
	if err != nil {
		return err
	}
	return r.found(p, keys, passing(filter, keys), f)
}

// passing returns which of the keys a filter does not rule out.
func passing(filter *segment.Filter, keys []Key) (perhaps []int) {
	for i := range keys {
		if filter.Maybe((*[16]byte)(&keys[i])) {
			perhaps = append(perhaps, i)
		}
	}
	return perhaps
}

// found is among for the keys that may be there.
func (r *reading) found(p *part, keys []Key, perhaps []int, f func(i int, rows []int)) error {
	for _, i := range perhaps {
		rows, err := r.rowsWith(p.sealed, keys[i])
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			f(i, rows)
		}
	}
	return nil
}

// duplicated returns the identities that may occur more than once in a batch: all
// that do, and hardly any other.
func duplicated(entries []segment.Entry) map[Key]bool {
	twice := map[Key]bool{}
	// Keys are hashes: their bytes say where to look.
	size := 4
	for size < 2*len(entries) {
		size *= 2
	}
	seen := make([]uint64, size)
	for i := range entries {
		key := Key(entries[i].Key)
		known := binary.LittleEndian.Uint64(key[:]) | 1
		at := binary.LittleEndian.Uint64(key[8:])
		for seen[at&uint64(size-1)] != 0 && seen[at&uint64(size-1)] != known {
			at++
		}
		if seen[at&uint64(size-1)] == known {
			twice[key] = true
		}
		seen[at&uint64(size-1)] = known
	}
	return twice
}

// admit decides about one record: new, a variant, or (dup) already held.
func (a *appending) admit(r *reading, entries []segment.Entry, i int, twice map[Key]bool) (dup bool, err error) {
	e := &entries[i]
	key := Key(e.Key)
	held := a.held[key]
	for i := range held {
		record, err := held[i].read(r)
		if err != nil {
			return false, err
		}
		if sameRecord(record, e.Record) {
			a.done.Duplicates++
			return true, nil
		}
	}
	var before []int
	if twice[key] {
		before = a.freshAt[key]
		for _, k := range before {
			if sameRecord(a.fresh[k].Record, e.Record) {
				a.done.Duplicates++
				return true, nil
			}
		}
		a.freshAt[key] = append(before, len(a.fresh))
	} else if len(held) > 0 {
		a.freshAt[key] = []int{len(a.fresh)}
	}
	if len(held)+len(before) > 0 {
		for i := range held {
			if err := held[i].keep(r); err != nil {
				return false, err
			}
		}
		a.contested[key] = true
		a.done.Variants++
	} else {
		a.done.New++
	}
	a.used[e.Origin] = true
	if len(a.fresh) == i {
		a.fresh = entries[: i+1 : i+1] // as long as all are fresh, they are in one list
	} else {
		a.fresh = append(a.fresh, *e)
	}
	return false, nil
}

// read returns the row's record, which is valid as long as r is.
func (h *heldRow) read(r *reading) ([]byte, error) {
	if h.record != nil {
		return h.record, nil
	}
	record, _, err := r.record(h.part.sealed, h.row)
	return record, err
}

// keep keeps the row's record.
func (h *heldRow) keep(r *reading) error {
	record, err := h.read(r)
	if err == nil && h.record == nil {
		h.record = bytes.Clone(record)
	}
	return err
}

// overlays returns the overlays that the contested identities change, given the
// number of the first segment that was built.
func (a *appending) overlays(first uint64) map[uint64]*overlay {
	changed := map[uint64]*overlay{}
	type place struct {
		id  uint64
		row int
	}
	for key := range a.contested {
		var all []place
		best := -1
		var bestRecord []byte
		consider := func(p place, record []byte) {
			if best < 0 || prefer(record, bestRecord) {
				best, bestRecord = len(all), record
			}
			all = append(all, p)
		}
		for _, h := range a.held[key] {
			if changed[h.part.id] == nil {
				changed[h.part.id] = h.part.overlay.clone(h.part.rows())
			}
			consider(place{h.part.id, h.row}, h.record)
		}
		for _, i := range a.freshAt[key] {
			id := first + uint64(i/segment.MaxRows)
			if changed[id] == nil {
				changed[id] = newOverlay(a.built[i/segment.MaxRows].Manifest.Rows)
			}
			consider(place{id, i % segment.MaxRows}, a.fresh[i].Record)
		}
		for i, p := range all {
			if i == best {
				changed[p.id].show(p.row, len(all)-1)
			} else {
				changed[p.id].hide(p.row)
			}
		}
	}
	return changed
}
