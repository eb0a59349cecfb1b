package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/cache/segment"
	"spoor/event"
	"spoor/ingest"
	"spoor/query"
	"spoor/source"
	"spoor/source/trail"
)

// TestTheRoadIsThatOfANaiveReader takes records of every kind through files of every
// kind into a cache, and holds all that the cache says of them against what one
// reader, who takes each record by itself, makes of them.
func TestTheRoadIsThatOfANaiveReader(t *testing.T) {
	pool := recordPool(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := &world{dice: rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0)), pool: pool, want: map[cache.Key][]seen{}, folder: t.TempDir()}
		for range rapid.IntRange(1, 5).Draw(rt, "files") {
			w.file(rt, rapid.IntRange(0, 60).Draw(rt, "records"))
		}
		c := open(t)
		options := ingest.Options{Workers: rapid.IntRange(1, 4).Draw(rt, "workers"), InFlight: int64(1 << rapid.IntRange(10, 27).Draw(rt, "room"))}
		readers := rapid.IntRange(1, 3).Draw(rt, "readers")
		of := trail.Options{Workers: readers}
		from := func() *careful { return &careful{t: t, Source: trail.New(of, w.folder)} }
		switch rapid.IntRange(0, 5).Draw(rt, "how") {
		case 0: // stopped, and taken up again
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Duration(rapid.IntRange(0, 60).Draw(rt, "ms"))*time.Millisecond, cancel)
			s := from()
			_, err := ingest.Run(ctx, c, s, options)
			s.check(err == nil)
			if err != nil && !errors.Is(err, context.Canceled) {
				rt.Fatal(err)
			}
			w.again = true
			if rapid.Bool().Draw(rt, "known") {
				of.Known = ingest.Known(c)
			}
		case 1: // twice at a time
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					if _, err := ingest.Run(t.Context(), c, from(), options); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			w.again = true
		}
		s := from()
		r, err := ingest.Run(t.Context(), c, s, options)
		if err != nil {
			rt.Fatal(err)
		}
		s.check(true)
		if of.Known == nil {
			w.checkReport(rt, r)
		}
		w.check(rt, c)
	})
}

// kinds counts the records that say different things.
func kinds(list []seen) int {
	all := map[string]bool{}
	for _, s := range list {
		all[string(s.same)] = true
	}
	return len(all)
}

func (w *world) checkReport(t *rapid.T, r ingest.Report) {
	variants := 0
	for _, list := range w.want {
		variants += kinds(list) - 1
	}
	if r.Records != w.all || len(r.LostRecords)+r.OtherLost != w.lost {
		t.Fatalf("%d records, %d lost; want %d and %d: %+v", r.Records, len(r.LostRecords)+r.OtherLost, w.all, w.lost, r)
	}
	if !w.again && (r.New != len(w.want) || r.Variants != variants || r.Duplicates != w.all-w.lost-len(w.want)-variants) {
		t.Fatalf("%d new, %d variants, %d duplicates; want %d and %d of %d", r.New, r.Variants, r.Duplicates, len(w.want), variants, w.all-w.lost)
	}
}

