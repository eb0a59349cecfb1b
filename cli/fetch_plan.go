package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"spoor/ingest"
	"spoor/source"
	"spoor/source/lookup"
	"spoor/source/trail"
	"spoor/ui/fetch"
)

// fetchPlan is what can be fetched for the screen.
type fetchPlan struct {
	fetcher  *fetcher
	offer    fetch.Offer
	lookups  *ingest.Plan
	buckets  []*trail.Source
	problems []error
}

// Offer implements fetch.Plan.
func (p *fetchPlan) Offer() fetch.Offer { return p.offer }

// lookUp plans what to ask of event history.
func (p *fetchPlan) lookUp(ctx context.Context, w fetch.Want, places []ingest.Place) error {
	want := ingest.Want{Places: places, Window: w.Window}
	if w.Narrow {
		want.Filter = w.Filter
	} else if push, err := ingest.PushOf(ctx, p.fetcher.store, w.Filter); err == nil {
		p.offer.Narrower = push.Attribute.String()
	}
	plan, err := ingest.NewPlan(ctx, p.fetcher.store, want)
	if errors.Is(err, ingest.ErrNothingWanted) && len(p.buckets) > 0 {
		return nil
	}
	if err != nil {
		return err
	}
	p.lookups, p.offer.Window = plan, plan.Window
	requests, known := plan.Requests()
	p.offer.Requests, p.offer.AtLeast, p.offer.Time = requests, !known, plan.Time()
	if w.Narrow {
		p.offer.Push = plan.Push.String()
	}
	if plan.Clamped {
		p.offer.Notes = append(p.offer.Notes, "event history goes back 90 days: what is older is left out")
	}
	if !asksRegion(plan, globalRegion) {
		p.offer.Notes = append(p.offer.Notes, globalRegion+" is left out: IAM and most sign-ins are there")
	}
	for _, s := range plan.Streams {
		p.offer.Parts = append(p.offer.Parts, fetch.Part{
			Account: s.Account.ID, Place: placeName(s.Region, s.Category), Requests: s.Requests, AtLeast: !s.Known,
		})
	}
	return nil
}

func placeName(region, category string) string {
	if category != lookup.Management {
		return region + " " + category
	}
	return region
}

// count lists what the buckets hold that was not read yet.
func (p *fetchPlan) count(ctx context.Context) error {
	var readable []*trail.Source
	for _, bucket := range p.buckets {
		pending, err := bucket.Pending(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			p.problems = append(p.problems, err)
			continue
		}
		readable = append(readable, bucket)
		p.offer.Parts = append(p.offer.Parts, fetch.Part{Place: bucket.Name(), Objects: pending.Files, Bytes: pending.Bytes})
	}
	p.buckets = readable
	return nil
}

// Run implements fetch.Plan: event history first, then the buckets.
func (p *fetchPlan) Run(ctx context.Context, report func(fetch.Progress)) (fetch.Progress, error) {
	store := p.fetcher.store
	var now fetch.Progress
	for _, part := range p.offer.Parts {
		now.Parts = append(now.Parts, fetch.PartProgress{Account: part.Account, Place: part.Place})
	}
	at := 0
	if p.lookups != nil {
		at = len(p.lookups.Streams)
		done, err := ingest.Sync(ctx, store, p.lookups, func(s ingest.SyncProgress) {
			report(withStreams(now, s.Streams, s.Progress.Events, s.Progress.New, s.Left))
		})
		now = withStreams(now, done.Streams, done.Records, done.New, 0)
		report(now)
		if err == nil {
			err = p.fetcher.app.rememberFetched(store, fetchedOf(p.lookups, &done))
		}
		if err != nil {
			return now, err
		}
	}
	for i, bucket := range p.buckets {
		if err := p.read(ctx, bucket, &now, at+i, report); err != nil {
			return now, err
		}
	}
	return now, nil
}

// withStreams is a progress with how far the streams of a sync are.
func withStreams(p fetch.Progress, streams []ingest.StreamProgress, events, fresh int, left time.Duration) fetch.Progress {
	p.Parts = slices.Clone(p.Parts)
	p.Events, p.New, p.Left = events, fresh, left
	for i, s := range streams {
		part := &p.Parts[i]
		part.State = map[lookup.State]fetch.State{
			lookup.Waiting: fetch.Waiting, lookup.Fetching: fetch.Fetching, lookup.Done: fetch.Done, lookup.Failed: fetch.Failed,
		}[s.State]
		part.Requests, part.Likely, part.Throttled, part.Events = s.Requests, s.Likely, s.Throttled, s.Events
		part.Rate, part.Reached, part.Left = s.Rate, s.Reached, s.Left
		if s.Err != nil {
			part.Problem = s.Err.Error()
		}
	}
	return p
}

// read reads a bucket. One that cannot be read does not stop the others.
func (p *fetchPlan) read(ctx context.Context, bucket *trail.Source, now *fetch.Progress, at int, report func(fetch.Progress)) error {
	before := *now
	take := func(r ingest.Progress, state fetch.State) fetch.Progress {
		next := before
		next.Parts = slices.Clone(before.Parts)
		next.Events, next.New, next.Left = before.Events+r.Events, before.New+r.New, r.Left
		part := &next.Parts[at]
		part.State, part.Events, part.Left = state, r.Events, r.Left
		part.Requests, part.Likely = r.FilesDone, r.FilesTotal
		return next
	}
	var last ingest.Progress
	from := ingest.OneAtATime(p.fetcher.store, bucket.Name(), bucket)
	done, err := ingest.Run(ctx, p.fetcher.store, from, ingest.Options{Progress: func(r ingest.Progress) {
		last = r
		report(take(r, fetch.Fetching))
	}})
	*now = take(last, fetch.Done)
	part := &now.Parts[at]
	part.Requests = done.FilesDone() - done.Files[source.Known]
	part.Likely = 0
	var busy *ingest.Busy
	switch unread := done.Unread(); {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &busy):
		part.State, part.Problem = fetch.Failed, busy.Error()
	case err != nil:
		part.State, part.Problem = fetch.Failed, err.Error()
	case unread > 0:
		part.Problem = fmt.Sprintf("%s: %s could not be read: 'spoor sync --from %[1]s' names them", bucket.Name(), counted(unread, "object"))
	}
	report(*now)
	return nil
}
