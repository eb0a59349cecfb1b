package cache

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"spoor/query"
)

// eachPage is how many rows Each reads in its first go.
const eachPage = 512

// Each calls f with every event that satisfies the query, in order, with its
// record, in bounded memory. It stops at the first error of f and returns it.
//
// All come from one snapshot, as long as the segments that it consists of are
// not merged away; from then on they come from the newest, which may hold events
// that have arrived since. None comes twice and none is left out, but for those of
// segments that turn out to be damaged: LeftOut names these.
func (c *Cache) Each(ctx context.Context, q query.Query, by []Sort, f func(Row, *Stored) error) error {
	return c.each(ctx, q, walk{by: by}, f)
}

// EachBackwards is Each from the oldest event to the newest, in as little memory.
func (c *Cache) EachBackwards(ctx context.Context, q query.Query, f func(Row, *Stored) error) error {
	return c.each(ctx, q, walk{backwards: true}, f)
}

// walk is a way to go through the rows of a result.
type walk struct {
	by []Sort
	// backwards goes from the end of the order to its beginning.
	backwards bool
}

func (c *Cache) each(ctx context.Context, q query.Query, w walk, f func(Row, *Stored) error) error {
	if _, err := c.Refresh(ctx); err != nil {
		return err
	}
	a, err := c.Answer(ctx, q, View{Sort: w.by})
	if err != nil {
		return err
	}
	var last Ref
	pages := paging{eachPage}
	for done := 0; done < a.Matched; {
		limit := min(pages.limit, a.Matched-done)
		offset := done
		if w.backwards {
			offset = a.Matched - done - limit
		}
		rows, stored, err := a.result.load(ctx, c, offset, limit)
		if damaged := c.leaveOut(ctx, err); damaged || errors.Is(err, errGone) {
			now, at, failed := a.resume(ctx, last, done)
			switch {
			case failed != nil && damaged: // last was in what is damaged
				return fmt.Errorf("read events of cache %s: %w", c.file.path, err)
			case failed != nil:
				return failed
			}
			a, offset = now, at
			if done = offset; w.backwards && done > 0 {
				done = a.Matched - offset + 1 // offset is the one behind last
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("read events of cache %s: %w", c.file.path, err)
		}
		if w.backwards {
			slices.Reverse(rows)
			slices.Reverse(stored)
		}
		for i := range rows {
			if err := f(rows[i], stored[i]); err != nil {
				return err
			}
		}
		done += limit
		last = rows[limit-1].Ref
		pages.next(stored)
	}
	return nil
}

// resume asks the same question of the cache as it is now, and finds where the
// event after last stands in that very answer.
func (a *Answer) resume(ctx context.Context, last Ref, offset int) (*Answer, int, error) {
	for {
		now, err := a.again(ctx)
		if err != nil || offset == 0 {
			return now, 0, err
		}
		n, ok, err := now.result.index(ctx, a.cache, last)
		if err == nil && !ok {
			return nil, 0, errors.New("read events: the cache was pruned meanwhile: ask again")
		}
		if !errors.Is(err, errGone) {
			return now, n + 1, err
		}
	}
}

// load reads a page of rows with all that is held about them.
func (r *result) load(ctx context.Context, c *Cache, offset, limit int) ([]Row, []*Stored, error) {
	at, err := r.order.page(ctx, c, offset, limit)
	if err != nil {
		return nil, nil, err
	}
	rows := make([]Row, len(at))
	stored := make([]*Stored, len(at))
	err = c.reading(ctx, func(rd *reading) error { return r.read(ctx, rd, at, rows, stored) })
	return rows, stored, err
}

// read fills in some rows and all that is held about them.
func (r *result) read(ctx context.Context, rd *reading, at []rowAt, rows []Row, stored []*Stored) error {
	turns, err := r.turns(rd, at)
	if err != nil {
		return err
	}
	for _, i := range turns {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.fill(rd, at[i], &rows[i]); err != nil {
			return err
		}
		p := r.parts[at[i].part]
		if stored[i], err = rd.stored1(p, rows[i].Ref.Key, at[i].row); err != nil {
			return err
		}
		stored[i].Mark = r.snap.marks[rows[i].Ref.Key].Mark
	}
	return nil
}
