package cache

import (
	"context"
	"reflect"
	"testing"

	"spoor/event"
	"spoor/query"
)

func TestEachGoesOnWhenSegmentsAreMergedMeanwhile(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	const n = 3 * eachPage
	for from := 0; from < n; from += eachPage {
		appendAll(t, c, many(from, eachPage)...)
	}
	seen := map[Key]bool{}
	var last Row
	err := c.Each(ctx, query.Query{}, nil, func(r Row, s *Stored) error {
		if seen[r.Ref.Key] || len(seen) > 0 && r.Event.Time.After(last.Event.Time) {
			t.Fatalf("event %d comes twice or out of order", len(seen))
		}
		if string(s.Record) != string(recordOf(&r.Event, wordOf(s.Record))) {
			t.Fatalf("record %s of %+v", s.Record, r.Event)
		}
		seen[r.Ref.Key], last = true, r
		if len(seen) == eachPage/2 {
			return c.Seal(ctx)
		}
		return nil
	})
	if err != nil || len(seen) != n {
		t.Fatalf("%d events, %v; want %d", len(seen), err, n)
	}
}

// wordOf is the word that many put into a record.
func wordOf(record []byte) string {
	return event.Lookup(record, "requestParameters.bucketName")[0]
}

func TestEachRowIsEachWithoutTheRecords(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	for from := 0; from < 3*eachPage; from += eachPage {
		appendAll(t, c, many(from, eachPage)...)
	}
	var want, got []Row
	if err := c.Each(ctx, query.Query{}, nil, func(r Row, _ *Stored) error { want = append(want, r); return nil }); err != nil {
		t.Fatal(err)
	}
	err := c.EachRow(ctx, query.Query{}, func(r Row) error {
		got = append(got, r)
		if len(got) == eachPage/2 {
			return c.Seal(ctx)
		}
		return nil
	})
	if err != nil || len(want) != 3*eachPage || !reflect.DeepEqual(got, want) {
		t.Errorf("%d rows, %v; want %d", len(got), err, len(want))
	}
}
