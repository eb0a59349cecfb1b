package ingest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"spoor/cache"
	"spoor/cache/segment"
	"spoor/source"
)

// Options say how an ingest goes about its work. The zero Options will do.
type Options struct {
	// Progress, if set, is called when the work begins, at most ten times a
	// second while it goes on, and once when it is over; never twice at a time.
	// It runs on a goroutine of its own, and must not call Run.
	Progress func(Progress)
	// Workers is how many goroutines decode records; 0 means GOMAXPROCS.
	Workers int
	// InFlight bounds the bytes of records that are held between source and
	// cache, with what they are decoded to; 0 means 112 MiB. A batch that is larger goes through alone.
	InFlight int64
}

const (
	// A group of records that is committed together ends at one of these. It
	// makes a segment of more than half the rows that fit into one, which is
	// never put together with others.
	groupEvents = segment.MaxRows/2 + 1<<10
	groupBytes  = 88 << 20
	// defaultInFlight is enough for a group that is being committed and the
	// beginning of the next.
	defaultInFlight = groupBytes + 24<<20
	// groupAge is how long what has been read waits for more before it is
	// committed, so that slow sources show up as they go; groupPatience how long
	// it may wait for what has been read already.
	groupAge      = time.Second
	groupPatience = 5 * time.Second
)

// Run pulls everything that s has into c, in batches that are committed with
// their bookkeeping: a file counts as read in the very transaction that holds
// the last of its records.
//
// When ctx ends, Run returns its error; what was committed stays, and another
// Run goes on from there. A file that cannot be read, or a record that cannot
// be decoded, is told in the Report and stops nothing. The Report is right for
// what was committed whatever the error.
func Run(ctx context.Context, c *cache.Cache, s source.Source, o Options) (Report, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.InFlight <= 0 {
		o.InFlight = defaultInFlight
	}
	defer frugal()()
	m := newMeter(s.Name())
	stop := m.watch(ctx, s, o.Progress)
	defer stop()

	err := run(ctx, c, s, o, m)
	if sealErr := seal(ctx, c, m); err == nil {
		err = sealErr
	}
	stop()
	return m.report(), err
}

func run(ctx context.Context, c *cache.Cache, s source.Source, o Options, m *meter) error {
	jobs := newPipeline(o.InFlight)
	work, workCtx := errgroup.WithContext(ctx)
	var pullErr error
	work.Go(func() error {
		defer jobs.finish()
		pullErr = s.Pull(workCtx, func(b *source.Batch) error { return jobs.put(workCtx, b) })
		return nil
	})
	for range o.Workers {
		work.Go(func() error {
			jobs.decode(workCtx)
			return nil
		})
	}
	work.Go(func() error {
		return (&committer{cache: c, meter: m, jobs: jobs}).run(workCtx)
	})
	err := work.Wait()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	case pullErr != nil:
		return fmt.Errorf("read %s: %w", s.Name(), pullErr)
	}
	return nil
}

func seal(ctx context.Context, c *cache.Cache, m *meter) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	m.enter(Sealing)
	if err := c.Seal(ctx); err != nil {
		if errors.Is(err, ctx.Err()) && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return explain(err)
	}
	return nil
}
