package cache

import (
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// Append commits a batch: its new events, where they and their duplicates were
// seen, its files and its coverage, all in one transaction. An event that is
// already held, by its identity and what its record says, is not stored again;
// a record that says something else under the same identity is kept as a
// variant. When Append fails nothing of the batch is held.
func (c *Cache) Append(ctx context.Context, b *Batch) (Appended, error) {
	var done Appended
	var next *snapshot
	err := c.file.update(ctx, func(tx *bolt.Tx) error {
		a, err := newAppending(ctx, tx, c.snap.Load(), b)
		if err != nil {
			return err
		}
		if err := a.run(); err != nil {
			return err
		}
		done = a.done
		next, err = a.snap.followCatalog(tx, a.cat)
		return err
	})
	if err != nil {
		return Appended{}, fmt.Errorf("write to cache %s: %w", c.file.path, err)
	}
	c.adopt(next)
	return done, nil
}

// adopt makes a snapshot current unless a newer one already is.
func (c *Cache) adopt(next *snapshot) {
	for {
		old := c.snap.Load()
		if old.generation >= next.generation || c.snap.CompareAndSwap(old, next) {
			return
		}
	}
}

// appending is one Append at work.
type appending struct {
	ctx     context.Context
	tx      *bolt.Tx
	cat     *catalog
	snap    *snapshot
	read    *reading
	origins *origins
	batch   *Batch

	fresh     []segment.Entry
	freshAt   map[Key][]int // places in fresh by key
	held      map[Key][]heldRow
	contested map[Key]bool
	seen      []sighting
	overlays  map[uint64]*overlay
	done      Appended
}

// heldRow is a stored row with the identity of an incoming record.
type heldRow struct {
	part *part
	row  int
}

func newAppending(ctx context.Context, tx *bolt.Tx, snap *snapshot, b *Batch) (*appending, error) {
	if err := checkFormat(tx); err != nil {
		return nil, err
	}
	cat, err := readCatalog(tx)
	if err != nil {
		return nil, err
	}
	if cat.Generation != snap.generation || snap.parts == nil {
		if snap, err = snap.followCatalog(tx, cat); err != nil {
			return nil, err
		}
	}
	read, err := newReading(tx)
	if err != nil {
		return nil, err
	}
	return &appending{
		ctx: ctx, tx: tx, cat: cat, snap: snap, read: read, batch: b,
		origins: newOrigins(tx, cat, b.Origins),
		freshAt: map[Key][]int{}, held: map[Key][]heldRow{}, contested: map[Key]bool{}, overlays: map[uint64]*overlay{},
	}, nil
}

func (a *appending) run() error {
	entries := make([]segment.Entry, len(a.batch.Entries))
	for i := range entries {
		in := &a.batch.Entries[i]
		entries[i] = segment.Entry{
			Event: &in.Event, Key: KeyOf(&in.Event), Record: in.Record, Envelope: in.Envelope,
			Shape: in.Shape, Origin: uint64(in.Origin), Position: in.Position,
		}
	}
	segment.Order(entries)
	var again []segment.Entry
	for i := range entries {
		dup, err := a.admit(&entries[i])
		if err != nil {
			return err
		}
		if dup {
			again = append(again, entries[i])
		}
	}
	if err := a.noteSightings(again); err != nil {
		return err
	}
	if err := a.store(); err != nil {
		return err
	}
	if err := putFiles(a.tx, a.batch.Files); err != nil {
		return err
	}
	if err := putCoverage(a.tx, a.batch.Coverage); err != nil {
		return err
	}
	a.cat.Generation++
	return putCatalog(a.tx, a.cat)
}

// admit decides about one record: new, a variant, or (dup) already held.
func (a *appending) admit(e *segment.Entry) (dup bool, err error) {
	key := Key(e.Key)
	held, looked := a.held[key]
	if !looked {
		if held, err = a.find(key); err != nil {
			return false, err
		}
		if held != nil {
			a.held[key] = held
		}
	}
	for _, h := range held {
		record, _, err := a.read.record(h.part.sealed, h.row)
		if err != nil {
			return false, err
		}
		if sameRecord(record, e.Record) {
			a.done.Duplicates++
			return true, nil
		}
	}
	for _, i := range a.freshAt[key] {
		if sameRecord(a.fresh[i].Record, e.Record) {
			a.done.Duplicates++
			return true, nil
		}
	}
	if len(held)+len(a.freshAt[key]) > 0 {
		a.contested[key] = true
		a.done.Variants++
	} else {
		a.done.New++
	}
	id, err := a.origins.id(int(e.Origin))
	if err != nil {
		return false, err
	}
	a.freshAt[key] = append(a.freshAt[key], len(a.fresh))
	a.fresh = append(a.fresh, *e)
	a.fresh[len(a.fresh)-1].Origin = id
	return false, nil
}

func (a *appending) find(key Key) ([]heldRow, error) {
	var held []heldRow
	for _, p := range a.snap.parts {
		rows, err := a.read.rowsWith(p.sealed, key)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			held = append(held, heldRow{p, row})
		}
	}
	return held, nil
}

