package cli

import (
	"testing"
	"time"

	"spoor/ingest"
	"spoor/source/lookup"
)

func TestTheLineForAllOfASyncSaysHowManyAreOver(t *testing.T) {
	now := ingest.SyncProgress{Progress: ingest.Progress{Events: 20_000, New: 19_000}, Left: 3 * time.Minute}
	for state, n := range map[lookup.State]int{lookup.Done: 212, lookup.Failed: 1, lookup.Fetching: 64, lookup.Waiting: 233} {
		for range n {
			s := ingest.StreamProgress{}
			s.State = state
			now.Streams = append(now.Streams, s)
		}
	}
	now.Streams[0].Requests = 441
	const want = "441 requests · 20,000 events · 19,000 new · 213 of 510 accounts and Regions over · 64 under way · 3 min left"
	if got := total(now); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
