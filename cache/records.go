package cache

import (
	"context"
	"errors"
	"fmt"
)

// ErrMerged is wrapped by Answer.Records when the cache has been merged or
// compacted so far that the answer's snapshot is no more: ask the question
// again.
var ErrMerged = errors.New("the cache was merged meanwhile")

// Records returns up to limit rows of the answer from offset on, in its order
// and of its snapshot, each with its record.
func (a *Answer) Records(ctx context.Context, offset, limit int) ([]Row, []*Stored, error) {
	rows, stored, err := a.result.load(ctx, a.cache, offset, limit)
	if errors.Is(err, errGone) {
		err = ErrMerged
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read events: %w", err)
	}
	return rows, stored, nil
}

// Records hands over the records of events, in no order, and only of those that
// are held; after damage was come upon, once more from the first. What it hands
// over stays valid and must not be changed.
func (c *Cache) Records(ctx context.Context, refs []Ref, each func(ref Ref, record []byte)) error {
	err := c.readingSound(ctx, func(r *reading, snap *snapshot) error {
		parts, _ := snap.usable()
		for _, p := range parts {
			for _, ref := range refs {
				if p.rows() == 0 || ref.Nanos < p.manifest.First || ref.Nanos > p.manifest.Last {
					continue
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := r.recordsOf(p, ref, each); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read records: %w", err)
	}
	return nil
}

// recordsOf hands over the record that a segment has of an event, if it has one
// and it is not a variant.
func (r *reading) recordsOf(p *part, ref Ref, each func(Ref, []byte)) error {
	rows, err := r.rowsWith(p.sealed, ref.Key)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if p.overlay.isHidden(row) {
			continue
		}
		record, _, err := r.record(p.sealed, row)
		if err != nil {
			return err
		}
		each(ref, record)
	}
	return nil
}
