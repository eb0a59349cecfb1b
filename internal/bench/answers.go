//go:build unix

package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"spoor/cache"
	"spoor/query"
)

// wholeView asks for what a screen shows: rows, six facets, a histogram.
func wholeView(first, last time.Time) cache.View {
	v := cache.View{Limit: 60, Histogram: &cache.HistogramView{From: first, To: last.Add(1), Bars: 120}}
	for _, f := range []query.Field{query.FieldUser, query.FieldType, query.FieldSource, query.FieldEvent, query.FieldRegion, query.FieldError} {
		v.Facets = append(v.Facets, cache.FacetView{Field: f, Limit: 50})
	}
	return v
}

func measureAnswers(ctx context.Context, o options, path string, t *table) error {
	questions, err := choose(ctx, path)
	if err != nil {
		return err
	}
	debug.FreeOSMemory()
	began := time.Now()
	c, err := cache.Open(ctx, cache.Options{Path: path, Command: "bench"})
	if err != nil {
		return err
	}
	defer c.Close()
	first, last, n, err := c.Span(ctx)
	if err != nil {
		return err
	}
	v := wholeView(first, last)
	if _, err := c.Answer(ctx, query.Query{}, v); err != nil {
		return err
	}
	t.atMost(fmt.Sprintf("open and first whole answer, %d events", n), 100*time.Millisecond, time.Since(began))
	large := o.events > 3_000_000
	var medians []time.Duration
	var peer *duckdb
	if o.duckdb {
		corpus, err := corpusFile(ctx, o, o.events, corpusSeed)
		if err != nil {
			return err
		}
		if peer, err = measureDuckDB(ctx, o, corpus, questions); err != nil {
			return err
		}
		t.line("DuckDB: load", "", fmt.Sprintf("%.0f /s", float64(o.events)/peer.load.Seconds()), true)
	}
	for _, q := range questions {
		if !strings.Contains(q.name, o.only) {
			continue
		}
		x, err := parse(q.filter)
		if err != nil {
			return err
		}
		used := processorTime()
		took, firstRows, matched, err := measure(ctx, c, x, v, o.runs, q.slow)
		if err != nil {
			return err
		}
		if (matched == 0) != q.absent {
			return fmt.Errorf("%s: %s matches %d events", q.name, q.filter, matched)
		}
		median, best := took[len(took)/2], took[0]
		used = (processorTime() - used) / time.Duration(len(took))
		name := fmt.Sprintf("%s (%d; best %s, processors %s)", q.name, matched, show(best), show(used))
		t.atMost(name, q.budget(large), median, peer.beside(q.name, median))
		if !q.slow {
			medians = append(medians, median)
		} else if firstRows > 0 {
			t.atMost("    first rows", 50*time.Millisecond, firstRows)
		}
	}
	if len(medians) > 0 {
		slices.Sort(medians)
		budget := 5 * time.Millisecond
		if large {
			budget = 40 * time.Millisecond
		}
		t.atMost("whole answer, median of the filters", budget, medians[len(medians)/2])
	}
	if strings.Contains("counted", o.only) {
		if err := measureCounting(ctx, c, o, peer, t); err != nil {
			return err
		}
	}
	mb := rssAnon() >> 20
	limit := int64(100)
	if large {
		limit = 250
	}
	t.line("memory with all of them open", fmt.Sprintf("%d MB", limit), fmt.Sprintf("%d MB", mb), mb <= limit)
	if !strings.Contains("start", o.only) {
		return nil
	}
	return measureStart(ctx, o, path, n, t)
}

// enough is how long a slow question is put again and again.
const enough = 2 * time.Second

// measure puts one question several times and returns how long each answer took, in
// order, how long until the first rows, and how many events matched.
func measure(ctx context.Context, c *cache.Cache, q query.Query, v cache.View, runs int, slow bool) (took []time.Duration, firstRows time.Duration, matched int, err error) {
	started := time.Now()
	for run := range runs {
		if slow && run >= 3 && time.Since(started) > enough {
			break
		}
		c.Forget()
		began := time.Now()
		first := time.Duration(0)
		v.Progress = func(a *cache.Answer) {
			if first == 0 && len(a.Rows) > 0 {
				first = time.Since(began)
			}
		}
		a, err := c.Answer(ctx, q, v)
		if err != nil {
			return nil, 0, 0, err
		}
		took = append(took, time.Since(began))
		firstRows = max(firstRows, first)
		matched = a.Matched
	}
	slices.Sort(took)
	return took, firstRows, matched, nil
}
