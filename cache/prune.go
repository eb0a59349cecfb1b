package cache

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/cache/segment"
	"spoor/event"
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

// rebuild makes segments of the rows that stay in parts that lose others.
func (p *pruning) rebuild() error {
	next := p.cat.NextSegment
	for _, c := range p.cuts {
		if c.row == c.rows() {
			continue
		}
		entries := make([]segment.Entry, c.rows()-c.row)
		events := make([]event.Event, len(entries))
		numbers := map[uint64]int{}
		for i := range entries {
			if err := p.entry(c, c.row+i, &entries[i], &events[i], numbers); err != nil {
				return err
			}
		}
		var err error
		if c.rest, err = segment.Build(p.ctx, entries); err != nil {
			return err
		}
		c.rest.SetOrigins(c.origins)
		next++
		c.id = next
		if c.overlay != nil {
			p.overlays[c.id] = c.overlay.from(c.row, c.rows())
		}
	}
	return nil
}

// entry reads a row for a segment that it is to stand in.
func (p *pruning) entry(c *cut, row int, e *segment.Entry, ev *event.Event, numbers map[uint64]int) error {
	if err := p.read.event(c.sealed, row, ev); err != nil {
		return err
	}
	record, envelope, err := p.read.record(c.sealed, row)
	if err != nil {
		return err
	}
	shape, err := p.read.column(c.sealed, segment.Shape)
	if err != nil {
		return err
	}
	origin, position, err := p.read.provenance(c.sealed, row)
	if err != nil {
		return err
	}
	at, ok := numbers[origin]
	if !ok {
		at = len(c.origins)
		numbers[origin] = at
		c.origins = append(c.origins, origin)
	}
	*e = segment.Entry{Event: ev, Key: KeyOf(ev), Record: record, Envelope: envelope, Origin: at, Position: position}
	if v := shape.Value(row); len(v) == 1 {
		e.Shape = v[0]
	}
	return nil
}

// from is the overlay of the rows from first on.
func (o *overlay) from(first, rows int) *overlay {
	rest := newOverlay(rows - first)
	o.hidden.Each(func(row int) {
		if row >= first {
			rest.hidden.Set(row - first)
		}
	})
	for row, n := range o.variants {
		if row >= first {
			rest.variants[row-first] = n
		}
	}
	return rest
}

// staying calls f with every row under the identity that stays, by the part it
// is in now and the segment and row where it will be.
func (p *pruning) staying(key Key, f func(in *part, at int, id uint64, row int) error) error {
	cuts := map[uint64]*cut{}
	for _, c := range p.cuts {
		cuts[c.part.id] = c
	}
	for _, held := range p.snap.parts {
		c := cuts[held.id]
		if held.broken.Load() != nil || c != nil && c.rest == nil {
			continue
		}
		var failed error
		err := p.read.among(held, []Key{key}, func(_ int, rows []int) {
			for _, row := range rows {
				switch {
				case failed != nil || c != nil && row < c.row:
				case c != nil:
					failed = f(held, row, c.id, row-c.row)
				default:
					failed = f(held, row, held.id, row)
				}
			}
		})
		if err := errors.Join(err, failed); err != nil {
			return err
		}
	}
	return nil
}

// settleContested decides anew which record is shown where some have gone.
func (p *pruning) settleContested() error {
	type place struct {
		in  *part
		id  uint64
		row int
	}
	for key := range p.contested {
		var all []place
		var best int
		var bestRecord []byte
		err := p.staying(key, func(in *part, at int, id uint64, row int) error {
			record, _, err := p.read.record(in.sealed, at)
			if err != nil {
				return err
			}
			if bestRecord == nil || prefer(record, bestRecord) {
				best, bestRecord = len(all), record
			}
			all = append(all, place{in, id, row})
			return nil
		})
		if err != nil {
			return err
		}
		for i, at := range all {
			o := p.overlays[at.id]
			if o == nil {
				o = newOverlay(at.in.rows())
				if at.id == at.in.id {
					o = at.in.overlay.clone(at.in.rows())
				}
				p.overlays[at.id] = o
			}
			if i == best {
				if o.isHidden(at.row) {
					// It takes the place of one that went.
					p.done.Events--
					p.done.Variants++
				}
				o.show(at.row, len(all)-1)
			} else {
				o.hide(at.row)
			}
		}
	}
	return nil
}

