package cache

import (
	"context"
	"errors"
	"fmt"

	"spoor/query"
)

// eachPage is how many rows Each reads in one go.
const eachPage = 512

// Each calls f with every event that satisfies the query, in order, with its
// record. All come from one snapshot, in bounded memory. It stops at the first
// error of f and returns it.
func (c *Cache) Each(ctx context.Context, q query.Query, by []Sort, f func(Row, *Stored) error) error {
	if _, err := c.Refresh(ctx); err != nil {
		return err
	}
	a, err := c.Answer(ctx, q, View{Sort: by})
	if err != nil {
		return err
	}
	for offset := 0; offset < a.Matched; offset += eachPage {
		rows, stored, err := a.result.load(ctx, c, offset, eachPage)
		if errors.Is(err, errGone) {
			return fmt.Errorf("read events: the cache was merged meanwhile; ask again")
		}
		if err != nil {
			return err
		}
		for i := range rows {
			if err := f(rows[i], stored[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// load reads a page of rows with all that is held about them.
func (r *result) load(ctx context.Context, c *Cache, offset, limit int) ([]Row, []*Stored, error) {
	at, err := r.order.page(ctx, c, offset, limit)
	if err != nil {
		return nil, nil, err
	}
	rows := make([]Row, len(at))
	stored := make([]*Stored, len(at))
	err = c.reading(ctx, func(rd *reading) error {
		for i, a := range at {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.fill(rd, a, &rows[i]); err != nil {
				return err
			}
			p := r.parts[a.part]
			if stored[i], err = rd.stored1(p, rows[i].Ref.Key, a.row); err != nil {
				return err
			}
			stored[i].Mark = r.snap.marks[rows[i].Ref.Key].Mark
		}
		return nil
	})
	return rows, stored, err
}
