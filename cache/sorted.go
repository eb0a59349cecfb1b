package cache

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"spoor/cache/segment"
	"spoor/query"
)

// sorted is any other order: by the values of fields, then newest first. Empty
// values come last, whichever way the order goes.
type sorted struct {
	r  *result
	by []Sort

	mu    sync.Mutex
	rows  []rowAt
	ready bool
}

func (o *sorted) page(ctx context.Context, c *Cache, offset, limit int) ([]rowAt, error) {
	rows, err := o.all(ctx, c)
	if err != nil {
		return nil, err
	}
	offset = min(max(offset, 0), len(rows))
	return rows[offset:min(len(rows), offset+max(limit, 0))], nil
}

func (o *sorted) index(ctx context.Context, c *Cache, at rowAt) (int, error) {
	rows, err := o.all(ctx, c)
	if err != nil {
		return 0, err
	}
	return slices.Index(rows, at), nil
}

// all sorts the rows when they are first asked for.
func (o *sorted) all(ctx context.Context, c *Cache) ([]rowAt, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ready {
		return o.rows, nil
	}
	newest := &newestFirst{r: o.r}
	total := 0
	for _, n := range o.r.counts {
		total += n
	}
	rows, err := newest.page(ctx, c, 0, total)
	if err != nil {
		return nil, err
	}
	keys := make([][]uint32, len(o.by))
	for k, by := range o.by {
		if keys[k], err = o.ranks(ctx, c, by, rows); err != nil {
			return nil, err
		}
	}
	order := make([]int32, len(rows))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		for _, k := range keys {
			if k[a] != k[b] {
				return cmp.Compare(k[a], k[b])
			}
		}
		return cmp.Compare(a, b)
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o.rows = make([]rowAt, len(rows))
	for i, k := range order {
		o.rows[i] = rows[k]
	}
	o.ready = true
	return o.rows, nil
}

// ranks gives every row the place of its first value among all values.
func (o *sorted) ranks(ctx context.Context, c *Cache, by Sort, rows []rowAt) ([]uint32, error) {
	out := make([]uint32, len(rows))
	if by.Field == query.FieldTime {
		rank := uint32(0)
		var last int64
		for i, at := range rows {
			t := o.r.parts[at.part].times.Load().At(at.row)
			if i > 0 && t != last {
				rank++
			}
			last = t
			out[i] = rank
		}
		if !by.Descending {
			for i := range out {
				out[i] = rank - out[i]
			}
		}
		return out, nil
	}
	values, err := o.firstValues(ctx, c, by.Field, rows)
	if err != nil {
		return nil, err
	}
	seen := map[string]uint32{}
	for _, v := range values {
		seen[v] = 0
	}
	distinct := make([]string, 0, len(seen))
	for v := range seen {
		if v != "" {
			distinct = append(distinct, v)
		}
	}
	slices.Sort(distinct)
	if by.Descending {
		slices.Reverse(distinct)
	}
	for i, v := range distinct {
		seen[v] = uint32(i)
	}
	seen[""] = uint32(len(distinct))
	for i, v := range values {
		out[i] = seen[v]
	}
	return out, nil
}

// firstValues returns each row's first value of a field, or "".
func (o *sorted) firstValues(ctx context.Context, c *Cache, field query.Field, rows []rowAt) ([]string, error) {
	out := make([]string, len(rows))
	column, ok := fieldColumn[field]
	err := c.reading(ctx, func(r *reading) error {
		if field == query.FieldID || field == query.FieldRequest {
			for i, at := range rows {
				which := segment.EventIDs
				if field == query.FieldRequest {
					which = segment.RequestIDs
				}
				var err error
				if out[i], err = r.id(o.r.parts[at.part].sealed, which, at.row); err != nil {
					return err
				}
			}
			return nil
		}
		if !ok {
			return nil
		}
		firsts := make([][]string, len(o.r.parts))
		for i, at := range rows {
			c, err := r.column(o.r.parts[at.part].sealed, column)
			if err != nil {
				return err
			}
			if firsts[at.part] == nil {
				if firsts[at.part], err = firstOf(field, c.Len(), func(code int) string { return c.At(code) }); err != nil {
					return err
				}
			}
			out[i] = firsts[at.part][c.Code(at.row)]
		}
		return nil
	})
	return out, err
}

func firstOf(field query.Field, n int, at func(int) string) ([]string, error) {
	out := make([]string, n)
	for code := range n {
		err := eachValue(fieldColumn[field], at(code), func(v string) {
			if out[code] == "" {
				out[code] = v
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
