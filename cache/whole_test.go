package cache

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spoor/query"
)

// wholeOf returns all events of an answer with all that is held about them.
func wholeOf(t *testing.T, each func(context.Context, func(Row, *Stored) error) error) (rows []Row, all []*Stored) {
	t.Helper()
	err := each(context.Background(), func(row Row, s *Stored) error {
		rows, all = append(rows, row), append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, all
}

func TestEachWholeHoldsWhatLoadHoldsInEitherDirection(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	var entries, later []Entry
	for i := range 2*wholePage + 10 {
		id := fmt.Sprintf("event-%d", i)
		e := entryOf(id, start.Add(time.Duration(i/3)*time.Second), fmt.Sprintf(`{"id":%q,"n":%d}`, id, i))
		entries = append(entries, e)
		if i%100 == 0 { // seen again, with an envelope
			e.Origin, e.Position, e.Envelope, e.Shape = 1, int64(i), []byte("around "+id), 1
			later = append(later, e)
		}
		if i%150 == 0 { // and in another version
			e.Record, e.Envelope, e.Shape = []byte(`{"cut":1}`), nil, 0
			later = append(later, e)
		}
	}
	appendAll(t, c, entries...)
	appendAll(t, c, later...)
	a, err := c.Answer(ctx, query.Query{}, View{})
	if err != nil {
		t.Fatal(err)
	}
	rows, all := wholeOf(t, a.EachWhole)
	backRows, backAll := wholeOf(t, a.EachWholeBackwards)
	slices.Reverse(backRows)
	slices.Reverse(backAll)
	if diff := cmp.Diff(rows, backRows); diff != "" || len(rows) != len(entries) {
		t.Errorf("%d rows of %d; backwards: %s", len(rows), len(entries), diff)
	}
	if diff := cmp.Diff(all, backAll); diff != "" {
		t.Error(diff)
	}
	envelopes, variants := 0, 0
	for i, s := range all {
		if i%37 != 0 && len(s.Provenance) == 1 && len(s.Variants) == 0 {
			continue
		}
		loaded, err := c.Load(ctx, s.Ref)
		if err != nil {
			t.Fatal(err)
		}
		if string(loaded.Record) != string(s.Record) || len(loaded.Provenance) != len(s.Provenance) || len(loaded.Variants) != len(s.Variants) {
			t.Fatalf("event %d: loaded %+v, each %+v", i, loaded, s)
		}
		if rows[i].Variants != len(s.Variants) {
			t.Errorf("event %d has %d variants, and its row says %d", i, len(s.Variants), rows[i].Variants)
		}
		variants += len(s.Variants)
		for _, seen := range s.Provenance {
			if seen.Envelope != nil {
				envelopes++
				if string(seen.Envelope) != string(loaded.Envelope) || seen.Shape != loaded.Shape {
					t.Errorf("event %d: envelope %q, loaded %q", i, seen.Envelope, loaded.Envelope)
				}
			}
		}
	}
	if envelopes == 0 || variants == 0 {
		t.Errorf("%d envelopes and %d variants: this test needs some", envelopes, variants)
	}
}

func TestAnAnswerGivesTheSameEventsWhateverIsWrittenMeanwhile(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	appendAll(t, c, entryOf("a", start, `{"a":1}`))
	a, err := c.Answer(ctx, query.Query{}, View{})
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, c, entryOf("b", start, `{"b":1}`))
	if rows, _ := wholeOf(t, a.EachWhole); len(rows) != 1 || rows[0].Event.ID != "a" {
		t.Errorf("%+v", rows)
	}
}

func TestEachWholeGoesOnWhenSegmentsAreMergedMeanwhile(t *testing.T) {
	for name, each := range map[string]func(*Answer, context.Context, func(Row, *Stored) error) error{
		"forwards": (*Answer).EachWhole, "backwards": (*Answer).EachWholeBackwards,
	} {
		t.Run(name, func(t *testing.T) {
			c, ctx := open(t, folder(t)), context.Background()
			const n = 3 * wholePage
			for from := 0; from < n; from += wholePage {
				appendAll(t, c, many(from, wholePage)...)
			}
			a, err := c.Answer(ctx, query.Query{}, View{})
			if err != nil {
				t.Fatal(err)
			}
			seen, late := map[Key]bool{}, 0
			var last Row
			err = each(a, ctx, func(r Row, s *Stored) error {
				turned := r.Event.Time.Before(last.Event.Time)
				if name == "forwards" {
					turned = r.Event.Time.After(last.Event.Time)
				}
				if seen[r.Ref.Key] || len(seen) > 0 && turned {
					t.Fatalf("event %d comes twice or out of order", len(seen))
				}
				if strings.HasPrefix(r.Event.ID, "late") {
					late++
				} else if string(s.Record) != string(recordOf(&r.Event, wordOf(s.Record))) {
					t.Fatalf("record %s of %+v", s.Record, r.Event)
				}
				seen[r.Ref.Key], last = true, r
				if len(seen) == wholePage/2 || len(seen) == wholePage*3/2 {
					for i, at := range []time.Duration{-time.Millisecond, time.Millisecond} {
						appendAll(t, c, entryOf(fmt.Sprintf("late-%d-%d", len(seen), i), r.Event.Time.Add(at), `{"late":1}`))
					}
					return c.Seal(ctx)
				}
				return nil
			})
			if err != nil || len(seen)-late != n || late > 2 {
				t.Fatalf("%d events and %d late ones, %v; want %d", len(seen)-late, late, err, n)
			}
		})
	}
}

func TestSeveralMarksAreSetAtOnce(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	one, two := entryOf("a", start, `{"a":1}`), entryOf("b", start.Add(time.Second), `{"b":1}`)
	appendAll(t, c, one, two)
	marks := []Marked{{refOf(&two.Event), Mark{Star: true}}, {refOf(&one.Event), Mark{Note: "n", Tags: []string{"t"}}}}
	if err := c.SetMarks(ctx, marks); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Marks(ctx); err != nil || !cmp.Equal(got, marks) {
		t.Errorf("%+v, %v", got, err)
	}
	if err := c.SetMarks(ctx, []Marked{{refOf(&one.Event), Mark{}}}); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Marks(ctx); err != nil || len(got) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestMarksOfOneMomentKeepTheirOrder(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	var marks []Marked
	for i := range 9 {
		e := entryOf(string(rune('a'+i)), start, `{}`)
		appendAll(t, c, e)
		marks = append(marks, Marked{refOf(&e.Event), Mark{Star: true}})
	}
	if err := c.SetMarks(ctx, marks); err != nil {
		t.Fatal(err)
	}
	want, err := c.Marks(ctx)
	if err != nil || len(want) != len(marks) {
		t.Fatalf("%d marks, %v", len(want), err)
	}
	for range 5 {
		if got, err := c.Marks(ctx); err != nil || !cmp.Equal(got, want) {
			t.Fatalf("%+v, before %+v, %v", got, want, err)
		}
	}
}
