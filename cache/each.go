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
// record, in bounded memory. It stops at the first error of f and returns it.
//
// All come from one snapshot, as long as the segments that it consists of are
// not merged away; from then on they come from the newest, which may hold events
// that have arrived since. None comes twice and none is left out.
func (c *Cache) Each(ctx context.Context, q query.Query, by []Sort, f func(Row, *Stored) error) error {
	return c.each(ctx, q, by, (*result).load, f)
}

// EachRow is Each without the records, which take most of its time.
func (c *Cache) EachRow(ctx context.Context, q query.Query, f func(Row) error) error {
	page := func(r *result, ctx context.Context, c *Cache, offset, limit int) ([]Row, []*Stored, error) {
		rows, err := r.rows(ctx, c, offset, limit)
		return rows, make([]*Stored, len(rows)), err
	}
	return c.each(ctx, q, nil, page, func(row Row, _ *Stored) error { return f(row) })
}

func (c *Cache) each(ctx context.Context, q query.Query, by []Sort,
	page func(r *result, ctx context.Context, c *Cache, offset, limit int) ([]Row, []*Stored, error), f func(Row, *Stored) error) error {
	if _, err := c.Refresh(ctx); err != nil {
		return err
	}
	a, err := c.Answer(ctx, q, View{Sort: by})
	if err != nil {
		return err
	}
	var last Ref
	for offset := 0; offset < a.Matched; {
		rows, stored, err := page(a.result, ctx, c, offset, eachPage)
		if errors.Is(err, errGone) {
			if a, offset, err = a.resume(ctx, last, offset); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("read events of cache %s: %w", c.file.path, err)
		}
		for i := range rows {
			if err := f(rows[i], stored[i]); err != nil {
				return err
			}
		}
		offset += len(rows)
		last = rows[len(rows)-1].Ref
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
