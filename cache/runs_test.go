package cache

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"spoor/event"
	"spoor/query"
)

// naiveRuns parts rows into runs one by one.
func naiveRuns(rows []Row, differ []query.Field) (runs []Run) {
	for i, row := range rows {
		if n := len(runs); n > 0 {
			last := &runs[n-1]
			if Alike(&last.Last, &row) && i%runSpan != 0 {
				last.Last = row
				last.Len++
				continue
			}
		}
		runs = append(runs, Run{Offset: i, Len: 1, First: row, Last: row})
	}
	for i := range runs {
		for _, f := range differ {
			seen := map[string]bool{}
			for _, row := range rows[runs[i].Offset : runs[i].Offset+runs[i].Len] {
				query.Values(&row.Event, f, func(v string) { seen[v] = true })
			}
			runs[i].Distinct = append(runs[i].Distinct, len(seen))
		}
	}
	return runs
}

func TestRunsAreWhatWalkingRowByRowFinds(t *testing.T) {
	differ := []query.Field{query.FieldIP, query.FieldResource, query.FieldRegion}
	rapid.Check(t, func(rt *rapid.T) {
		c, m := open(t, folder(t)), newModel()
		fill(rt, c, m)
		ctx := context.Background()
		by := rapid.SampledFrom([][]Sort{nil, {{Field: query.FieldEvent}}, {{Field: query.FieldUser, Descending: true}}, {{Field: query.FieldTime}}}).Draw(rt, "sort")
		a, err := c.Answer(ctx, drawQuery(rt), View{Limit: 1000, Sort: by})
		if err != nil {
			rt.Fatal(err)
		}
		want := naiveRuns(a.Rows, differ)
		at := rapid.IntRange(0, max(0, a.Matched-1)).Draw(rt, "at")
		before, after := rapid.IntRange(0, 9).Draw(rt, "before"), rapid.IntRange(0, 9).Draw(rt, "after")
		got, err := a.Runs(ctx, RunView{At: at, Before: before, After: after, Differ: differ})
		if err != nil {
			rt.Fatal(err)
		}
		for i, run := range want {
			if at >= run.Offset && at < run.Offset+run.Len {
				want = want[max(0, i-before):min(len(want), i+after+1)]
				break
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			rt.Fatalf("around %d of %d (-want +got)\n%s", at, a.Matched, diff)
		}
	})
}

func TestAMarkedEventIsARunOfItsOwnWhereverItStands(t *testing.T) {
	c := open(t, folder(t))
	const n = 6
	var entries []Entry
	for i := range n {
		entries = append(entries, entryOf(fmt.Sprintf("e-%d", i), start.Add(time.Duration(i)*time.Second), `{}`))
	}
	appendAll(t, c, entries[:n/2]...)
	appendAll(t, c, entries[n/2:]...)
	ctx := context.Background()
	for marked := range n {
		ref := refOf(&entries[n-1-marked].Event)
		if err := c.SetMarks(ctx, []Marked{{ref, Mark{Star: true}}}); err != nil {
			t.Fatal(err)
		}
		a, err := c.Answer(ctx, query.Query{}, View{})
		if err != nil {
			t.Fatal(err)
		}
		runs, err := a.Runs(ctx, RunView{Before: n, After: n})
		if err != nil {
			t.Fatal(err)
		}
		var got, want [][2]int
		for _, run := range runs {
			got = append(got, [2]int{run.Offset, run.Len})
		}
		for _, of := range [][2]int{{0, marked}, {marked, 1}, {marked + 1, n - 1 - marked}} {
			if of[1] > 0 {
				want = append(want, of)
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("with the mark at %d: (-want +got)\n%s", marked, diff)
		}
		if err := c.SetMarks(ctx, []Marked{{ref, Mark{}}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNeighboursInARunHaveActorEventAndOutcomeInCommon(t *testing.T) {
	ctx := context.Background()
	for name, it := range map[string]struct {
		change func(e *event.Event)
		one    bool
	}{
		"nothing else": {func(*event.Event) {}, true},
		"address":      {func(e *event.Event) { e.IP = "203.0.113.9" }, true},
		"Region":       {func(e *event.Event) { e.Region = "eu-west-1" }, true},
		"resource":     {func(e *event.Event) { e.Targets = []event.Target{{Type: "AWS::S3::Bucket", Name: "b"}} }, true},
		"request":      {func(e *event.Event) { e.RequestID = "r" }, true},
		"event":        {func(e *event.Event) { e.Name = "DeleteUser" }, false},
		"source":       {func(e *event.Event) { e.Source = "sts.amazonaws.com" }, false},
		"user":         {func(e *event.Event) { e.User = "mallory" }, false},
		"role":         {func(e *event.Event) { e.Role = "ops" }, false},
		"account":      {func(e *event.Event) { e.Account = "444455556666" }, false},
		"type":         {func(e *event.Event) { e.ActorType = "Root" }, false},
		"service":      {func(e *event.Event) { e.InvokedBy = "autoscaling.amazonaws.com" }, false},
		"verb":         {func(e *event.Event) { e.Verb = event.VerbDelete }, false},
		"severity":     {func(e *event.Event) { e.Severity = event.Danger }, false},
		"error":        {func(e *event.Event) { e.Error = "AccessDenied" }, false},
		"outcome":      {func(e *event.Event) { e.Flags, e.Message = event.FlagFailed, "Failed authentication" }, false},
	} {
		for _, together := range []bool{true, false} {
			c := open(t, folder(t))
			a, b := entryOf("a", start, `{}`), entryOf("b", start.Add(time.Second), `{}`)
			it.change(&b.Event)
			if together {
				appendAll(t, c, a, b)
			} else {
				appendAll(t, c, a)
				appendAll(t, c, b)
			}
			answer, err := c.Answer(ctx, query.Query{}, View{Limit: 2})
			if err != nil || len(answer.Rows) != 2 {
				t.Fatalf("%d rows, %v", len(answer.Rows), err)
			}
			runs, err := answer.Runs(ctx, RunView{Before: 2, After: 2})
			if err != nil {
				t.Fatal(err)
			}
			if one := len(runs) == 1; one != it.one || Alike(&answer.Rows[0], &answer.Rows[1]) != it.one {
				t.Errorf("with another %s they are %d runs, want one: %v", name, len(runs), it.one)
			}
		}
	}
}

func TestRunsThatAreGivenUpAreAnError(t *testing.T) {
	c := open(t, folder(t))
	appendAll(t, c, many(0, 20)...)
	a, err := c.Answer(context.Background(), query.Query{}, View{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(context.Background())
	giveUp()
	if runs, err := a.Runs(ctx, RunView{After: 9}); !errors.Is(err, context.Canceled) {
		t.Errorf("%d runs, %v", len(runs), err)
	}
}

func TestALongRunIsPartedAtTheSamePlacesFromWhereverItIsSeen(t *testing.T) {
	c := open(t, folder(t))
	const n = 2*runSpan + 100
	entries := make([]Entry, n)
	for i := range entries {
		entries[i] = entryOf(fmt.Sprintf("e-%d", i), start.Add(time.Duration(i)*time.Second), `{}`)
	}
	appendAll(t, c, entries...)
	ctx := context.Background()
	a, err := c.Answer(ctx, query.Query{}, View{})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{-1, 0, 1, runSpan - 1, runSpan, n / 2, n - 1, n + 3*runSpan} {
		runs, err := a.Runs(ctx, RunView{At: at, Before: 9, After: 9})
		if err != nil {
			t.Fatal(err)
		}
		var parts [][2]int
		for _, run := range runs {
			parts = append(parts, [2]int{run.Offset, run.Len})
		}
		if diff := gocmp.Diff([][2]int{{0, runSpan}, {runSpan, runSpan}, {2 * runSpan, 100}}, parts); diff != "" {
			t.Errorf("from %d: (-want +got)\n%s", at, diff)
		}
	}
}
