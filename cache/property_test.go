package cache

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"spoor/cache/segment"
	"spoor/event"
	"spoor/query"
)

var facetFields = []query.Field{
	query.FieldUser, query.FieldType, query.FieldResource, query.FieldSource, query.FieldEvent, query.FieldIP,
	query.FieldError, query.FieldVerb, query.FieldSeverity, query.FieldActor, query.FieldRegion,
}

// fill puts a random corpus into a cache and a model, split at random.
func fill(t *rapid.T, c *Cache, m *model) {
	for range rapid.IntRange(1, 5).Draw(t, "batches") {
		entries := drawEntries(t, 40)
		m.add(entries...)
		appendAll(t, c, entries...)
		if rapid.IntRange(0, 3).Draw(t, "seal") == 0 {
			if err := c.Seal(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
	}
	shown := m.shown()
	for range rapid.IntRange(0, 3).Draw(t, "marks") {
		if len(shown) == 0 {
			break
		}
		e := rapid.SampledFrom(shown).Draw(t, "marked")
		ref := refOf(&e.Event)
		m.marks[ref.Key] = Mark{Star: true}
		if err := c.SetMarks(context.Background(), []Marked{{ref, Mark{Star: true}}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnswersAreThoseOfTheReferenceEvaluator(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c, m := open(t, folder(t)), newModel()
		fill(rt, c, m)
		for range 32 {
			check(rt, c, m, drawQuery(rt))
		}
	})
}

func check(t *rapid.T, c *Cache, m *model, q query.Query) {
	ctx := context.Background()
	want := m.matching(q)
	v := View{Limit: 10, Offset: rapid.IntRange(0, 12).Draw(t, "offset"),
		Histogram: &HistogramView{From: start, To: start.Add(5 * time.Minute), Bars: 7}}
	for _, f := range facetFields {
		v.Facets = append(v.Facets, FacetView{
			Field: f, Whole: rapid.Bool().Draw(t, "whole"),
			Order: rapid.SampledFrom([]FacetOrder{ByCount, RareFirst, ByName, ByLastSeen, NewFirst}).Draw(t, "order"),
		})
	}
	a, err := c.Answer(ctx, q, v)
	if err != nil {
		t.Fatal(err)
	}
	if a.Matched != len(want) {
		t.Fatalf("%s: %d events match, want %d", query.Print(q.Filter), a.Matched, len(want))
	}
	if a.Total != len(m.entries) {
		t.Fatalf("%d events in all, want %d", a.Total, len(m.entries))
	}
	var first, last time.Time
	for _, e := range want {
		if at := e.Event.Time; !at.IsZero() {
			if first.IsZero() || at.Before(first) {
				first = at
			}
			if at.After(last) {
				last = at
			}
		}
	}
	if !a.First.Equal(first) || !a.Last.Equal(last) {
		t.Fatalf("from %v to %v, want %v to %v", a.First, a.Last, first, last)
	}
	from := min(v.Offset, len(want))
	to := min(from+v.Limit, len(want))
	wantRows := want[from:to]
	if len(a.Rows) != len(wantRows) {
		t.Fatalf("%d rows, want %d", len(a.Rows), len(wantRows))
	}
	for i, row := range a.Rows {
		if diff := gocmp.Diff(wantRows[i].Event, row.Event); diff != "" {
			t.Fatalf("row %d: (-want +got)\n%s", i, diff)
		}
		key := KeyOf(&wantRows[i].Event)
		if row.Ref.Key != key || row.Variants != len(m.entries[key])-1 {
			t.Fatalf("row %d: %v with %d variants, want %v with %d", i, row.Ref, row.Variants, key, len(m.entries[key])-1)
		}
		if _, marked := m.marks[key]; row.Marked != marked {
			t.Fatalf("row %d: marked %v, want %v", i, row.Marked, marked)
		}
		n, ok, err := a.Index(ctx, row.Ref)
		if err != nil || !ok || n != from+i {
			t.Fatalf("index of row %d: %d %v %v", from+i, n, ok, err)
		}
	}
	if len(want) > 0 {
		nanos := segment.Nanos(want[rapid.IntRange(0, len(want)-1).Draw(t, "near")].Event.Time)
		if nanos > segment.NoTime {
			nanos += rapid.Int64Range(-1, 1).Draw(t, "off by")
		}
		newer := 0
		for _, e := range want {
			if segment.Nanos(e.Event.Time) > nanos {
				newer++
			}
		}
		if n, ok, err := a.Near(ctx, nanos); err != nil || !ok || n != newer {
			t.Fatalf("near %d: %d %v %v, want %d", nanos, n, ok, err, newer)
		}
	}
	for i, f := range a.Facets {
		checkFacet(t, m, q, f, v.Facets[i])
	}
	checkHistogram(t, want, a.Histogram)
}

func checkFacet(t *rapid.T, m *model, q query.Query, f Facet, v FacetView) {
	type seen struct {
		n           int
		first, last time.Time
	}
	want := map[string]*seen{}
	under := q
	if !v.Whole {
		under.Filter = query.Without(q.Filter, f.Field)
	}
	for _, e := range m.matching(under) {
		some := false
		note := func(v string) {
			some = true
			s := want[v]
			if s == nil {
				s = &seen{first: e.Event.Time, last: e.Event.Time}
				want[v] = s
			}
			s.n++
			if e.Event.Time.Before(s.first) {
				s.first = e.Event.Time
			}
			if e.Event.Time.After(s.last) {
				s.last = e.Event.Time
			}
		}
		if f.Field != query.FieldUser {
			query.Values(&e.Event, f.Field, note)
		} else if e.Event.User != "" {
			note(e.Event.User)
		}
		if !some {
			note("")
		}
	}
	if f.Distinct != len(want) || len(f.Values) != len(want) {
		t.Fatalf("%s: facet %v has %d of %d values, want %d", query.Print(q.Filter), f.Field, len(f.Values), f.Distinct, len(want))
	}
	for _, v := range f.Values {
		w := want[v.Value]
		if w == nil || v.Count != w.n || !v.First.Equal(w.first) || !v.Last.Equal(w.last) {
			t.Fatalf("%s: facet %v value %q: %+v, want %+v", query.Print(q.Filter), f.Field, v.Value, v, w)
		}
	}
	before := map[FacetOrder]func(a, b FacetValue) int{
		ByCount:    func(a, b FacetValue) int { return b.Count - a.Count },
		RareFirst:  func(a, b FacetValue) int { return a.Count - b.Count },
		ByName:     func(a, b FacetValue) int { return 0 },
		ByLastSeen: func(a, b FacetValue) int { return b.Last.Compare(a.Last) },
		NewFirst:   func(a, b FacetValue) int { return b.First.Compare(a.First) },
	}[v.Order]
	if !slices.IsSortedFunc(f.Values, func(a, b FacetValue) int { return cmp.Or(before(a, b), cmp.Compare(a.Value, b.Value)) }) {
		t.Fatalf("facet %v is out of order %d: %+v", f.Field, v.Order, f.Values)
	}
}

func checkHistogram(t *rapid.T, want []Entry, h *Histogram) {
	bars := make([][event.Severities]uint32, 7)
	for _, e := range want {
		at := e.Event.Time
		if at.Before(h.From) || !at.Before(h.From.Add(5*time.Minute)) {
			continue
		}
		bars[at.Sub(h.From)/h.Step][e.Event.Severity]++
	}
	if diff := gocmp.Diff(bars, h.Bars); diff != "" {
		t.Fatalf("histogram (-want +got)\n%s", diff)
	}
}

func refOf(e *event.Event) Ref { return Ref{Key: KeyOf(e), Nanos: segment.Nanos(e.Time)} }
