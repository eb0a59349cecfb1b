package ingest

import (
	"context"
	"errors"
	"sync"

	"spoor/cache"
	"spoor/source/lookup"
)

// SyncReport accounts for what a sync did.
type SyncReport struct {
	// Report is what came into the cache.
	Report
	// Streams are how the streams of the plan ended, in its order.
	Streams []StreamProgress
	// Matched is how many events of the window and the places satisfy the
	// plan's filter now; 0 where it has none.
	Matched int
}

// Sync asks AWS for what the plan says is missing, newest first, and has it
// committed to the cache page by page with what it completes; so a sync that is
// stopped is gone on with by the next one. Everything that comes is kept,
// whether it satisfies the filter or not.
//
// progress, which may be nil, is called as Options.Progress is. An account or
// Region that fails, or that another program is fetching just now, stops
// nothing: it is told in the report. Sync returns an error when the cache
// cannot be written, or when ctx ends.
func Sync(ctx context.Context, c *cache.Cache, p *Plan, progress func(SyncProgress)) (SyncReport, error) {
	s := newSyncing(c, p)
	defer s.claims.releaseAll()
	o := Options{}
	if progress != nil {
		o.Progress = func(now Progress) { progress(s.progress(now)) }
	}
	var report SyncReport
	var err error
	report.Report, err = Run(ctx, c, s.source, o)
	report.Streams = s.streams()
	if err == nil && p.Push.Filter != nil {
		report.Matched, err = p.matched(ctx, c)
	}
	return report, err
}

// syncing is a sync that goes on.
type syncing struct {
	cache  *cache.Cache
	plan   *Plan
	source *lookup.Source
	claims placeClaims
	// of is the place among the source's fetches of each stream of the plan, -1
	// for none.
	of []int

	mu sync.Mutex
	// busy is why a stream was left to another program.
	busy []error
}

func newSyncing(c *cache.Cache, p *Plan) *syncing {
	s := &syncing{cache: c, plan: p, of: make([]int, len(p.Streams)), busy: make([]error, len(p.Streams))}
	s.claims.cache = c
	var fetches []lookup.Fetch
	for i, stream := range p.Streams {
		s.of[i] = -1
		if len(stream.Missing) == 0 {
			continue
		}
		s.of[i] = len(fetches)
		fetches = append(fetches, lookup.Fetch{
			Account: stream.Account, Region: stream.Region, Category: stream.Category,
			Attribute: p.Push.Attribute, Spans: stream.Missing, AnyAge: p.AnyAge,
			Turn: func(ctx context.Context, ask func([]lookup.Span) error) error { return s.turn(ctx, i, ask) },
		})
	}
	s.source = lookup.New(fetches)
	return s
}

// turn claims the place of a stream whose turn has come, and looks again at what
// is missing there: another program may have fetched it since the plan was made.
func (s *syncing) turn(ctx context.Context, i int, ask func([]lookup.Span) error) error {
	stream := s.plan.Streams[i]
	err := s.claims.take(stream.Place)
	var busy *Busy
	if errors.As(err, &busy) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.busy[i] = busy
		return nil
	}
	if err != nil {
		return err
	}
	missing, err := s.plan.missing(ctx, s.cache, stream)
	if err != nil {
		return explain(err)
	}
	if err := ask(missing); err != nil {
		return err // what came last may not be stored yet: it is held to the end
	}
	s.claims.giveUp(stream.Place)
	return nil
}

// leftTo is why a stream was left to another program, nil if it was not.
func (s *syncing) leftTo(i int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy[i]
}