// keepSightings gathers, from the parts that go, the sightings of events that
// stay, and notes where what goes was seen elsewhere.
func (p *pruning) keepSightings() error {
	goes := map[uint64]bool{}
	for _, c := range p.cuts {
		goes[c.part.id] = true
	}
	for _, held := range p.snap.parts {
		if held.broken.Load() != nil {
			continue
		}
		var all []sighting
		err := p.read.section(held.sealed, segment.Sightings, func(v []byte) error {
			if v == nil {
				return nil
			}
			return decodeSightings(held.manifest, v, func(s sighting) {
				s.envelope = slices.Clone(s.envelope)
				all = append(all, s)
			})
		})
		if err != nil {
			return err
		}
		some := false
		for _, s := range all {
			stays := false
			err := p.staying(s.key, func(*part, int, uint64, int) error { stays = true; return nil })
			switch {
			case err != nil:
				return err
			case !stays:
				p.gone[s.origin] = true
			case goes[held.id]:
				p.moved = append(p.moved, s)
			default:
				some = true
			}
		}
		if held.rows() == 0 && !some {
			// It was there for its sightings alone.
			p.cuts = append(p.cuts, &cut{part: held})
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

// forgetFiles lets the files that pruned records came from be read again.
func (p *pruning) forgetFiles() error {
	files, err := bucket(p.tx, bucketFiles)
	if err != nil {
		return err
	}
	for id := range p.gone {
		o, err := readOrigin(p.tx, id)
		if isDamage(err) {
			continue
		}
		if err != nil {
			return err
		}
		key := textKey(o.Place)
		if files.Get(key) == nil {
			continue
		}
		if err := files.Delete(key); err != nil {
			return err
		}
		p.done.Files++
	}
	return nil
}

// dropOrigins forgets the provenances that nothing refers to any more.
func (p *pruning) dropOrigins() error {
	if len(p.gone) == 0 {
		return nil
	}
	after, err := p.snap.followCatalog(p.tx, p.cat)
	if err != nil {
		return err
	}
	read, err := newReading(p.tx)
	if err != nil {
		return err
	}
	for _, part := range after.parts {
		cited, err := originsIn(read, part)
		if err != nil {
			return err
		}
		for _, id := range cited {
			delete(p.gone, id)
		}
	}
	places := p.tx.Bucket(bucketPlaces)
	for id := range p.gone {
		o, err := readOrigin(p.tx, id)
		if isDamage(err) {
			continue
		}
		if err != nil {
			return err
		}
		key := textKey(o.Kind, o.Place)
		if v := places.Get(key); len(v) == 8 && binary.BigEndian.Uint64(v) == id {
			if err := places.Delete(key); err != nil {
				return err
			}
		}
		if err := p.tx.Bucket(bucketOrigins).Delete(number(id)); err != nil {
			return err
		}
	}
	return nil
}

// cutCoverage says of every stream that what lies before the time is pruned.
func (p *pruning) cutCoverage() error {
	return loseCoverage(p.tx, coverage.Span{To: p.before, State: coverage.Pruned, AsOf: time.Now()}, func(Stretch) bool { return true })
}

// loseCoverage says of the streams concerned that what was known of a span is
// lost.
func loseCoverage(tx *bolt.Tx, lost coverage.Span, concerns func(Stretch) bool) error {
	type stream struct {
		Stretch
		set *coverage.Set
	}
	var all []stream
	err := eachStream(tx, func(s Stretch, set *coverage.Set) error {
		if concerns(s) {
			all = append(all, stream{s, set})
		}
		return nil
	})
	if err != nil {
		return err
	}
	b := tx.Bucket(bucketCoverage)
	for _, s := range all {
		s.set.Lose(lost)
		if err := putStream(b, s.Stretch, s.set); err != nil {
			return err
		}
	}
	return nil
}
