package cache

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// wholePage is how many events EachWhole gathers in its first go. Where else they
// were seen is found in one pass over all sightings, so pages are large.
const wholePage = 2048

// EachWhole calls f with every event of the answer, in its order, with
// everything held about it: all sightings, those that brought an envelope with
// it, and all variants. Unlike with Load, Stored.Envelope and Stored.Shape are
// those the record itself was stored with. It stops at the first error of f and
// returns it.
//
// Asked again, the same answer gives the same events, as long as the segments
// that it consists of are not merged away; from then on they come from the newest
// snapshot, which may hold events that have arrived since. None comes twice and
// none is left out.
func (a *Answer) EachWhole(ctx context.Context, f func(Row, *Stored) error) error {
	return a.eachWhole(ctx, false, f)
}

// EachWholeBackwards is EachWhole from the end of the order to its beginning.
// Of answers that are newest first, as those without a Sort are, it makes one
// that is oldest first and need not be sorted.
func (a *Answer) EachWholeBackwards(ctx context.Context, f func(Row, *Stored) error) error {
	return a.eachWhole(ctx, true, f)
}

func (a *Answer) eachWhole(ctx context.Context, backwards bool, f func(Row, *Stored) error) error {
	warnings := len(a.Warnings)
	var last Ref
	pages := paging{wholePage}
	for done := 0; done < a.Matched; {
		limit := min(pages.limit, a.Matched-done)
		offset := done
		if backwards {
			offset = a.Matched - done - limit
		}
		rows, stored, err := a.result.loadWhole(ctx, a.cache, offset, limit)
		if errors.Is(err, errGone) {
			if a, offset, err = a.resume(ctx, last, done); err != nil {
				return err
			}
			if len(a.Warnings) > warnings {
				return fmt.Errorf("read events of cache %s: %s", a.cache.file.path, a.Warnings[len(a.Warnings)-1])
			}
			if done = offset; backwards && done > 0 {
				done = a.Matched - offset + 1 // offset is the one behind last
			}
			continue
		}
		if err != nil {
			a.cache.leaveOut(ctx, err) // whoever asks again is told, and gets the rest
			return fmt.Errorf("read events of cache %s: %w", a.cache.file.path, err)
		}
		if backwards {
			slices.Reverse(rows)
			slices.Reverse(stored)
		}
		for i := range rows {
			if err := f(rows[i], stored[i]); err != nil {
				return err
			}
		}
		done += limit
		last = rows[limit-1].Ref
		pages.next(stored)
	}
	return nil
}

// loadWhole reads a page of rows with everything held about them.
func (r *result) loadWhole(ctx context.Context, c *Cache, offset, limit int) ([]Row, []*Stored, error) {
	rows, stored, err := r.load(ctx, c, offset, limit)
	if err != nil {
		return nil, nil, err
	}
	byKey := make(map[Key]*Stored, len(rows))
	for i := range rows {
		byKey[rows[i].Ref.Key] = stored[i]
	}
	err = c.reading(ctx, func(rd *reading) error {
		for i := range rows {
			if rows[i].Variants == 0 {
				continue
			}
			if err := r.variants(rd, stored[i]); err != nil {
				return err
			}
		}
		return r.sightings(rd, byKey)
	})
	return rows, stored, err
}

// variants adds the other records under the identity of s.
func (r *result) variants(rd *reading, s *Stored) error {
	for _, p := range r.parts {
		rows, err := rd.rowsWith(p.sealed, s.Ref.Key)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if !p.overlay.isHidden(row) {
				continue
			}
			variant, err := rd.stored1(p, s.Ref.Key, row)
			if err != nil {
				return err
			}
			s.Variants = append(s.Variants, *variant)
		}
	}
	slices.SortFunc(s.Variants, func(a, b Stored) int { return slices.Compare(a.Record, b.Record) })
	return nil
}

// sightings adds where else the events were seen. Which of several records
// under one identity a sighting was of is not kept: it is listed with the event.
func (r *result) sightings(rd *reading, byKey map[Key]*Stored) error {
	type also struct {
		event *Stored
		sighting
	}
	var found []also
	err := rd.sightingsOf(r.parts, func(k Key) bool { return byKey[k] != nil }, func(s sighting) {
		s.envelope = slices.Clone(s.envelope)
		found = append(found, also{byKey[s.key], s})
	})
	if err != nil {
		return err
	}
	origins := map[uint64]Origin{}
	for _, s := range found {
		origin, known := origins[s.origin]
		if !known {
			if origin, err = readOrigin(rd.tx, s.origin); err != nil {
				return err
			}
			origins[s.origin] = origin
		}
		s.event.Provenance = append(s.event.Provenance, Seen{Origin: origin, Position: s.position, Shape: s.shape, Envelope: s.envelope})
	}
	for _, s := range byKey {
		// The record itself comes from the first.
		slices.SortStableFunc(s.Provenance[1:], func(a, b Seen) int { return a.Origin.Fetched.Compare(b.Origin.Fetched) })
	}
	return nil
}
