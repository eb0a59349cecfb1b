package cache

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"spoor/query"
)

// Regions that were imported one after the other lie in blocks of their own, and
// neighbours in time in all of these.
func TestEachBlockIsUnpackedOnceForAPage(t *testing.T) {
	const regions, each = 4 * keptBlocks / 3, 60
	c, ctx := open(t, folder(t)), context.Background()
	random := rand.New(rand.NewPCG(1, 2))
	for region := range regions {
		var entries []Entry
		for i := range each {
			filler := make([]byte, 6000)
			for k := range filler {
				filler[k] = 'a' + byte(random.IntN(26))
			}
			id := fmt.Sprintf("%d-%d", region, i)
			entries = append(entries, entryOf(id, start.Add(time.Duration(i)*time.Second), fmt.Sprintf(`{"eventID":%q,"x":%q}`, id, filler)))
		}
		appendAll(t, c, entries...)
	}
	c.settle() // a merge would take the segments away from under the answer
	a, err := c.Answer(ctx, query.Query{}, View{})
	if err != nil {
		t.Fatal(err)
	}
	r := a.result
	at, err := r.order.page(ctx, c, 0, regions*each)
	if err != nil || len(at) != regions*each {
		t.Fatalf("%d rows, %v", len(at), err)
	}
	type block struct{ part, number int }
	blocks := map[block]bool{}
	err = c.reading(ctx, func(rd *reading) error {
		for _, row := range at {
			places, err := rd.places(r.parts[row.part].sealed)
			if err != nil {
				return err
			}
			number, _ := places.Of(row.row)
			blocks[block{row.part, number}] = true
		}
		err := r.read(ctx, rd, at, make([]Row, len(at)), make([]*Stored, len(at)))
		if n := rd.opened.unpacked; n != len(blocks) {
			t.Errorf("%d blocks are unpacked %d times", len(blocks), n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) <= keptBlocks {
		t.Errorf("%d blocks, all of which are kept: this test needs more", len(blocks))
	}
	rows, stored := wholeOf(t, a.EachWhole)
	for i := range rows {
		if rows[i].Ref != stored[i].Ref || i > 0 && rows[i].Event.Time.After(rows[i-1].Event.Time) {
			t.Fatalf("event %d is out of order", i)
		}
	}
}
