package cache

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"spoor/cache/segment"
)

// ErrNotFound is wrapped by Load when the cache does not hold an event.
var ErrNotFound = errors.New("not in the cache")

// Load returns everything held about one event.
func (c *Cache) Load(ctx context.Context, ref Ref) (*Stored, error) {
	if _, err := c.Refresh(ctx); err != nil {
		return nil, err
	}
	var out *Stored
	err := c.readingSound(ctx, func(r *reading, snap *snapshot) (err error) {
		out, err = r.load(snap, ref.Key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load event: %w", err)
	}
	return out, nil
}

// readingSound runs f in a read transaction with the snapshot that the file is
// at, and again where a segment turned out damaged and is left out from now on.
func (c *Cache) readingSound(ctx context.Context, f func(*reading, *snapshot) error) error {
	for {
		err := c.reading(ctx, func(r *reading) error {
			// The file may have moved on since the last Refresh.
			snap, err := c.snap.Load().follow(r.tx)
			if err != nil {
				return err
			}
			return f(r, snap)
		})
		if !c.leaveOut(ctx, err) {
			return err
		}
	}
}

func (r *reading) load(snap *snapshot, key Key) (*Stored, error) {
	var all []*Stored
	parts, _ := snap.usable()
	for _, p := range parts {
		rows, err := r.rowsWith(p.sealed, key)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			s, err := r.stored1(p, key, row)
			if err != nil {
				return nil, err
			}
			if p.overlay.isHidden(row) {
				all = append(all, s)
			} else {
				all = slices.Insert(all, 0, s)
			}
		}
	}
	if len(all) == 0 {
		return nil, ErrNotFound
	}
	main := all[0]
	// Which record a sighting was of is not kept: it is listed with the event.
	err := r.sightingsOf(parts, func(k Key) bool { return k == key }, func(s sighting) {
		origin, err := readOrigin(r.tx, s.origin)
		if err != nil {
			return
		}
		main.Provenance = append(main.Provenance, Seen{Origin: origin, Position: s.position})
		if main.Envelope == nil && s.envelope != nil {
			main.Envelope, main.Shape = slices.Clone(s.envelope), s.shape
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(main.Provenance, func(a, b Seen) int { return a.Origin.Fetched.Compare(b.Origin.Fetched) })
	rest := all[1:]
	slices.SortFunc(rest, func(a, b *Stored) int { return strings.Compare(string(a.Record), string(b.Record)) })
	for _, v := range rest {
		main.Variants = append(main.Variants, *v)
	}
	marks, _, err := readMarks(r.tx)
	if err != nil {
		return nil, err
	}
	main.Mark = marks[key].Mark
	return main, nil
}

// stored1 reads one row's record and where it came from.
func (r *reading) stored1(p *part, key Key, row int) (*Stored, error) {
	record, envelope, err := r.record(p.sealed, row)
	if err != nil {
		return nil, err
	}
	times, err := r.times(p.sealed)
	if err != nil {
		return nil, err
	}
	shape, err := r.column(p.sealed, segment.Shape)
	if err != nil {
		return nil, err
	}
	id, position, err := r.provenance(p.sealed, row)
	if err != nil {
		return nil, err
	}
	origin, err := readOrigin(r.tx, id)
	if err != nil {
		return nil, err
	}
	s := &Stored{
		Ref:    Ref{Key: key, Nanos: times.At(row)},
		Record: slices.Clone(record), Envelope: slices.Clone(envelope),
		Provenance: []Seen{{Origin: origin, Position: position}},
	}
	if v := shape.Value(row); len(v) == 1 {
		s.Shape = v[0]
	}
	return s, nil
}

// Find returns the events whose event id is id, or begins with it where that is
// not yet the whole of any. Several accounts and Regions may share one.
func (c *Cache) Find(ctx context.Context, id string) ([]Ref, error) {
	if _, err := c.Refresh(ctx); err != nil {
		return nil, err
	}
	var whole, begun []Ref
	err := c.readingSound(ctx, func(r *reading, snap *snapshot) error {
		whole, begun = nil, nil
		parts, _ := snap.usable()
		for _, p := range parts {
			if err := ctx.Err(); err != nil {
				return err
			}
			if p.rows() == 0 || id == "" {
				continue
			}
			var rows []int
			if err := r.idsWith(p.sealed, segment.EventIDs, id, func(row int) { rows = append(rows, row) }); err != nil {
				return err
			}
			for _, row := range rows {
				if p.overlay.isHidden(row) {
					continue
				}
				ref, full, err := r.ref(p, row, id)
				if err != nil {
					return err
				}
				if full {
					whole = append(whole, ref)
				} else {
					begun = append(begun, ref)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find event %q: %w", id, err)
	}
	if len(whole) == 0 {
		whole = begun
	}
	slices.SortFunc(whole, func(a, b Ref) int {
		switch {
		case a.Nanos != b.Nanos && a.Nanos > b.Nanos:
			return -1
		case a.Nanos != b.Nanos:
			return 1
		}
		return strings.Compare(string(b.Key[:]), string(a.Key[:]))
	})
	return whole, nil
}

func (r *reading) ref(p *part, row int, id string) (ref Ref, full bool, err error) {
	key, err := r.key(p.sealed, row)
	if err != nil {
		return ref, false, err
	}
	times, err := r.times(p.sealed)
	if err != nil {
		return ref, false, err
	}
	own, err := r.id(p.sealed, segment.EventIDs, row)
	return Ref{Key: key, Nanos: times.At(row)}, own == id, err
}
