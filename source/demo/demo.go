// Package demo is a made-up pair of AWS accounts: a fortnight of ordinary life
// in 111122223333 (production) and 444455556666 (security), with an intrusion
// in it that starts from one leaked access key. Every record is invented, the
// same on every run, and shaped like CloudTrail's own.
//
// The package also makes bodies of records of any size for benchmarks, see
// Corpus.
package demo

import (
	"context"
	"fmt"
	"time"

	"spoor/source"
)

// End is where the demo's window ends unless another end is asked for. It is
// fixed, so that pictures of the demo stay the same.
var End = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// Source hands over the demo's records, newest first. It is safe for
// concurrent use.
type Source struct{ end int64 }

// New returns the demo whose fortnight ends at the midnight (UTC) at or before
// end. A zero end stands for End.
func New(end time.Time) *Source {
	if end.IsZero() {
		end = End
	}
	return &Source{end: end.Unix() / secondsPerDay * secondsPerDay}
}

// Name is "demo".
func (s *Source) Name() string { return "demo" }

const (
	// recordsPerBatch is about how many records a batch holds; the first is
	// smaller, so that a screen has something to show at once.
	recordsPerBatch = 1000
	firstBatch      = 250
	// bytesPerRecord is more than most need, so that buffers seldom grow.
	bytesPerRecord = 1500
)

// Pull hands over the records in batches, the newest first. Each batch ends
// where a second ends, so that what it covers is exact.
func (s *Source) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	p := newPlan(s.end)
	w := writer{seed: demoSeed}
	end := source.FileEnd{Place: "demo", ModTime: time.Unix(s.end, 0).UTC()}
	reached := s.end
	for rest, size := p.events, firstBatch; len(rest) > 0; size = recordsPerBatch {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("make the demo: %w", err)
		}
		n := wholeSeconds(rest, size)
		batch := p.batch(&w, rest[:n], &end)
		rest = rest[n:]
		down := p.start
		if len(rest) > 0 {
			down = rest[0].at + 1
		} else {
			batch.End = &end
		}
		batch.From.Fetched = time.Unix(s.end, 0).UTC()
		batch.Stretches = p.stretches(down, reached)
		reached = down
		if err := yield(batch); err != nil {
			return err
		}
	}
	return nil
}

// wholeSeconds is how many of the events to take: about size, and none of the
// second in which the next one lies.
func wholeSeconds(events []planned, size int) int {
	n := min(size, len(events))
	for n < len(events) && events[n].at == events[n-1].at {
		n++
	}
	return n
}

func (p *plan) batch(w *writer, events []planned, end *source.FileEnd) *source.Batch {
	b := &source.Batch{
		From:    source.From{Kind: "demo", Place: "demo"},
		Records: make([]source.Record, 0, len(events)),
	}
	text := make([]byte, 0, len(events)*bytesPerRecord)
	for i := range events {
		from := len(text)
		text = w.append(text, &events[i])
		b.Records = append(b.Records, source.Record{Raw: text[from:len(text):len(text)], Position: end.Bytes})
		end.Bytes += int64(len(text) - from + 1)
		end.Records++
	}
	end.Unpacked = end.Bytes
	return b
}

// stretches says what is now covered from one time to another: both accounts,
// all Regions. Management events are complete; the rest is what a trail
// delivered. One Region had nothing to say for a while.
func (p *plan) stretches(from, to int64) []source.Stretch {
	var all []source.Stretch
	for _, account := range []string{production, security} {
		for _, region := range demoRegions {
			cover := func(category string, from, to int64, state source.State, reason string) {
				if from < to {
					all = append(all, source.Stretch{Account: account, Region: region, Category: category,
						From: time.Unix(from, 0).UTC(), To: time.Unix(to, 0).UTC(), State: state, Reason: reason})
				}
			}
			if account == gapAccount && region == gapRegion {
				gap, gapEnd := p.start+gapFrom, p.start+gapTo
				cover("Management", from, min(to, gap), source.Complete, "")
				cover("Management", max(from, gap), min(to, gapEnd), source.Unavailable, gapReason)
				cover("Management", max(from, gapEnd), to, source.Complete, "")
			} else {
				cover("Management", from, to, source.Complete, "")
			}
			for _, category := range []string{"Data", "Insight", "NetworkActivity"} {
				cover(category, from, to, source.Delivered, "")
			}
		}
	}
	return all
}
