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
	// origins keeps the provenances of the segment that was asked about last.
	origins originsOf
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

// others returns the event ids or request ids of a segment that are no UUIDs.
func (r *reading) others(s *sealed, which segment.ID) (map[int]string, error) {
	kept := &s.others[which-segment.EventIDs]
	if o := kept.Load(); o != nil {
		return *o, nil
	}
	var others map[int]string
	err := r.section(s, which, func(v []byte) (err error) {
		others, err = s.manifest.OpenOthers(which, v)
		return err
	})
	if err == nil {
		kept.Store(&others)
	}
	return others, err
}

// tail runs f on the ids of the k-th block of a segment.
func (r *reading) tail(s *sealed, k int, f func(segment.Tail)) error {
	return r.raw(s, k, func(stored []byte) error {
		t, err := s.manifest.Blocks[k].Tail(stored)
		if err != nil {
			return fmt.Errorf("block %d: %w", s.manifest.Blocks[k].Key, err)
		}
		f(t)
		return nil
	})
}

// id returns the event id or request id of a row.
func (r *reading) id(s *sealed, which segment.ID, row int) (id string, err error) {
	places, err := r.places(s)
	if err != nil {
		return "", err
	}
	k, i := places.Of(row)
	ok := false
	if err := r.tail(s, k, func(t segment.Tail) { id, ok = t.ID(which, i) }); ok || err != nil {
		return id, err
	}
	others, err := r.others(s, which)
	return others[row], err
}

// idsWith calls f with every row whose event id or request id begins with
// prefix.
func (r *reading) idsWith(s *sealed, which segment.ID, prefix string, f func(row int)) error {
	return r.idsMatching(s, which, prefix, func(id string) bool { return strings.HasPrefix(id, prefix) }, f)
}

// idsMatching calls f with every row whose event id or request id is a UUID
// that begins with prefix, or is none and matches.
func (r *reading) idsMatching(s *sealed, which segment.ID, prefix string, match func(id string) bool, f func(row int)) error {
	others, err := r.others(s, which)
	if err != nil {
		return err
	}
	for row, id := range others {
		if match(id) {
			f(row)
		}
	}
	span, ok := segment.RangeOf(prefix)
	if !ok {
		return nil
	}
	places, err := r.places(s)
	if err != nil {
		return err
	}
	for k := range s.manifest.Blocks {
		err := r.tail(s, k, func(t segment.Tail) {
			t.In(which, span, func(record int) { f(places.Row(k, record)) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachID calls f with every row's event id or request id.
func (r *reading) eachID(s *sealed, which segment.ID, f func(row int, id string)) error {
	others, err := r.others(s, which)
	if err != nil {
		return err
	}
	places, err := r.places(s)
	if err != nil {
		return err
	}
	for k, ref := range s.manifest.Blocks {
		err := r.tail(s, k, func(t segment.Tail) {
			for record := range ref.Records {
				row := places.Row(k, record)
				id, ok := t.ID(which, record)
				if !ok {
					id = others[row]
				}
				f(row, id)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// block opens the k-th block of a segment. It stays valid.
func (r *reading) block(s *sealed, k int) (b *segment.Block, err error) {
	ref := s.manifest.Blocks[k]
	if b := r.opened.get(ref.Key); b != nil {
		return b, nil
	}
	err = r.stored(s, k, func(stored []byte) error {
		b, err = openBlock(ref, stored)
		return err
	})
	if err == nil {
		r.opened.put(ref.Key, b)
	}
	return b, err
}

// stored runs f on the stored bytes of the k-th block of a segment, checked.
func (r *reading) stored(s *sealed, k int, f func([]byte) error) error {
	return r.raw(s, k, func(stored []byte) error {
		if err := s.manifest.Blocks[k].Verify(stored); err != nil {
			return fmt.Errorf("block %d: %w", s.manifest.Blocks[k].Key, err)
		}
		return f(stored)
	})
}

// raw is stored without the check.
func (r *reading) raw(s *sealed, k int, f func([]byte) error) error {
	ref := s.manifest.Blocks[k]
	return s.guarded(func() error {
		stored := r.blocks.Get(number(ref.Key))
		if stored == nil {
			// Gone with its segment, or damaged.
			if _, err := r.bucket(s); err != nil {
				return err
			}
			return fmt.Errorf("block %d: missing: %w", ref.Key, errDamaged)
		}
		return f(stored)
	})
}

func openBlock(ref segment.BlockRef, stored []byte) (*segment.Block, error) {
	b, err := ref.Open(stored)
	if err != nil {
		return nil, fmt.Errorf("block %d: %w", ref.Key, err)
	}
	return b, nil
}

// blockCache keeps the few blocks opened last.
type blockCache struct {
	blocks map[uint64]*segment.Block
	order  []uint64
}

// keptBlocks is how many opened blocks are kept: enough for the rows of a
// merged segment, whose neighbours lie in different blocks.
const keptBlocks = 32

func (c *blockCache) get(key uint64) *segment.Block { return c.blocks[key] }

func (c *blockCache) put(key uint64, b *segment.Block) {
	if c.blocks == nil {
		c.blocks = map[uint64]*segment.Block{}
	}
	if len(c.order) == keptBlocks {
		delete(c.blocks, c.order[0])
		c.order = append(c.order[:0], c.order[1:]...)
	}
	c.blocks[key] = b
	c.order = append(c.order, key)
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

// key computes the identity of a row, which its columns hold in full.
func (r *reading) key(s *sealed, row int) (Key, error) {
	id, err := r.id(s, segment.EventIDs, row)
	if err != nil {
		return Key{}, err
	}
	account, err := r.column(s, segment.Account)
	if err != nil {
		return Key{}, err
	}
	region, err := r.column(s, segment.Region)
	if err != nil {
		return Key{}, err
	}
	return identityOf{account.Value(row), region.Value(row), id}.key(), nil
}

// rowsWith returns the rows of a segment whose identity is key.
func (r *reading) rowsWith(s *sealed, key Key) ([]int, error) {
	var perhaps, rows []int
	if s.manifest.Rows == 0 {
		return nil, nil
	}
	err := r.section(s, segment.KeyIndex, func(v []byte) error {
		return s.manifest.Lookup(v, key, func(row int) { perhaps = append(perhaps, row) })
	})
	if err != nil {
		return nil, err
	}
	for _, row := range perhaps {
		k, err := r.key(s, row)
		if err != nil {
			return nil, err
		}
		if k == key {
			rows = append(rows, row)
		}
	}
	return rows, nil
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