// store writes the new events as segments of their own and settles which of
// differing records is shown.
func (a *appending) store() error {
	if len(a.fresh) == 0 && len(a.seen) == 0 {
		return nil
	}
	type place struct {
		id  uint64
		row int
	}
	places := make([]place, len(a.fresh))
	type built struct {
		id uint64
		*segment.Encoded
	}
	var segments []built
	for from := 0; from == 0 || from < len(a.fresh); from += segment.MaxRows {
		run := a.fresh[from:min(from+segment.MaxRows, len(a.fresh))]
		enc, err := segment.Build(a.ctx, run)
		if err != nil {
			return err
		}
		if from == 0 && len(a.seen) > 0 {
			enc.AddRaw(segment.SectionSightings, encodeSightings(a.seen))
		}
		a.cat.NextSegment++
		for i := range run {
			places[from+i] = place{a.cat.NextSegment, i}
		}
		segments = append(segments, built{a.cat.NextSegment, enc})
	}

	rows := map[uint64]int{}
	for _, s := range segments {
		rows[s.id] = s.Manifest.Rows
	}
	for _, p := range a.snap.parts {
		if p.overlay != nil {
			a.overlays[p.id] = p.overlay
		}
		rows[p.id] = p.rows()
	}
	changed := map[uint64]*overlay{}
	change := func(id uint64) *overlay {
		if changed[id] == nil {
			changed[id] = a.overlays[id].clone(rows[id])
		}
		return changed[id]
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
			record, _, err := a.read.record(h.part.sealed, h.row)
			if err != nil {
				return err
			}
			consider(place{h.part.id, h.row}, record)
		}
		for _, i := range a.freshAt[key] {
			consider(places[i], a.fresh[i].Record)
		}
		for i, p := range all {
			if i == best {
				change(p.id).show(p.row, len(all)-1)
			} else {
				change(p.id).hide(p.row)
			}
		}
	}
	for _, s := range segments {
		if err := putSegment(a.tx, a.cat, s.id, s.Encoded); err != nil {
			return err
		}
	}
	for id, o := range changed {
		if err := putOverlay(a.tx, a.cat, id, o); err != nil {
			return err
		}
	}
	return nil
}

// noteSightings keeps where the records that are already held were seen this
// time, unless that very place is already known.
func (a *appending) noteSightings(again []segment.Entry) error {
	if len(again) == 0 {
		return nil
	}
	type seenAt struct {
		origin   Origin
		position int64
	}
	known := map[Key][]seenAt{}
	enveloped := map[Key]bool{}
	wanted := map[Key]bool{}
	note := func(key Key, id uint64, position int64, envelope bool) error {
		o, err := a.origins.get(id)
		if err != nil {
			return err
		}
		known[key] = append(known[key], seenAt{o, position})
		enveloped[key] = enveloped[key] || envelope
		return nil
	}
	for i := range again {
		key := Key(again[i].Key)
		if wanted[key] {
			continue
		}
		wanted[key] = true
		for _, h := range a.held[key] {
			id, position, err := a.read.provenance(h.part.sealed, h.row)
			if err != nil {
				return err
			}
			_, envelope, err := a.read.record(h.part.sealed, h.row)
			if err != nil {
				return err
			}
			if err := note(key, id, position, envelope != nil); err != nil {
				return err
			}
		}
		for _, k := range a.freshAt[key] {
			if err := note(key, a.fresh[k].Origin, a.fresh[k].Position, a.fresh[k].Envelope != nil); err != nil {
				return err
			}
		}
	}
	var failed error
	err := a.read.sightingsOf(a.snap.parts, func(k Key) bool { return wanted[k] }, func(s sighting) {
		if err := note(s.key, s.origin, s.position, s.envelope != nil); err != nil {
			failed = err
		}
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
next:
	for i := range again {
		e := &again[i]
		key := Key(e.Key)
		if int(e.Origin) >= len(a.batch.Origins) {
			return fmt.Errorf("entry refers to provenance %d of %d", e.Origin, len(a.batch.Origins))
		}
		origin := a.batch.Origins[e.Origin]
		wantEnvelope := e.Envelope != nil && !enveloped[key]
		if !wantEnvelope {
			for _, k := range known[key] {
				if samePlace(k.origin, k.position, origin, e.Position) {
					continue next
				}
			}
		}
		id, err := a.origins.id(int(e.Origin))
		if err != nil {
			return err
		}
		s := sighting{key: key, origin: id, position: e.Position}
		if wantEnvelope {
			s.shape, s.envelope = e.Shape, e.Envelope
			enveloped[key] = true
		}
		a.seen = append(a.seen, s)
		known[key] = append(known[key], seenAt{origin, e.Position})
	}
	return nil
}
