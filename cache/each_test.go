package cache

import (
	"context"
	"testing"

	"spoor/event"
	"spoor/query"
)

func TestEachGoesOnWhenSegmentsAreMergedMeanwhile(t *testing.T) {
	const n = 3*eachPage + 7
	for name, each := range map[string]func(*Cache, context.Context, func(Row, *Stored) error) error{
		"newest first": func(c *Cache, ctx context.Context, f func(Row, *Stored) error) error {
			return c.Each(ctx, query.Query{}, nil, f)
		},
		"oldest first": func(c *Cache, ctx context.Context, f func(Row, *Stored) error) error {
			return c.EachBackwards(ctx, query.Query{}, f)
		},
	} {
		c, ctx := open(t, folder(t)), context.Background()
		for from := 0; from < n; from += eachPage {
			appendAll(t, c, many(from, min(eachPage, n-from))...)
		}
		seen := map[Key]bool{}
		var last Row
		err := each(c, ctx, func(r Row, s *Stored) error {
			older := r.Event.Time.Before(last.Event.Time)
			if r.Event.Time.Equal(last.Event.Time) {
				older = name == "newest first"
			}
			if seen[r.Ref.Key] || len(seen) > 0 && older != (name == "newest first") {
				t.Fatalf("%s: event %d comes twice or out of order", name, len(seen))
			}
			if string(s.Record) != string(recordOf(&r.Event, wordOf(s.Record))) {
				t.Fatalf("%s: record %s of %+v", name, s.Record, r.Event)
			}
			seen[r.Ref.Key], last = true, r
			if len(seen) == eachPage/2 {
				return c.Seal(ctx)
			}
			return nil
		})
		if err != nil || len(seen) != n {
			t.Fatalf("%s: %d events, %v; want %d", name, len(seen), err, n)
		}
	}
}

// wordOf is the word that many put into a record.
func wordOf(record []byte) string {
	return event.Lookup(record, "requestParameters.bucketName")[0]
}
