package cache

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
	"spoor/event"
)

// reading fetches parts' sections and blocks within one read or write
// transaction. What it decodes for good it leaves with the segment. Every error
// of damage names its segment.
type reading struct {
	// clock is the cache's, by which it tells what has not been used for long.
	clock    *atomic.Uint64
	tx       *bolt.Tx
	segments *bolt.Bucket
	blocks   *bolt.Bucket
	// last is the bucket of the segment that was read last.
	last   *bolt.Bucket
	lastID uint64
	// opened keeps the blocks opened last: neighbours follow.
	opened blockCache
	// tails keeps the ids of the blocks that were asked about last.
	tails map[uint64]segment.Tail
	// origins keeps the provenances of the segment that was asked about last, and
	// provenances counts how often a segment's had to be opened.
	origins     originsOf
	provenances int
}

func newReading(tx *bolt.Tx) (*reading, error) {
	segments, err := bucket(tx, bucketSegments)
	if err != nil {
		return nil, err
	}
	blocks, err := bucket(tx, bucketBlocks)
	if err != nil {
		return nil, err
	}
	return &reading{clock: new(atomic.Uint64), tx: tx, segments: segments, blocks: blocks}, nil
}

// reading runs f in a read transaction.
func (c *Cache) reading(ctx context.Context, f func(*reading) error) error {
	return c.file.view(ctx, func(tx *bolt.Tx) error {
		r, err := newReading(tx)
		if err != nil {
			return err
		}
		r.clock = &c.clock
		return f(r)
	})
}

// bucket returns a segment's bucket. A segment that is not there has been
// merged away or, where the catalog lists it, is damaged.
func (r *reading) bucket(s *sealed) (*bolt.Bucket, error) {
	if r.last != nil && r.lastID == s.id {
		return r.last, nil
	}
	b := r.segments.Bucket(number(s.id))
	if b == nil {
		cat, err := readCatalog(r.tx)
		if err != nil {
			return nil, err
		}
		for _, e := range cat.Segments {
			if e.ID == s.id {
				return nil, fmt.Errorf("missing: %w", errDamaged)
			}
		}
		return nil, errGone
	}
	r.last, r.lastID = b, s.id
	return b, nil
}

// section runs f on a section's bytes, which are valid only meanwhile; nil where
// the segment has no such section.
func (r *reading) section(s *sealed, id segment.ID, f func([]byte) error) error {
	return s.guarded(func() error {
		if _, ok := s.manifest.Section(id); !ok {
			return f(nil)
		}
		b, err := r.bucket(s)
		if err != nil {
			return err
		}
		v := b.Get([]byte{byte(id)})
		if v == nil {
			return fmt.Errorf("%s: missing: %w", id, errDamaged)
		}
		return f(v)
	})
}

func (r *reading) column(s *sealed, id segment.ID) (*segment.Column, error) {
	c := s.columns[id].Load()
	if c != nil {
		s.usedText[id].Store(r.clock.Load())
		return c, nil
	}
	err := r.section(s, id, func(v []byte) (err error) {
		c, err = s.manifest.OpenColumn(id, v)
		return err
	})
	if err == nil {
		s.columns[id].Store(c)
		s.usedText[id].Store(r.clock.Load())
	}
	return c, err
}

func (r *reading) times(s *sealed) (*segment.Times, error) {
	t := s.times.Load()
	if t != nil {
		return t, nil
	}
	err := r.section(s, segment.RowTimes, func(v []byte) (err error) {
		t, err = s.manifest.OpenTimes(v)
		return err
	})
	if err == nil {
		s.times.Store(t)
	}
	return t, err
}

func (r *reading) places(s *sealed) (*segment.Places, error) {
	s.usedPlaces.Store(r.clock.Load())
	p := s.places.Load()
	if p != nil {
		return p, nil
	}
	err := r.section(s, segment.RecordPlaces, func(v []byte) (err error) {
		p, err = s.manifest.OpenPlaces(v)
		return err
	})
	if err == nil {
		s.places.Store(p)
	}
	return p, err
}

