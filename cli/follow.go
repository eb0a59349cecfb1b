package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"spoor/cache"
	"spoor/export"
	"spoor/query"
)

const (
	// followEvery is how often a cache is asked whether something came in.
	followEvery = 500 * time.Millisecond
	// followFirst is how many events a list begins with that then follows.
	followFirst = 10
	followPage  = 1024
)

// follower prints events as they come into a cache, each once, whatever the
// order of their times.
type follower struct {
	store  *cache.Cache
	query  query.Query
	writer export.Writer
	// seen are the events that the filter let through before.
	seen map[cache.Key]struct{}
}

// follow prints the newest events, oldest first, and then those that come in,
// until ctx ends or nobody reads any more what is written to out.
func follow(ctx context.Context, store *cache.Cache, q query.Query, first int, writer export.Writer, out io.Writer) error {
	f := &follower{store: store, query: q, writer: writer, seen: map[cache.Key]struct{}{}}
	fresh, err := f.fresh(ctx)
	if err != nil {
		return err
	}
	if err := f.write(ctx, fresh[max(0, len(fresh)-first):]); err != nil {
		return err
	}
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if unread(out) {
			return io.ErrClosedPipe
		}
		changed, err := store.Refresh(ctx)
		if err != nil {
			return err
		}
		if !changed {
			continue
		}
		if fresh, err = f.fresh(ctx); err != nil {
			return err
		}
		if err := f.write(ctx, fresh); err != nil {
			return err
		}
	}
}

// fresh returns the events that were not seen before, oldest first. What comes
// in is mostly new, so it is looked for from the newest on, and no further than
// there is something to find.
func (f *follower) fresh(ctx context.Context) ([]cache.Ref, error) {
	answer, err := f.store.Answer(ctx, f.query, cache.View{})
	if err != nil {
		return nil, err
	}
	var fresh []cache.Ref
	missing := answer.Matched - len(f.seen)
	for offset := 0; offset < answer.Matched && (len(fresh) < missing || offset == 0); offset += followPage {
		rows, err := answer.Page(ctx, offset, followPage)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if _, known := f.seen[row.Ref.Key]; !known {
				f.seen[row.Ref.Key] = struct{}{}
				fresh = append(fresh, row.Ref)
			}
		}
	}
	slices.Reverse(fresh)
	return fresh, nil
}

func (f *follower) write(ctx context.Context, refs []cache.Ref) error {
	for _, ref := range refs {
		stored, err := f.store.Load(ctx, ref)
		if err != nil {
			return fmt.Errorf("read what came in: %w", err)
		}
		ev, err := export.Decode(stored)
		if err != nil {
			return err
		}
		if err := f.writer.Write(cache.Row{Ref: ref, Event: ev}, stored); err != nil {
			return err
		}
	}
	if w, ok := f.writer.(interface{ Flush() error }); ok {
		return w.Flush()
	}
	return nil
}
