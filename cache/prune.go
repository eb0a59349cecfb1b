package cache

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	bolt "go.etcd.io/bbolt"

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
// It goes segment by segment, each in a transaction of its own that is short, so
// that readers need not wait long. Killed at any time, all of a segment's events
// before the time are gone or none, and the coverage has already said pruned of
// all of them: the next Prune does the rest.
func (c *Cache) Prune(ctx context.Context, before time.Time) (Pruned, error) {
	return c.PruneTelling(ctx, before, func(Pruned) {})
}

// PruneTelling is Prune that tells after each segment what is gone so far.
func (c *Cache) PruneTelling(ctx context.Context, before time.Time, tell func(Pruned)) (Pruned, error) {
	c.settle()
	done, err := c.prune(ctx, before, tell)
	if err != nil {
		return Pruned{}, fmt.Errorf("prune cache %s: %w", c.file.path, err)
	}
	return done, nil
}

func (c *Cache) prune(ctx context.Context, before time.Time, tell func(Pruned)) (done Pruned, err error) {
	if err := c.change(ctx, before, (*pruning).cutCoverage); err != nil {
		return done, err
	}
	gone := map[uint64]bool{}
	for {
		step, err := c.pruneOne(ctx, before)
		if err != nil {
			return done, err
		}
		if step == nil {
			break
		}
		done.Events += step.done.Events
		done.Variants += step.done.Variants
		done.Files += step.done.Files
		maps.Copy(gone, step.gone)
		tell(done)
	}
	if len(gone) == 0 {
		return done, nil
	}
	return done, c.change(ctx, before, func(p *pruning) error {
		p.gone = gone
		return p.dropOrigins()
	})
}

// change runs one transaction of a Prune.
func (c *Cache) change(ctx context.Context, before time.Time, do func(*pruning) error) error {
	var next *snapshot
	err := c.file.update(ctx, func(tx *bolt.Tx) error {
		p, err := newPruning(ctx, tx, c.snap.Load(), before)
		if err != nil {
			return err
		}
		if err := do(p); err != nil {
			return err
		}
		p.cat.Generation++
		if err := putCatalog(tx, p.cat); err != nil {
			return err
		}
		next, err = p.snap.followCatalog(tx, p.cat)
		return err
	})
	if err == nil {
		c.adopt(next)
	}
	return err
}

// pruneOne takes away what is too old of one segment. It returns nil when there
// is none left. What stays of the segment is read and built anew before the
// transaction begins.
func (c *Cache) pruneOne(ctx context.Context, before time.Time) (done *pruning, err error) {
	for {
		var chosen *cut
		var rest []segment.Entry
		err := c.file.view(ctx, func(tx *bolt.Tx) error {
			p, err := newPruning(ctx, tx, c.snap.Load(), before)
			if err != nil {
				return err
			}
			if chosen, err = p.choose(); err != nil || chosen == nil {
				return err
			}
			rest, err = p.entries(chosen)
			return err
		})
		if c.leaveOut(ctx, err) {
			continue
		}
		if err != nil || chosen == nil {
			return nil, err
		}
		if len(rest) > 0 {
			if chosen.rest, err = segment.Build(ctx, rest); err != nil {
				return nil, err
			}
			chosen.rest.SetOrigins(chosen.origins)
		}
		err = c.change(ctx, before, func(p *pruning) error {
			done = p
			return p.carryOut(chosen)
		})
		if !errors.Is(err, errOvertaken) && !c.leaveOut(ctx, err) {
			return done, err
		}
	}
}
