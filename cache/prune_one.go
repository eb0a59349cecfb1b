package cache

import (
	"context"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/cache/segment"
)

// pruning is one transaction of a Prune. It reads all that it needs before it
// writes.
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

// choose returns the first part that loses rows, or nil.
func (p *pruning) choose() (*cut, error) {
	limit := segment.Nanos(p.before)
	for _, held := range p.snap.parts {
		if held.broken.Load() != nil || held.rows() == 0 || held.manifest.First >= limit {
			continue
		}
		c := &cut{part: held, row: held.rows()}
		if held.manifest.Last >= limit {
			times, err := p.read.times(held.sealed)
			if err != nil {
				return nil, err
			}
			c.row = times.Search(limit)
		}
		return c, nil
	}
	return nil, nil
}

// carryOut takes away what was chosen.
func (p *pruning) carryOut(chosen *cut) error {
	at := slices.IndexFunc(p.snap.parts, func(held *part) bool {
		return held.id == chosen.part.id && held.sealed.sum == chosen.part.sealed.sum && held.sum == chosen.part.sum
	})
	if at < 0 {
		return errOvertaken
	}
	p.cuts = []*cut{chosen}
	if chosen.rest != nil {
		chosen.id = p.cat.NextSegment + 1
		if chosen.overlay != nil {
			p.overlays[chosen.id] = chosen.overlay.from(chosen.row, chosen.rows())
		}
	}
	if err := p.noteGone(chosen); err != nil {
		return err
	}
	for _, step := range []func() error{p.settleContested, p.keepSightings, p.write, p.forgetFiles} {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// noteGone counts the rows of a part that go, and where they came from.
func (p *pruning) noteGone(c *cut) error {
	for row := range c.row {
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
	origins, err := p.read.originsUpTo(c.sealed, c.row)
	for _, id := range origins {
		p.gone[id] = true
	}
	return err
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
