package cache

import (
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/cache/segment"
)

// Pruned says what Prune took away.
type Pruned struct {
	// Events is how many events are gone, Variants how many other records under
	// their identities, or under those of events that stay.
	Events, Variants int
	// Files is how many files count as not read again, so that an import of
	// them brings back what was pruned.
	Files int
}

// Prune takes away every event before a time, with its record and variants, and
// says so in the coverage. Marks on them stay, and show again should the events
// come back. What is in a damaged segment stays too. The file gets smaller by a
// Compact afterwards.
//
// It is one transaction: killed at any time, it has happened or not.
func (c *Cache) Prune(ctx context.Context, before time.Time) (Pruned, error) {
	c.settle()
	var done Pruned
	var next *snapshot
	err := c.file.update(ctx, func(tx *bolt.Tx) error {
		p, err := newPruning(ctx, tx, c.snap.Load(), before)
		if err != nil {
			return err
		}
		if next, err = p.run(); err != nil {
			return err
		}
		done = p.done
		return nil
	})
	if err != nil {
		return Pruned{}, fmt.Errorf("prune cache %s: %w", c.file.path, err)
	}
	c.adopt(next)
	return done, nil
}

// pruning is one Prune at work. It reads all that it needs before it writes.
type pruning struct {
	ctx    context.Context
	tx     *bolt.Tx
	cat    *catalog
	snap   *snapshot
	read   *reading
	before time.Time

	// cuts are the parts that lose rows.
	cuts []*cut
	// contested are identities of which some record goes and another may stay.
	contested map[Key]bool
	// overlays are those that change, by segment.
	overlays map[uint64]*overlay
	// moved are sightings of events that stay, kept so far in parts that go.
	moved []sighting
	// gone are the provenances of what is pruned.
	gone map[uint64]bool
	done Pruned
}

// cut is a part of which the rows before row go; what stays of it, if anything,
// becomes a segment of its own.
type cut struct {
	*part
	row     int
	rest    *segment.Encoded
	origins []uint64
	id      uint64
}

func newPruning(ctx context.Context, tx *bolt.Tx, snap *snapshot, before time.Time) (*pruning, error) {
	if err := checkFormat(tx); err != nil {
		return nil, err
	}
	cat, err := readCatalog(tx)
	if err != nil {
		return nil, err
	}
	if snap, err = snap.followCatalog(tx, cat); err != nil {
		return nil, err
	}
	read, err := newReading(tx)
	if err != nil {
		return nil, err
	}
	return &pruning{
		ctx: ctx, tx: tx, cat: cat, snap: snap, read: read, before: before,
		contested: map[Key]bool{}, overlays: map[uint64]*overlay{}, gone: map[uint64]bool{},
	}, nil
}

func (p *pruning) run() (*snapshot, error) {
	for _, step := range []func() error{
		p.choose, p.rebuild, p.settleContested, p.keepSightings, p.write, p.forgetFiles, p.dropOrigins, p.cutCoverage,
	} {
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	p.cat.Generation++
	if err := putCatalog(p.tx, p.cat); err != nil {
		return nil, err
	}
	return p.snap.followCatalog(p.tx, p.cat)
}

// choose finds the parts that lose rows.
func (p *pruning) choose() error {
	limit := segment.Nanos(p.before)
	for _, held := range p.snap.parts {
		if held.broken.Load() != nil || held.rows() == 0 || held.manifest.First >= limit {
			continue
		}
		c := &cut{part: held, row: held.rows()}
		if held.manifest.Last >= limit {
			times, err := p.read.times(held.sealed)
			if err != nil {
				return err
			}
			for c.row > 0 && times.At(c.row-1) >= limit {
				c.row--
			}
		}
		p.cuts = append(p.cuts, c)
		if err := p.noteGone(c); err != nil {
			return err
		}
	}
	return nil
}

// noteGone counts the rows of a part that go, and where they came from.
func (p *pruning) noteGone(c *cut) error {
	for row := range c.row {
		origin, _, err := p.read.provenance(c.sealed, row)
		if err != nil {
			return err
		}
		p.gone[origin] = true
		hidden, variants := c.overlay.isHidden(row), c.overlay.variantsOf(row)
		if hidden {
			p.done.Variants++
		} else {
			p.done.Events++
		}
		if hidden || variants > 0 {
			key, err := p.read.key(c.sealed, row)
			if err != nil {
				return err
			}
			p.contested[key] = true
		}
	}
	return nil
}

// write exchanges the segments.
func (p *pruning) write() error {
	if len(p.moved) > 0 {
		if err := p.place(p.moved); err != nil {
			return err
		}
	}
	blocks := p.tx.Bucket(bucketBlocks)
	for _, c := range p.cuts {
		if c.rest != nil {
			p.cat.NextSegment = c.id
			if err := putSegment(p.tx, p.cat, c.id, c.rest); err != nil {
				return err
			}
		}
		for _, ref := range c.manifest.Blocks {
			if err := blocks.Delete(number(ref.Key)); err != nil {
				return err
			}
		}
		if err := dropSegment(p.tx, p.cat, c.part.id); err != nil {
			return err
		}
		delete(p.overlays, c.part.id)
	}
	for id, o := range p.overlays {
		if err := putOverlay(p.tx, p.cat, id, o); err != nil {
			return err
		}
	}
	return nil
}

// place puts sightings into the first segment that is rebuilt, or into one of
// their own.
func (p *pruning) place(moved []sighting) error {
	for _, c := range p.cuts {
		if c.rest != nil {
			c.rest.AddRaw(segment.Sightings, encodeSightings(moved))
			return nil
		}
	}
	alone, err := segment.Build(p.ctx, nil)
	if err != nil {
		return err
	}
	alone.AddRaw(segment.Sightings, encodeSightings(moved))
	p.cat.NextSegment++
	return putSegment(p.tx, p.cat, p.cat.NextSegment, alone)
}

// cutCoverage says of every stream that what lies before the time is pruned.
func (p *pruning) cutCoverage() error {
	return loseCoverage(p.tx, coverage.Span{To: p.before, State: coverage.Pruned, AsOf: time.Now()}, func(Stretch) bool { return true })
}
