package segment_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spoor/cache/segment"
	"spoor/event"
)

func TestWhatIsKnownOfEntriesChangesNothingOfTheirSegment(t *testing.T) {
	entries, _ := corpus(t, 3000)
	known, err := segment.Build(t.Context(), slices.Clone(entries))
	if err != nil {
		t.Fatal(err)
	}
	callers := map[*event.Caller]bool{}
	for i := range entries {
		callers[entries[i].Caller] = true
		entries[i].Caller, entries[i].UUIDs = nil, segment.UUIDs{}
	}
	if n := len(callers); n < 20 || n > len(entries)/2 {
		t.Errorf("%d callers of %d events", n, len(entries))
	}
	unknown, err := segment.Build(t.Context(), entries)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(unknown, known); diff != "" {
		t.Error(diff)
	}
}