func (r *reading) filter(s *sealed) (*segment.Filter, error) {
	f := s.filter.Load()
	if f != nil {
		return f, nil
	}
	err := r.section(s, segment.KeyFilter, func(v []byte) (err error) {
		f, err = s.manifest.OpenFilter(v)
		return err
	})
	if err == nil {
		s.filter.Store(f)
	}
	return f, err
}

// record returns a row's record and envelope. They stay valid.
func (r *reading) record(s *sealed, row int) (record, envelope []byte, err error) {
	places, err := r.places(s)
	if err != nil {
		return nil, nil, err
	}
	k, i := places.Of(row)
	b, err := r.block(s, k)
	if err != nil {
		return nil, nil, err
	}
	return b.Record(i), b.Envelope(i), nil
}

// originsOf says where the records of a segment came from.
type originsOf struct {
	of        *sealed
	numbers   []uint64
	positions []int64
}

// provenance returns the number of the place a row's record came from and its
// position there.
func (r *reading) provenance(s *sealed, row int) (origin uint64, position int64, err error) {
	from, err := r.column(s, segment.From)
	if err != nil {
		return 0, 0, err
	}
	if r.origins.of != s {
		o := originsOf{of: s}
		err = r.section(s, segment.Origins, func(v []byte) (err error) {
			o.numbers, err = s.manifest.OpenOrigins(v)
			return err
		})
		if err != nil {
			return 0, 0, err
		}
		err = r.section(s, segment.Positions, func(v []byte) (err error) {
			o.positions, err = s.manifest.OpenPositions(v)
			return err
		})
		if err != nil {
			return 0, 0, err
		}
		r.origins = o
		r.provenances++
	}
	k, err := segment.OriginOf(from.Value(row))
	if err == nil && k >= len(r.origins.numbers) {
		err = fmt.Errorf("provenance %d of %d: %w", k, len(r.origins.numbers), errDamaged)
	}
	if err != nil {
		return 0, 0, s.damaged(err)
	}
	return r.origins.numbers[k], r.origins.positions[row], nil
}

// originsUpTo returns the numbers of the places that the records of the rows
// before to came from.
func (r *reading) originsUpTo(s *sealed, to int) ([]uint64, error) {
	if to == 0 {
		return nil, nil
	}
	if _, _, err := r.provenance(s, 0); err != nil {
		return nil, err
	}
	from, err := r.column(s, segment.From)
	if err != nil {
		return nil, err
	}
	seen := make([]bool, from.Len())
	for row := range to {
		seen[from.Code(row)] = true
	}
	var out []uint64
	for code, ok := range seen {
		if !ok {
			continue
		}
		k, err := segment.OriginOf(from.At(code))
		if err == nil && k >= len(r.origins.numbers) {
			err = fmt.Errorf("provenance %d of %d: %w", k, len(r.origins.numbers), errDamaged)
		}
		if err != nil {
			return nil, s.damaged(err)
		}
		out = append(out, r.origins.numbers[k])
	}
	return out, nil
}

// event puts a row's event together. Its strings are copies.
func (r *reading) event(s *sealed, row int, e *event.Event) error {
	for id := segment.ID(1); int(id) < segment.Columns; id++ {
		if !segment.Restores(id) {
			continue
		}
		c, err := r.column(s, id)
		if err != nil {
			return err
		}
		if err := s.damaged(segment.Put(id, e, strings.Clone(c.Value(row)))); err != nil {
			return err
		}
	}
	times, err := r.times(s)
	if err != nil {
		return err
	}
	e.Time = segment.Time(times.At(row))
	if e.ID, err = r.id(s, segment.EventIDs, row); err != nil {
		return err
	}
	e.RequestID, err = r.id(s, segment.RequestIDs, row)
	return err
}
