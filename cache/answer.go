package cache

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"spoor/cache/segment"
	"spoor/query"
)

// Answer is what the cache says to a query: rows, facets and histogram of one
// snapshot. It is immutable and safe for concurrent use.
type Answer struct {
	Query query.Query
	View  View
	// Total is how many events the cache holds, Matched how many satisfy the
	// query.
	Total, Matched int
	// First and Last are the times of the oldest and newest matching event.
	First, Last time.Time
	// Rows are those of View.Offset and View.Limit.
	Rows   []Row
	Facets []Facet
	// Histogram is nil unless asked for.
	Histogram *Histogram
	// Partial says that more is to come: counts are lower bounds.
	Partial bool
	// Warnings name what could not be read and so is missing from the answer.
	Warnings []string

	cache  *Cache
	result *result
}

// result is which rows satisfy a query, part by part.
type result struct {
	snap  *snapshot
	parts []*part
	// sets has one set for each part, counts its size.
	sets   []set
	counts []int
	order  order
}

// Answer computes rows, facets and histogram for a query from the newest
// snapshot that this Cache has seen (see Refresh). It stops within milliseconds
// when ctx ends.
func (c *Cache) Answer(ctx context.Context, q query.Query, v View) (*Answer, error) {
	return c.ask(ctx, q, v, nil)
}

// ask is Answer; keep, unless nil, says which values of facets are wanted.
func (c *Cache) ask(ctx context.Context, q query.Query, v View, keep func(value string) bool) (*Answer, error) {
	for {
		facets := planFacets(q, v)
		for _, f := range facets {
			f.keep = keep
		}
		a, err := c.answer(ctx, q, v, facets)
		switch {
		case err == nil:
			return a, nil
		case c.leaveOut(ctx, err):
			// Answer again without the damaged segment, which is now named.
		case errors.Is(err, errGone):
			if _, err := c.Refresh(ctx); err != nil {
				return nil, err
			}
		case ctx.Err() != nil:
			return nil, ctx.Err()
		default:
			return nil, fmt.Errorf("answer from cache %s: %w", c.file.path, err)
		}
	}
}

func (c *Cache) answer(ctx context.Context, q query.Query, v View, facets []*facetPlan) (*Answer, error) {
	snap := c.snap.Load()
	parts, warnings := snap.usable()
	a := &Answer{Query: q, View: v, Warnings: warnings, cache: c}
	for _, p := range parts {
		a.Total += p.live()
	}
	defer c.trim()
	res, err := c.evaluate(ctx, snap, parts, a, facets)
	if err != nil {
		return nil, err
	}
	a.result = res.result
	a.Facets = res.facets
	a.Histogram = res.histogram
	a.summarise()
	if v.Limit > 0 {
		if a.Rows, err = res.rows(ctx, c, v.Offset, v.Limit); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// summarise counts the matching events and finds the first and the last.
func (a *Answer) summarise() {
	for i, p := range a.result.parts {
		n := a.result.counts[i]
		if n == 0 {
			continue
		}
		a.Matched += n
		first, last := firstAndLast(p, a.result.sets[i])
		if a.First.IsZero() || first.Before(a.First) && !first.IsZero() {
			a.First = first
		}
		if a.Last.Before(last) {
			a.Last = last
		}
	}
}

// firstAndLast are the times of the first row of a set that has a time, and of
// the last.
func firstAndLast(p *part, s set) (first, last time.Time) {
	times := p.times.Load()
	n := p.rows()
	from := times.Search(segment.NoTime + 1)
	if s.all {
		if from < n {
			first = segment.Time(times.At(from))
		}
		return first, segment.Time(times.At(n - 1))
	}
	if row := s.bits.Next(from); row >= 0 {
		first = segment.Time(times.At(row))
	}
	return first, segment.Time(times.At(s.bits.Prev(n - 1)))
}

// computed is everything that evaluating a query gives before rows are read.
type computed struct {
	*result
	facets    []Facet
	histogram *Histogram
}

// evaluate finds the rows of a query, and counts facets and histogram.
func (c *Cache) evaluate(ctx context.Context, snap *snapshot, parts []*part, a *Answer, facets []*facetPlan) (*computed, error) {
	q, v := a.Query, a.View
	filter := compile(q.Filter)
	columns := maps.Clone(filter.columns)
	for _, f := range facets {
		f.need(columns)
	}
	res := &result{snap: snap}
	for _, p := range parts {
		if p.overlaps(q.Window) {
			res.parts = append(res.parts, p)
		}
	}
	if err := c.ensure(ctx, res.parts, columns, v.Histogram != nil); err != nil {
		return nil, err
	}
	c.touch(res.parts, columns)
	if err := filter.prepare(ctx, c, res.parts); err != nil {
		return nil, err
	}
	if filter.slow {
		if err := c.stream(ctx, res, filter, a); err != nil {
			return nil, err
		}
	}
	workers := workersFor(len(res.parts))
	counters := make([][]*counter, len(facets))
	for k, f := range facets {
		if f.plan != nil {
			if err := f.plan.prepare(ctx, c, res.parts); err != nil {
				return nil, err
			}
		}
		f.words = c.lexicons[f.column].view()
		for range workers {
			counters[k] = append(counters[k], f.newCounter())
		}
	}
	n := len(res.parts)
	res.sets, res.counts = make([]set, n), make([]int, n)
	bars := make([]*Histogram, workers)
	err := eachWorker(ctx, n, func(worker, i int) error {
		p := res.parts[i]
		at := &evaluation{ctx: ctx, cache: c, part: p, marks: snap.marks}
		base := p.base(q.Window)
		s, err := filter.rowsOf(at, base)
		if err != nil {
			return err
		}
		res.counts[i] = s.count(p.rows())
		if res.counts[i] == 0 {
			s = noRows
		}
		res.sets[i] = s
		for k, f := range facets {
			if err := f.count(at, base, s, counters[k][worker]); err != nil {
				return err
			}
		}
		if v.Histogram == nil {
			return nil
		}
		if bars[worker] == nil {
			bars[worker] = newHistogram(v.Histogram)
		}
		return bars[worker].add(at, s, v.Histogram)
	})
	if err != nil {
		return nil, err
	}
	out := &computed{result: res}
	for k, f := range facets {
		out.facets = append(out.facets, f.merge(counters[k]))
	}
	if v.Histogram != nil {
		out.histogram = mergeHistograms(v.Histogram, bars)
	}
	res.order = newOrder(res, v.Sort)
	return out, nil
}
