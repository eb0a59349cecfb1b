//go:build unix

package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"spoor/cache"
	"spoor/query"
)

// counting is something that all events are counted by.
type counting struct {
	name string
	by   []cache.Dimension
	// sql is the same for DuckDB: what it groups by.
	sql string
}

func countings() ([]counting, error) {
	path, err := query.ParsePath("requestParameters.bucketName")
	if err != nil {
		return nil, err
	}
	user, event := cache.Dimension{Field: query.FieldUser}, cache.Dimension{Field: query.FieldEvent}
	hour := cache.Dimension{Moment: func(t time.Time) string { return t.Format("2006-01-02 15") }}
	return []counting{
		{"counted by user and event", []cache.Dimension{user, event}, `"user", name`},
		{"counted by user and hour", []cache.Dimension{user, hour}, `"user", date_trunc('hour', time)`},
		{"counted by a record path", []cache.Dimension{{Path: path}}, `record->>'$.requestParameters.bucketName'`},
	}, nil
}

// measureCounting counts all events by several things together.
func measureCounting(ctx context.Context, c *cache.Cache, o options, peer *duckdb, t *table) error {
	all, err := countings()
	if err != nil {
		return err
	}
	a, err := c.Answer(ctx, query.Query{}, cache.View{})
	if err != nil {
		return err
	}
	for _, one := range all {
		var took []time.Duration
		var found []cache.Combination
		for range min(o.runs, 5) {
			c.Forget()
			began := time.Now()
			if found, err = a.Together(ctx, one.by); err != nil {
				return err
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		median := took[len(took)/2]
		t.atMost(fmt.Sprintf("%s (%d values)", one.name, len(found)), 0, median, peer.beside(one.name, median))
	}
	return nil
}
