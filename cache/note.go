package cache

import (
	"cmp"
	"slices"

	"spoor/cache/segment"
)

// seenAt is one place where a record is known to have been seen.
type seenAt struct {
	origin   Origin
	position int64
}

// noteSightings keeps where records that are already held were seen this time,
// unless that very place is already known.
func (a *appending) noteSightings(r *reading, again []segment.Entry) error {
	if len(again) == 0 {
		return nil
	}
	known, enveloped, err := a.knownSightings(r, again)
	if err != nil {
		return err
	}
next:
	for i := range again {
		e := &again[i]
		key := Key(e.Key)
		origin := a.batch.Origins[e.Origin]
		bringsEnvelope := e.Envelope != nil && !enveloped[key]
		if !bringsEnvelope {
			for _, k := range known[key] {
				if samePlace(k.origin, k.position, origin, e.Position) {
					continue next
				}
			}
		}
		s := sighting{key: key, origin: uint64(e.Origin), position: e.Position}
		if bringsEnvelope {
			s.shape, s.envelope = e.Shape, e.Envelope
			enveloped[key] = true
		}
		a.seen = append(a.seen, s)
		a.used[e.Origin] = true
		known[key] = append(known[key], seenAt{origin, e.Position})
	}
	return nil
}

// knownSightings collects where the records of duplicates are known to have
// been seen, and which of them are held with an envelope.
func (a *appending) knownSightings(r *reading, again []segment.Entry) (known map[Key][]seenAt, enveloped map[Key]bool, err error) {
	known, enveloped = map[Key][]seenAt{}, map[Key]bool{}
	origins := map[uint64]Origin{}
	note := func(key Key, id uint64, position int64) error {
		o, ok := origins[id]
		if !ok {
			if o, err = readOrigin(r.tx, id); err != nil {
				return err
			}
			origins[id] = o
		}
		known[key] = append(known[key], seenAt{o, position})
		return nil
	}
	type heldAgain struct {
		heldRow
		key  Key
		with bool // an envelope came with it
	}
	wanted := map[Key]bool{}
	var held []heldAgain
	for i := range again {
		key := Key(again[i].Key)
		if wanted[key] {
			continue
		}
		wanted[key] = true
		for _, h := range a.held[key] {
			held = append(held, heldAgain{h, key, again[i].Envelope != nil})
		}
		for _, k := range a.freshAt[key] {
			e := &a.fresh[k]
			known[key] = append(known[key], seenAt{a.batch.Origins[e.Origin], e.Position})
			enveloped[key] = enveloped[key] || e.Envelope != nil
		}
	}
	// What comes again lies in any segments, and opening one's provenances costs
	// as much as reading thousands of them.
	slices.SortFunc(held, func(x, y heldAgain) int {
		return cmp.Or(cmp.Compare(x.part.id, y.part.id), cmp.Compare(x.row, y.row))
	})
	for _, h := range held {
		id, position, err := r.provenance(h.part.sealed, h.row)
		if err != nil {
			return nil, nil, err
		}
		if err := note(h.key, id, position); err != nil {
			return nil, nil, err
		}
		if h.with {
			_, envelope, err := r.record(h.part.sealed, h.row)
			if err != nil {
				return nil, nil, err
			}
			enveloped[h.key] = enveloped[h.key] || envelope != nil
		}
	}
	var failed error
	err = r.sightingsOf(a.snap.parts, func(k Key) bool { return wanted[k] }, func(s sighting) {
		if err := note(s.key, s.origin, s.position); err != nil {
			failed = err
		}
		enveloped[s.key] = enveloped[s.key] || s.envelope != nil
	})
	if err == nil {
		err = failed
	}
	return known, enveloped, err
}
