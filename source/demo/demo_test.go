package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"spoor/source"
)

// pinned is the SHA-256 of the demo's records, a newline after each. When a
// change of the demo is meant, the test prints the new one.
const pinned = "648ef62353d2c72467de78f16cbc29a230706608caaf6fd32cdcd980b154be2b"

func pull(t testing.TB, s source.Source) []*source.Batch {
	t.Helper()
	var batches []*source.Batch
	err := s.Pull(t.Context(), func(b *source.Batch) error {
		batches = append(batches, b)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return batches
}

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

func headings(t testing.TB, raw [][]byte) []heading {
	t.Helper()
	all := make([]heading, len(raw))
	for i, r := range raw {
		if err := json.Unmarshal(r, &all[i]); err != nil {
			t.Fatalf("record %d is no JSON: %v\n%s", i, err, r)
		}
	}
	return all
}

func TestTheDemoIsTheSameOnEveryRun(t *testing.T) {
	sum := sha256.New()
	for _, r := range records(pull(t, New(time.Time{}))) {
		sum.Write(r)
		sum.Write([]byte{'\n'})
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != pinned {
		t.Errorf("the demo's records changed: SHA-256 %s, want %s", got, pinned)
	}
}

func TestEveryRecordIsValidAndHasAnIDOfItsOwn(t *testing.T) {
	raw := records(pull(t, New(time.Time{})))
	if len(raw) < 40_000 {
		t.Errorf("%d records, want at least 40,000", len(raw))
	}
	seen := make(map[string]bool, len(raw))
	for i, h := range headings(t, raw) {
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
	s := New(time.Time{})
	from, to := s.Window()
	last := to.Format(time.RFC3339)
	for _, h := range headings(t, records(pull(t, s))) {
		if h.EventTime > last {
			t.Fatalf("%s comes after %s", h.EventTime, last)
		}
		last = h.EventTime
	}
	if oldest, _ := time.Parse(time.RFC3339, last); oldest.Before(from) {
		t.Errorf("the oldest record, %s, lies before the window", last)
	}
}

func TestABatchHoldsAllThatItSaysItCompletes(t *testing.T) {
	batches := pull(t, New(time.Time{}))
	type spot struct{ account, region, category string }
	reached := map[spot]time.Time{}
	for i, b := range batches {
		done := map[spot][]source.Stretch{}
		for _, s := range b.Stretches {
			k := spot{s.Account, s.Region, s.Category}
			done[k] = append(done[k], s)
		}
		for _, h := range headings(t, records(batches[i:i+1])) {
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
	_, to := s.Window()
	if want := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC); !to.Equal(want) {
		t.Fatalf("the window ends at %s, want %s", to, want)
	}
	h := headings(t, records(pull(t, s)))
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
