package cache

import (
	"context"
	"fmt"
	"slices"
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
