package cache

import (
	"context"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"spoor/query"
)

// arrive appends entries in a random order and a random split, sealing now and
// then.
func arrive(t *rapid.T, c *Cache, entries []Entry, label string) {
	order := rapid.Permutation(slices.Clone(entries)).Draw(t, label)
	for len(order) > 0 {
		n := rapid.IntRange(1, len(order)).Draw(t, label+" batch")
		appendAll(t, c, order[:n]...)
		order = order[n:]
		if rapid.IntRange(0, 2).Draw(t, label+" seal") == 0 {
			if err := c.Seal(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestTheOrderOfArrivalMakesNoDifference(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		entries := drawEntries(rt, 60)
		a, b := open(t, folder(t)), open(t, folder(t))
		arrive(rt, a, entries, "a")
		arrive(rt, b, entries, "b")
		v := View{Limit: 100, Histogram: &HistogramView{From: start, To: start.Add(600e9), Bars: 5}}
		for _, f := range facetFields {
			v.Facets = append(v.Facets, FacetView{Field: f, Limit: 3, Order: rapid.SampledFrom([]FacetOrder{ByCount, RareFirst, ByName, ByLastSeen, NewFirst}).Draw(rt, "order")})
		}
		if rapid.Bool().Draw(rt, "sorted") {
			v.Sort = []Sort{{rapid.SampledFrom([]query.Field{query.FieldUser, query.FieldResource, query.FieldTime, query.FieldID, query.FieldVerb}).Draw(rt, "by"), rapid.Bool().Draw(rt, "descending")}}
		}
		for range 3 {
			q := drawQuery(rt)
			x, err := a.Answer(ctx, q, v)
			if err != nil {
				rt.Fatal(err)
			}
			y, err := b.Answer(ctx, q, v)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := gocmp.Diff(x, y, cmpopts.IgnoreFields(Answer{}, "Query"), cmpopts.IgnoreUnexported(Answer{})); diff != "" {
				rt.Fatalf("%s:\n%s", query.Print(q.Filter), diff)
			}
		}
	})
}

func TestRowsComeInTheOrderAskedFor(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		c := open(t, folder(t))
		arrive(rt, c, drawEntries(rt, 60), "arrival")
		c.settle() // so that the answer's rows stay where they are
		by := Sort{rapid.SampledFrom([]query.Field{query.FieldUser, query.FieldResource, query.FieldTime, query.FieldIP}).Draw(rt, "by"), rapid.Bool().Draw(rt, "descending")}
		a, err := c.Answer(ctx, query.Query{}, View{Limit: 1000, Sort: []Sort{by}})
		if err != nil {
			rt.Fatal(err)
		}
		first := func(r *Row) (value string) {
			query.Values(&r.Event, by.Field, func(v string) {
				if value == "" {
					value = v
				}
			})
			return value
		}
		for i := 1; i < len(a.Rows); i++ {
			x, y := &a.Rows[i-1], &a.Rows[i]
			switch {
			case by.Field == query.FieldTime:
				if d := x.Event.Time.Compare(y.Event.Time); d != 0 && (d > 0) != by.Descending {
					rt.Fatalf("rows %d and %d: %v, %v", i-1, i, x.Event.Time, y.Event.Time)
				}
			case first(x) == "" && first(y) != "":
				rt.Fatalf("row %d has no value and comes before one that has", i-1)
			case first(y) != "" && first(x) != first(y) && first(x) > first(y) != by.Descending:
				rt.Fatalf("rows %d and %d: %q, %q", i-1, i, first(x), first(y))
			case first(x) == first(y) && x.Event.Time.Before(y.Event.Time):
				rt.Fatalf("rows %d and %d of the same value are not newest first", i-1, i)
			}
		}
		for i := range a.Rows {
			if n, ok, err := a.Index(ctx, a.Rows[i].Ref); err != nil || !ok || n != i {
				rt.Fatalf("index of row %d: %d, %v, %v", i, n, ok, err)
			}
		}
	})
}