// check holds everything that the cache says against what was put in.
func (w *world) check(t *rapid.T, c *cache.Cache) {
	ctx := context.Background()
	a, err := c.Answer(ctx, query.Query{}, cache.View{})
	if err != nil {
		t.Fatal(err)
	}
	if a.Matched != len(w.want) || len(a.Warnings) > 0 {
		t.Fatalf("%d events, want %d; %v", a.Matched, len(w.want), a.Warnings)
	}
	var held []query.Subject
	var refs []cache.Key
	words := []string{"1234567", "payroll", "dana"}
	err = a.EachWhole(ctx, func(row cache.Row, stored *cache.Stored) error {
		list := w.want[row.Ref.Key]
		if len(list) == 0 {
			t.Fatalf("an event %s %s that was never there", row.Event.ID, row.Event.Name)
		}
		w.checkRow(t, list, row, stored)
		held = append(held, query.Subject{Event: &row.Event, Facts: query.Facts{Record: stored.Record, Variant: row.Variants > 0}})
		refs = append(refs, row.Ref.Key)
		words = append(words, w.wordOf(stored.Record))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(held) != len(w.want) {
		t.Fatalf("%d events, want %d", len(held), len(w.want))
	}
	if len(held) == 0 {
		return
	}
	w.checkFacets(t, c, held)
	for range 6 {
		s := held[w.dice.IntN(len(held))]
		e := s.Event
		terms := []query.Expr{
			query.Text{Pattern: query.Pattern{Kind: query.Word, Value: words[w.dice.IntN(len(words))]}},
			query.Term{Path: "requestParameters.key", Field: query.FieldPath, Patterns: []query.Pattern{{Kind: query.Quoted, Value: pick(w, "\b1234567-cef4-4e8b-9d52-1b2c3d4e5f60", "prod-17", "café")}}},
			field(query.FieldUser, e.User), field(query.FieldRole, e.Role), field(query.FieldActor, e.ARN), field(query.FieldID, e.ID),
			field(query.FieldRequest, e.RequestID), field(query.FieldShared, e.SharedID), field(query.FieldKey, e.AccessKey), field(query.FieldSession, e.Session),
			field(query.FieldError, e.Error), field(query.FieldMessage, e.Message),
		}
		x := terms[w.dice.IntN(len(terms))]
		if w.chance(4) {
			x = query.Not{X: x}
		}
		w.checkQuery(t, c, x, held, refs)
	}
}

func field(f query.Field, value string) query.Expr {
	return query.Term{Field: f, Patterns: []query.Pattern{{Kind: query.Quoted, Value: value}}}
}

// wordOf is some piece of a record.
func (w *world) wordOf(record []byte) string {
	from := w.dice.IntN(len(record))
	return strings.ToValidUTF8(string(record[from:min(len(record), from+1+w.dice.IntN(24))]), "")
}

func (w *world) checkRow(t *rapid.T, list []seen, row cache.Row, stored *cache.Stored) {
	all := append([]cache.Stored{*stored}, stored.Variants...)
	if row.Variants != len(stored.Variants) || len(all) != kinds(list) {
		t.Fatalf("%s: %d variants, %d said, want %d", row.Event.ID, len(stored.Variants), row.Variants, kinds(list)-1)
	}
	places, want := map[string]bool{}, map[string]bool{}
	for i := range all {
		s := &all[i]
		if i > 0 && (len(s.Record) > len(stored.Record) || len(s.Record) == len(stored.Record) && bytes.Compare(s.Record, stored.Record) < 0) {
			t.Fatalf("%s: shown is\n%s\nand not\n%s", row.Event.ID, stored.Record, s.Record)
		}
		for _, p := range s.Provenance {
			places[fmt.Sprint(p.Origin.Place, " ", p.Position)] = true
		}
		at := slices.IndexFunc(list, func(x seen) bool {
			return bytes.Equal(x.raw, s.Record) && bytes.Equal(x.envelope, s.Envelope) && x.shape == source.Shape(s.Shape)
		})
		if at < 0 {
			t.Fatalf("%s: never there was\n%q\nwithin\n%q, shape %d", row.Event.ID, s.Record, s.Envelope, s.Shape)
		}
		if first := s.Provenance[0]; !slices.ContainsFunc(list, func(x seen) bool {
			return bytes.Equal(x.raw, s.Record) && x.place == first.Origin.Place && x.position == first.Position
		}) {
			t.Fatalf("%s: not at %s %d", row.Event.ID, first.Origin.Place, first.Position)
		}
		if i == 0 && !sameEvent(row.Event, list[at].ev) {
			t.Fatalf("%s\nis\n%+v\nand should be\n%+v", s.Record, row.Event, list[at].ev)
		}
	}
	for _, s := range list {
		want[fmt.Sprint(s.place, " ", s.position)] = true
	}
	if !maps.Equal(places, want) {
		t.Fatalf("%s: seen at %v, want %v", row.Event.ID, places, want)
	}
}

func sameEvent(a, b event.Event) bool {
	if !a.Time.Equal(segment.Time(segment.Nanos(b.Time))) || !slices.Equal(a.Targets, b.Targets) {
		return false
	}
	a.Time, b.Time, a.Targets, b.Targets = time.Time{}, time.Time{}, nil, nil
	return reflect.DeepEqual(a, b)
}

func (w *world) checkFacets(t *rapid.T, c *cache.Cache, held []query.Subject) {
	fields := []query.Field{
		query.FieldType, query.FieldResource, query.FieldSource, query.FieldEvent, query.FieldIP, query.FieldError, query.FieldVerb, query.FieldSeverity,
		query.FieldActor, query.FieldRegion, query.FieldAccount, query.FieldRole, query.FieldAgent, query.FieldKey, query.FieldPrincipal, query.FieldMFA, query.FieldCategory,
	}
	v := cache.View{}
	for _, f := range fields {
		v.Facets = append(v.Facets, cache.FacetView{Field: f})
	}
	a, err := c.Answer(context.Background(), query.Query{}, v)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range fields {
		want, got := map[string]int{}, map[string]int{}
		for _, s := range held {
			none := true
			query.Values(s.Event, f, func(value string) { want[value]++; none = false })
			if none {
				want[""]++
			}
		}
		for _, value := range a.Facets[i].Values {
			got[value.Value] = value.Count
		}
		if !maps.Equal(got, want) {
			t.Fatalf("facet %v: %v\nwant %v", f, got, want)
		}
	}
}

func (w *world) checkQuery(t *rapid.T, c *cache.Cache, x query.Expr, held []query.Subject, refs []cache.Key) {
	a, err := c.Answer(context.Background(), query.Query{Filter: x}, cache.View{Limit: len(held)})
	if err != nil {
		t.Fatal(err)
	}
	p := query.Compile(x)
	var want, got []cache.Key
	for i, s := range held {
		if p.Match(s) {
			want = append(want, refs[i])
		}
	}
	for _, row := range a.Rows {
		got = append(got, row.Ref.Key)
	}
	if !slices.Equal(got, want) || a.Matched != len(want) {
		t.Fatalf("%#v: %d events, %d rows, want %d", x, a.Matched, len(got), len(want))
	}
}
