package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"spoor/cache"
	"spoor/export/redact"
	"spoor/query"
)

// Options say what Run writes, and how.
type Options struct {
	Format Format
	// Columns are for CSV alone: see New.
	Columns []Column
	// Filter chooses the events; nil for all.
	Filter query.Expr
	// Picked, if not nil, leaves out all events but these.
	Picked []cache.Ref
	// Zone is where the filter's times were read, Tool names the program and
	// its version, and Now is the time: bundles say so.
	Zone *time.Location
	Tool string
	Now  time.Time
	// Redactor, if not nil, replaces values in all that is written.
	Redactor *redact.Redactor
	// Progress, if set, is called now and then with how much of the work is
	// done. With a Redactor every event counts twice: it is looked at before
	// the first is written.
	Progress func(done, total int)
}

// Result says what Run wrote.
type Result struct {
	Events int
	// Identity is a bundle's: the SHA-256 of its manifest in hexadecimal.
	Identity string
	// Missing says in a line each what of the cache could not be read, so that
	// events may be missing. Bundles say it too.
	Missing []string
}

// Run writes the events of a cache that a filter lets through, in bounded
// memory, with a Redactor but for 24 bytes an event: newest first, but for bundles, which go by time. While others write
// into the cache, events may be among them that have arrived since. After an
// error, what was written is of no use.
func Run(ctx context.Context, store *cache.Cache, w io.Writer, o Options) (Result, error) {
	if _, err := store.Refresh(ctx); err != nil {
		return Result{}, err
	}
	answer, err := store.Answer(ctx, query.Query{Filter: o.Filter}, cache.View{})
	if err != nil {
		return Result{}, err
	}
	each := answer.EachWhole
	if o.Format == Evidence {
		each = answer.EachWholeBackwards
	}
	tell := o.progress(answer.Matched)
	var learnt []read
	if o.Redactor != nil {
		// What is a name has to be known before the first record is written that
		// may speak of it.
		err := o.Redactor.Learn(func() error {
			return each(ctx, picking(o.Picked, func(row cache.Row, stored *cache.Stored) error {
				tell()
				learnt = append(learnt, readOf(row, stored))
				redacted(o.Redactor, stored)
				return nil
			}))
		})
		if err != nil {
			return Result{}, err
		}
	}
	writer, err := newWriter(ctx, store, w, o, answer.Warnings)
	if err != nil {
		return Result{}, err
	}
	result := Result{Missing: answer.Warnings}
	err = each(ctx, picking(o.Picked, func(row cache.Row, stored *cache.Stored) error {
		if o.Redactor != nil {
			// What has come in since may hold names that are not known.
			now := readOf(row, stored)
			switch {
			case len(learnt) == 0 || learnt[0].key != now.key:
				return nil
			case learnt[0] != now:
				return errChanged
			}
			learnt = learnt[1:]
		}
		tell()
		result.Events++
		if o.Redactor != nil {
			// Writers take from the row nothing that the record does not say.
			row, stored = cache.Row{}, redacted(o.Redactor, stored)
		}
		return writer.Write(row, stored)
	}))
	if err != nil {
		return result, err
	}
	if len(learnt) > 0 {
		return result, errChanged
	}
	if err := writer.Close(); err != nil {
		return result, err
	}
	if o.Redactor != nil && o.Redactor.Err() != nil {
		return result, o.Redactor.Err()
	}
	if b, ok := writer.(*Bundle); ok {
		result.Identity = b.Identity()
	}
	return result, nil
}

// read says what was read of an event: which it is, and how much was held about
// it.
type read struct {
	key            cache.Key
	variants, seen int32
}

func readOf(row cache.Row, stored *cache.Stored) read {
	return read{row.Ref.Key, int32(len(stored.Variants)), int32(len(stored.Provenance))}
}

var errChanged = errors.New("read events: some were pruned or came again meanwhile: try again")

// progress returns what is called for each event.
func (o *Options) progress(events int) func() {
	if o.Progress == nil {
		return func() {}
	}
	if o.Redactor != nil {
		events *= 2
	}
	done := 0
	return func() {
		if done++; done%1024 == 0 {
			o.Progress(min(done, events), events)
		}
	}
}

func newWriter(ctx context.Context, store *cache.Cache, w io.Writer, o Options, missing []string) (Writer, error) {
	if o.Format != Evidence {
		return New(o.Format, w, o.Columns)
	}
	window, _ := query.WindowOf(o.Filter)
	coverage, err := store.Coverage(ctx, cache.CoverageQuery{Window: window})
	if err != nil {
		return nil, fmt.Errorf("read what is covered: %w", err)
	}
	options := BundleOptions{Filter: query.Absolute(o.Filter), Zone: o.Zone, Picked: o.Picked != nil, Tool: o.Tool, Created: o.Now, Coverage: coverage, Missing: missing}
	if o.Redactor != nil {
		options.Filter = redactedFilter(o.Redactor, options.Filter)
		options.Coverage = redactedCoverage(o.Redactor, coverage)
		options.Redaction = redaction(o.Redactor)
		options.Missing = nil
		for _, text := range missing {
			options.Missing = append(options.Missing, o.Redactor.Text(text))
		}
	}
	return NewBundle(w, options), nil
}

// picking lets only the picked events through to f.
func picking(picked []cache.Ref, f func(cache.Row, *cache.Stored) error) func(cache.Row, *cache.Stored) error {
	if picked == nil {
		return f
	}
	wanted := make(map[cache.Key]bool, len(picked))
	for _, ref := range picked {
		wanted[ref.Key] = true
	}
	return func(row cache.Row, stored *cache.Stored) error {
		if !wanted[row.Ref.Key] {
			return nil
		}
		return f(row, stored)
	}
}
