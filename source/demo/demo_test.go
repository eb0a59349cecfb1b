package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"spoor/source"
)

// pinned is the SHA-256 of the demo's records, a newline after each. When a
// change of the demo is meant, the test prints the new one.
const pinned = "b5a80e2ddabef3dd731036263fd2d1e203c785550dc4c11bf7913c4cac0ab94c"

func pull(t testing.TB, s source.Source) []*source.Batch {
	t.Helper()
	var batches []*source.Batch
	err := s.Pull(context.Background(), func(b *source.Batch) error {
		batches = append(batches, b)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return batches
}

// demoBatches is the demo as it comes, pulled once for all tests that only read.
var demoBatches = sync.OnceValue(func() (batches []*source.Batch) {
	_ = New(time.Time{}).Pull(context.Background(), func(b *source.Batch) error {
		batches = append(batches, b)
		return nil
	})
	return batches
})

// demoHeadings are the headings of its records, batch by batch.
var demoHeadings = sync.OnceValue(func() [][]heading {
	var all [][]heading
	for _, b := range demoBatches() {
		all = append(all, headings(b))
	}
	return all
})

func records(batches []*source.Batch) [][]byte {
	var all [][]byte
	for _, b := range batches {
		for _, r := range b.Records {
			all = append(all, r.Raw)
		}
	}
	return all
}

// heading is what tests read of a record.
type heading struct {
	EventID, EventTime, EventName, AwsRegion, RecipientAccountID string
	EventCategory                                                string
}

// headings are those of a batch. A record that is no JSON has none.
func headings(b *source.Batch) []heading {
	all := make([]heading, len(b.Records))
	for i, r := range b.Records {
		if json.Unmarshal(r.Raw, &all[i]) != nil {
			all[i] = heading{}
		}
	}
	return all
}

func TestTheDemoIsTheSameOnEveryRun(t *testing.T) {
	sums := make(chan string)
	for range 2 {
		go func() {
			sum := sha256.New()
			_ = New(time.Time{}).Pull(context.Background(), func(b *source.Batch) error {
				for _, r := range b.Records {
					sum.Write(r.Raw)
					sum.Write([]byte{'\n'})
				}
				return nil
			})
			sums <- hex.EncodeToString(sum.Sum(nil))
		}()
	}
	for range 2 {
		if got := <-sums; got != pinned {
			t.Errorf("the demo's records changed: SHA-256 %s, want %s", got, pinned)
		}
	}
}

func TestEveryRecordIsValidAndHasAnIDOfItsOwn(t *testing.T) {
	raw := records(demoBatches())
	if len(raw) < 40_000 {
		t.Errorf("%d records, want at least 40,000", len(raw))
	}
	seen := make(map[string]bool, len(raw))
	for i, h := range slices.Concat(demoHeadings()...) {
		if seen[h.EventID] || len(h.EventID) != 36 {
			t.Fatalf("eventID %q is no id of its own: %s", h.EventID, raw[i])
		}
		seen[h.EventID] = true
		if bytes.ContainsAny(raw[i], "\n\x00\x1b") {
			t.Fatalf("a control byte stands bare in %q", raw[i])
		}
	}
}

func TestRecordsComeFromTheNewestToTheOldest(t *testing.T) {
	last := End.Format(time.RFC3339)
	for _, h := range slices.Concat(demoHeadings()...) {
		if h.EventTime > last {
			t.Fatalf("%s comes after %s", h.EventTime, last)
		}
		last = h.EventTime
	}
	if oldest, _ := time.Parse(time.RFC3339, last); oldest.Before(End.AddDate(0, 0, -demoDays)) {
		t.Errorf("the oldest record, %s, lies before the window", last)
	}
}

func TestABatchHoldsAllThatItSaysItCompletes(t *testing.T) {
	batches := demoBatches()
	type spot struct{ account, region, category string }
	reached := map[spot]time.Time{}
	for i, b := range batches {
		done := map[spot][]source.Stretch{}
		for _, s := range b.Stretches {
			k := spot{s.Account, s.Region, s.Category}
			done[k] = append(done[k], s)
		}
		for _, h := range demoHeadings()[i] {
			at, _ := time.Parse(time.RFC3339, h.EventTime)
			k := spot{h.RecipientAccountID, h.AwsRegion, h.EventCategory}
			covered := false
			for _, s := range done[k] {
				covered = covered || s.State != source.Unavailable && !at.Before(s.From) && at.Before(s.To)
			}
			if !covered {
				t.Fatalf("batch %d does not cover its record %+v", i, h)
			}
		}
		for k, stretches := range done {
			newest := stretches[len(stretches)-1].To
			if before, ok := reached[k]; ok && !newest.Equal(before) {
				t.Fatalf("batch %d of %v goes on at %s, the one before ended at %s", i, k, newest, before)
			}
			reached[k] = stretches[0].From
		}
		if (b.End != nil) != (i == len(batches)-1) {
			t.Errorf("batch %d of %d: End is %v", i, len(batches), b.End)
		}
	}
}

func TestTheDemoCanEndOnAnotherDay(t *testing.T) {
	s := New(time.Date(2027, 3, 1, 15, 4, 5, 0, time.UTC))
	h := headings(pull(t, s)[0])
	if newest := h[0].EventTime; newest[:10] != "2027-02-28" {
		t.Errorf("the newest record is of %s", newest)
	}
}

func TestPullStopsWhenAskedTo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var batches int
	err := New(time.Time{}).Pull(ctx, func(*source.Batch) error {
		batches++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || batches != 1 {
		t.Errorf("after a cancel: %d batches, error %v", batches, err)
	}
	full := errors.New("disk full")
	if err := New(time.Time{}).Pull(t.Context(), func(*source.Batch) error { return full }); err != full {
		t.Errorf("Pull returns %v, want the error of yield", err)
	}
}

func BenchmarkDemo(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := New(time.Time{}).Pull(b.Context(), func(*source.Batch) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
