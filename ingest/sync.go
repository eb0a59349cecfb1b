package ingest

import (
	"context"
	"errors"

	"spoor/cache"
	"spoor/cache/lock"
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
	s := &syncing{cache: c, plan: p, claims: map[Place]*lock.Claim{}}
	defer s.release()
	if err := s.claim(ctx); err != nil {
		return SyncReport{}, err
	}
	s.source = lookup.New(s.fetches)
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
	cache   *cache.Cache
	plan    *Plan
	source  *lookup.Source
	claims  map[Place]*lock.Claim
	fetches []lookup.Fetch
	// of is the place among the fetches of each stream of the plan, -1 for
	// none; busy is why.
	of   []int
	busy []error
}

// claim claims the places of the plan, and looks again at what is missing there:
// another program may have fetched it since the plan was made.
func (s *syncing) claim(ctx context.Context) error {
	s.of, s.busy = make([]int, len(s.plan.Streams)), make([]error, len(s.plan.Streams))
	held := map[Place]error{}
	for i, stream := range s.plan.Streams {
		s.of[i] = -1
		if len(stream.Missing) == 0 {
			continue
		}
		if s.claims[stream.Place] == nil && held[stream.Place] == nil {
			var busy *Busy
			claim, err := claim(s.cache, stream.Account.ID+"-"+stream.Region, stream.Place.String())
			switch {
			case errors.As(err, &busy):
				held[stream.Place] = busy
			case err != nil:
				return err
			default:
				s.claims[stream.Place] = claim
			}
		}
		if s.busy[i] = held[stream.Place]; s.busy[i] != nil {
			continue
		}
		missing, err := s.plan.missing(ctx, s.cache, stream)
		if err != nil {
			return explain(err)
		}
		if len(missing) == 0 {
			continue
		}
		s.of[i] = len(s.fetches)
		s.fetches = append(s.fetches, lookup.Fetch{
			Account: stream.Account, Region: stream.Region, Category: stream.Category,
			Attribute: s.plan.Push.Attribute, Spans: missing, AnyAge: s.plan.AnyAge,
		})
	}
	return nil
}

func (s *syncing) release() {
	for _, claim := range s.claims {
		_ = claim.Release()
	}
}
