package cache

import (
	"context"
	"testing"
)

func TestEachSegmentsProvenancesAreOpenedOnceForWhatComesAgain(t *testing.T) {
	const segments, each = 4, 20
	c, ctx := open(t, folder(t)), context.Background()
	all := many(0, segments*each)
	for k := range segments {
		// Neighbours in time lie in segments of their own, as those of Regions do.
		var some []Entry
		for i := range each {
			some = append(some, all[i*segments+k])
		}
		appendAll(t, c, some...)
	}
	c.settle() // a merge would leave fewer
	entries, err := prepareEntries(&Batch{Entries: [][]Entry{all}, Origins: someOrigins})
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

func TestOnlyRecordsThatDifferAreHeldOnToWhileABatchIsDecided(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	appendAll(t, c, many(0, 20)...)
	again := many(0, 20)
	again[7].Record = recordOf(&again[7].Event, "another")
	entries, err := prepareEntries(&Batch{Entries: [][]Entry{again}, Origins: someOrigins})
	if err != nil {
		t.Fatal(err)
	}
	a := &appending{cache: c, batch: &Batch{Origins: someOrigins}}
	if err := a.decide(ctx, entries); err != nil || a.done.Duplicates != 19 || a.done.Variants != 1 {
		t.Fatalf("%+v, %v", a.done, err)
	}
	for key, held := range a.held {
		if kept := held[0].record != nil; kept != a.contested[key] {
			t.Errorf("the record of %x is kept %v, and differs %v", key, kept, a.contested[key])
		}
	}
}
