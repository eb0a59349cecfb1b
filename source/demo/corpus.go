package demo

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"spoor/source"
)

// Corpus is a body of records of any size, for benchmarks: ninety days up to
// End in four accounts and six Regions, delivered as a trail does it, oldest
// first and only roughly in order. The same number of events and seed give the
// same records.
//
// Its numbers are those of a company: thousands of actors with a session of
// their own each time, tens of thousands of resources, and of all of them a few
// that make up most of the events. Memory does not grow with the number of
// events.
type Corpus struct {
	events int
	seed   uint64
}

// NewCorpus returns a corpus of so many events.
func NewCorpus(events int, seed uint64) *Corpus { return &Corpus{events: events, seed: seed} }

const (
	corpusDays = 90
	// slot is how long a trail collects events before it delivers a file.
	slot = 300
)

// delivery is what a trail would put into one file: some events of one account
// and Region.
type delivery struct {
	at     int64 // when it is delivered
	in     *place
	events []planned
	// name is the part of the file's name that makes it unique.
	name string
}

// deliver hands over the corpus delivery by delivery. What yield is given is
// valid until it returns.
func (c *Corpus) deliver(ctx context.Context, yield func(*delivery) error) error {
	d := newDice(c.seed, 1)
	crowd := newCrowd(d)
	start := End.Unix() - corpusDays*secondsPerDay
	slots := corpusDays * secondsPerDay / slot
	total := 0
	for i := range slots {
		total += level(start + int64(i)*slot)
	}
	made, done := 0, 0
	for i := range slots {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("make a corpus of %d events: %w", c.events, err)
		}
		at := start + int64(i)*slot
		done += level(at)
		for due := int(int64(c.events) * int64(done) / int64(total)); made < due; {
			made += crowd.burst(at, c.events-made)
		}
		for _, p := range crowd.places {
			if len(p.pending) == 0 {
				continue
			}
			if err := yield(&delivery{at: at + slot, in: &p.place, events: p.arrange(d), name: d.alnum(16)}); err != nil {
				return err
			}
			p.pending = p.pending[:0]
		}
	}
	return nil
}

// level is how much happens at a time of the week: more by day, less at the
// weekend.
func level(at int64) int {
	hours := [24]int{4, 3, 3, 3, 3, 4, 5, 7, 9, 10, 10, 10, 9, 10, 10, 11, 11, 10, 9, 8, 7, 6, 5, 4}
	n := hours[at%secondsPerDay/3600]
	if weekday := (at/secondsPerDay + 4) % 7; weekday == 0 || weekday == 6 {
		n = (n + 1) / 2
	}
	return n
}

// arrange puts the events of a delivery in order of time; in one delivery of
// four they stay as they came.
func (p *corpusPlace) arrange(d *dice) []planned {
	if !d.chance(4) {
		slices.SortStableFunc(p.pending, func(a, b planned) int { return int(a.at - b.at) })
	}
	return p.pending
}

// Name says how large the corpus is.
func (c *Corpus) Name() string { return fmt.Sprintf("corpus of %d events", c.events) }

// Pull hands over the corpus as one large file of records, oldest first.
func (c *Corpus) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	w := writer{seed: c.seed}
	end := source.FileEnd{Place: "corpus", ModTime: End}
	batch, text := newCorpusBatch()
	err := c.deliver(ctx, func(d *delivery) error {
		for i := range d.events {
			if len(batch.Records) == recordsPerBatch || len(text) > textPerBatch {
				if err := yield(batch); err != nil {
					return err
				}
				batch, text = newCorpusBatch()
			}
			from := len(text)
			text = w.append(text, &d.events[i])
			batch.Records = append(batch.Records, source.Record{Raw: text[from:len(text):len(text)], Position: end.Bytes})
			end.Bytes += int64(len(text) - from + 1)
			end.Records++
		}
		return nil
	})
	if err != nil {
		return err
	}
	end.Unpacked = end.Bytes
	batch.End = &end
	batch.Stretches = corpusStretches()
	return yield(batch)
}

// textPerBatch is how much text ends a batch of a corpus.
const textPerBatch = recordsPerBatch * bytesPerRecord

func newCorpusBatch() (*source.Batch, []byte) {
	return &source.Batch{
		From:    source.From{Kind: "demo", Place: "corpus", Fetched: End},
		Records: make([]source.Record, 0, recordsPerBatch),
	}, make([]byte, 0, textPerBatch+16<<10)
}

// corpusStretches says what a trail that delivered all this has shown.
func corpusStretches() []source.Stretch {
	var all []source.Stretch
	for _, account := range corpusAccounts {
		for _, region := range corpusRegions {
			for _, category := range []string{"Management", "Data"} {
				all = append(all, source.Stretch{Account: account, Region: region, Category: category,
					From: End.AddDate(0, 0, -corpusDays), To: End, State: source.Delivered})
			}
		}
	}
	return all
}

// WriteJSONL writes the corpus, one record a line.
func (c *Corpus) WriteJSONL(ctx context.Context, to io.Writer) error {
	w := writer{seed: c.seed}
	out := bufio.NewWriterSize(to, 1<<20)
	var line []byte
	err := c.deliver(ctx, func(d *delivery) error {
		for i := range d.events {
			line = append(w.append(line[:0], &d.events[i]), '\n')
			if _, err := out.Write(line); err != nil {
				return fmt.Errorf("write a corpus: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write a corpus: %w", err)
	}
	return nil
}

// key is where a trail stores the delivery, below the bucket.
func (d *delivery) key() string {
	at := time.Unix(d.at, 0).UTC()
	return "AWSLogs/" + d.in.account + "/CloudTrail/" + d.in.region + "/" + at.Format("2006/01/02") + "/" +
		d.in.account + "_CloudTrail_" + d.in.region + "_" + at.Format("20060102T1504Z") + "_" + d.name + ".json.gz"
}
