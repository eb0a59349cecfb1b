package cache

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// Append commits a batch: its new events, where they and their duplicates were
// seen, its files and its coverage, all in one transaction. An event that is
// already held, by its identity and what its record says, is not stored again;
// a record that says something else under the same identity is kept as a
// variant. When Append fails nothing of the batch is held.
//
// Batches of some ten thousand events are best. Several may be appended at the
// same time: the file is held only for looking up identities and for the commit,
// and the work between goes on side by side.
func (c *Cache) Append(ctx context.Context, b *Batch) (Appended, error) {
	entries, err := prepareEntries(b)
	if err != nil {
		return Appended{}, err
	}
	for {
		done, err := c.tryAppend(ctx, b, entries)
		if errors.Is(err, errOvertaken) || c.leaveOut(ctx, err) {
			continue // what is in a segment that turns out damaged is taken for lost
		}
		if err != nil {
			return Appended{}, fmt.Errorf("write to cache %s: %w", c.file.path, err)
		}
		c.tidy()
		return done, nil
	}
}

// errOvertaken says that another writer came in between and changed what was
// decided here.
var errOvertaken = errors.New("overtaken by another writer")

func (c *Cache) tryAppend(ctx context.Context, b *Batch, entries []segment.Entry) (Appended, error) {
	a := &appending{cache: c, batch: b}
	if err := a.decide(ctx, entries); err != nil {
		return Appended{}, err
	}
	if err := a.build(ctx); err != nil {
		return Appended{}, err
	}
	if b.Encoded != nil {
		b.Encoded()
	}
	var next *snapshot
	err := c.file.update(ctx, func(tx *bolt.Tx) (err error) {
		next, err = a.commit(tx)
		return err
	})
	if err != nil {
		return Appended{}, err
	}
	c.adopt(next)
	return a.done, nil
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

// appending is one Append at work: decide what is new, build segments of it,
// commit them.
type appending struct {
	cache *Cache
	batch *Batch
	// snap is the snapshot that was decided against.
	snap *snapshot

	decision
	built []*segment.Encoded
}

// build encodes what is new. It holds nothing that others wait for.
func (a *appending) build(ctx context.Context) error {
	for from := 0; from < len(a.fresh); from += segment.MaxRows {
		enc, err := segment.Build(ctx, a.fresh[from:min(from+segment.MaxRows, len(a.fresh))])
		if err != nil {
			return err
		}
		a.built = append(a.built, enc)
	}
	if len(a.fresh) == 0 && len(a.seen) > 0 {
		// Sightings alone need a segment too.
		enc, err := segment.Build(ctx, nil)
		if err != nil {
			return err
		}
		a.built = append(a.built, enc)
	}
	return nil
}

// commit writes the batch, unless what was decided no longer holds.
func (a *appending) commit(tx *bolt.Tx) (*snapshot, error) {
	if err := checkFormat(tx); err != nil {
		return nil, err
	}
	cat, err := readCatalog(tx)
	if err != nil {
		return nil, err
	}
	snap := a.snap
	if cat.Generation != snap.generation {
		if snap, err = a.stillHolds(tx, cat); err != nil {
			return nil, err
		}
	}
	if err := a.putSegments(tx, cat); err != nil {
		return nil, err
	}
	for _, d := range a.leftOut {
		// Whoever did not leave it out too would count its events twice.
		if err := recordDamage(tx, cat, d); err != nil && !errors.Is(err, errRecorded) && !IsDamage(err) {
			return nil, err
		}
	}
	if err := putFiles(tx, a.batch.Files); err != nil {
		return nil, err
	}
	if err := putCoverage(tx, a.batch.Coverage); err != nil {
		return nil, err
	}
	cat.Generation++
	if err := putCatalog(tx, cat); err != nil {
		return nil, err
	}
	return snap.followCatalog(tx, cat)
}

// stillHolds checks a decision against a newer snapshot. What was taken for new
// must not be in any segment that has come since; where rows were compared with
// stored ones, the decision is made anew.
func (a *appending) stillHolds(tx *bolt.Tx, cat *catalog) (*snapshot, error) {
	snap, err := a.snap.followCatalog(tx, cat)
	if err != nil {
		return nil, err
	}
	if len(a.held) > 0 {
		return nil, errOvertaken
	}
	read, err := newReading(tx)
	if err != nil {
		return nil, err
	}
	old := map[uint64]bool{}
	for _, p := range a.snap.parts {
		old[p.id] = true
	}
	keys := make([]Key, len(a.fresh))
	for i := range a.fresh {
		keys[i] = Key(a.fresh[i].Key)
	}
	for _, p := range snap.parts {
		if old[p.id] || p.broken.Load() != nil {
			continue
		}
		found := false
		err := read.among(p, keys, func(int, []int) { found = true })
		if err != nil {
			return nil, err
		}
		if found {
			return nil, errOvertaken
		}
	}
	return snap, nil
}

// putSegments stores what was built and settles which of differing records is
// shown.
func (a *appending) putSegments(tx *bolt.Tx, cat *catalog) error {
	if len(a.built) == 0 {
		return nil
	}
	numbers, err := numberOrigins(tx, cat, a.batch.Origins, a.used)
	if err != nil {
		return err
	}
	first := cat.NextSegment + 1
	for i, enc := range a.built {
		cat.NextSegment++
		enc.SetOrigins(numbers)
		if i == 0 && len(a.seen) > 0 {
			for k := range a.seen {
				a.seen[k].origin = numbers[a.seen[k].origin]
			}
			enc.AddRaw(segment.Sightings, encodeSightings(a.seen))
		}
		if err := putSegment(tx, cat, cat.NextSegment, enc); err != nil {
			return err
		}
	}
	for id, o := range a.overlays(first) {
		if err := putOverlay(tx, cat, id, o); err != nil {
			return err
		}
	}
	return nil
}
