package cache

import (
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
	for k := len(keys) - 1; k >= 0; k-- {
		order = byRank(order, keys[k])
	}
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
	values, err := o.firstValues(ctx, c, by.Field)
	if err != nil {
		return nil, err
	}
	seen := map[string]uint32{}
	for _, p := range values {
		for _, v := range p.first {
			seen[v] = 0
		}
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
	ranks := make([][]uint32, len(values))
	for i, p := range values {
		for _, v := range p.first {
			ranks[i] = append(ranks[i], seen[v])
		}
	}
	for i, at := range rows {
		out[i] = ranks[at.part][values[at.part].code(at.row)]
	}
	return out, nil
}

// byRank sorts what an order refers to by its rank, keeping the order of equals.
func byRank(order []int32, rank []uint32) []int32 {
	if len(order) == 0 {
		return order
	}
	next := make([]int32, slices.Max(rank)+2) // where the next of each rank goes
	for _, i := range order {
		next[rank[i]+1]++
	}
	for k := 1; k < len(next); k++ {
		next[k] += next[k-1]
	}
	sorted := make([]int32, len(order))
	for _, i := range order {
		sorted[next[rank[i]]] = i
		next[rank[i]]++
	}
	return sorted
}

// firsts are the first values of a field that a part has, by code, and the code
// of each row.
type firsts struct {
	first []string
	code  func(row int) int
}

// firstValues returns each part's first values of a field; "" where there is
// none.
func (o *sorted) firstValues(ctx context.Context, c *Cache, field query.Field) ([]firsts, error) {
	out := make([]firsts, len(o.r.parts))
	err := c.reading(ctx, func(r *reading) error {
		for i, p := range o.r.parts {
			if err := ctx.Err(); err != nil {
				return err
			}
			if o.r.counts[i] == 0 {
				continue
			}
			var err error
			if out[i], err = firstsOf(r, p, field); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func firstsOf(r *reading, p *part, field query.Field) (firsts, error) {
	switch field {
	case query.FieldID, query.FieldRequest:
		which := segment.EventIDs
		if field == query.FieldRequest {
			which = segment.RequestIDs
		}
		ids := make([]string, p.rows())
		err := r.eachID(p.sealed, which, func(row int, id string) { ids[row] = id })
		return firsts{ids, func(row int) int { return row }}, err
	}
	column, ok := fieldColumn[field]
	if !ok {
		return firsts{[]string{""}, func(int) int { return 0 }}, nil
	}
	c, err := r.column(p.sealed, column)
	if err != nil {
		return firsts{}, err
	}
	first, err := firstOf(field, c.Len(), c.At)
	return firsts{first, c.Code}, p.damaged(err)
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
