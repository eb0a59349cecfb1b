package cache

import (
	"context"
	"testing"
)

func TestEachSegmentsProvenancesAreOpenedOnceForWhatComesAgain(t *testing.T) {
	const segments, each = 4, 20
	c, ctx := open(t, folder(t)), context.Background()
	for k := range segments {
		appendAll(t, c, many(k*each, each)...)
	}
	c.settle() // a merge would leave fewer
	// Neighbours come from segments of their own, as those of Regions do.
	var again []Entry
	all := many(0, segments*each)
	for i := range each {
		for k := range segments {
			again = append(again, all[k*each+i])
		}
	}
	entries, err := prepareEntries(&Batch{Entries: [][]Entry{again}, Origins: someOrigins})
	if err != nil {
		t.Fatal(err)
	}
	a := &appending{cache: c, batch: &Batch{Origins: someOrigins}}
	if err := a.decide(ctx, entries); err != nil || a.done.Duplicates != segments*each {
		t.Fatalf("%d duplicates, %v", a.done.Duplicates, err)
	}
	parts := len(a.snap.parts)
	err = c.reading(ctx, func(r *reading) error {
		known, _, err := a.knownSightings(r, entries)
		if len(known) != segments*each || r.provenances != parts {
			t.Errorf("of %d events in %d segments, the provenances were opened %d times", len(known), parts, r.provenances)
		}
		return err
	})
	if err != nil || parts < 2 {
		t.Fatalf("%d segments, %v", parts, err)
	}
}
