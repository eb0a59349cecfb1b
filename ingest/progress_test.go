package ingest_test

import (
	"testing"
	"time"

	"spoor/ingest"
)

func TestProgressSaysWhatIsKnownAndNothingOfTheRestOnceItIsOver(t *testing.T) {
	p := ingest.Progress{Source: "logs", FilesDone: 1_200, FilesTotal: 4_000, Bytes: 30, BytesTotal: 100, Events: 50_000, New: 49_000,
		Elapsed: 2512 * time.Millisecond, Rate: 20_000, Left: 3 * time.Minute}
	for phase, want := range map[ingest.Phase]string{
		ingest.Reading:  "reading logs: 1,200 of 4,000 files · 50,000 events · 49,000 new · 30 % · 20,000/s · 3 min left",
		ingest.Sealing:  "putting the cache in order after logs: 1,200 of 4,000 files · 50,000 events · 49,000 new",
		ingest.Finished: "read logs: 1,200 of 4,000 files · 50,000 events · 49,000 new · 2.5s",
	} {
		p.Phase = phase
		if got := p.String(); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	bare := ingest.Progress{Source: "logs", Phase: ingest.Reading, Events: 1}
	if got, want := bare.String(), "reading logs: 1 event · 0 new"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}
