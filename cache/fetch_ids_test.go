package cache

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"spoor/event"
	"spoor/query"
)

// Neighbours in time lie in different blocks here: in so few that the ids of all
// are kept, and in more.
func TestRowsHaveTheirOwnIDsHoweverManyBlocksTheyLieIn(t *testing.T) {
	for _, parts := range []int{5, mostTails + 5} {
		const each = 3
		c, ctx := open(t, folder(t)), context.Background()
		want := map[int64]string{}
		for part := range parts {
			var entries []Entry
			for i := range each {
				at := start.Add(time.Duration(i*parts+part) * time.Second)
				e := event.Event{ID: fmt.Sprintf("%08x-0000-4000-8000-%012d", part, i), Time: at, Account: "111122223333"}
				entries = append(entries, Entry{Event: e, Record: recordOf(&e, strings.Repeat("x", 100_000))})
				want[at.UnixNano()] = e.ID
			}
			appendAll(t, c, entries...)
		}
		c.settle() // a merge would take the segments away from under the answer
		a, err := c.Answer(ctx, query.Query{}, View{Limit: parts * each})
		if err != nil || len(a.Rows) != parts*each {
			t.Fatalf("%d rows, %v", len(a.Rows), err)
		}
		blocks := 0
		for _, p := range a.result.parts {
			blocks += len(p.manifest.Blocks)
		}
		if blocks < parts {
			t.Fatalf("%d blocks: this test needs %d", blocks, parts)
		}
		for _, row := range a.Rows {
			if row.Event.ID != want[row.Ref.Nanos] {
				t.Errorf("of %d blocks, %s: %s, want %s", blocks, row.Event.Time, row.Event.ID, want[row.Ref.Nanos])
			}
		}
	}
}
