package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/config"
	"golang.org/x/sync/errgroup"

	"spoor/cache"
	"spoor/ingest"
	"spoor/query"
	"spoor/source/login"
	"spoor/source/lookup"
	"spoor/source/trail"
	"spoor/ui/fetch"
)

// fetcher fetches for the screen: from whom earlier syncs into the cache
// fetched, and from whom the settings name; with neither, from the account of
// the environment's credentials. Logins are opened anew each time: they may
// have been renewed meanwhile.
type fetcher struct {
	app   *app
	store *cache.Cache
}

// Plan implements fetch.Fetcher.
func (f *fetcher) Plan(ctx context.Context, w fetch.Want) (fetch.Plan, error) {
	from, err := f.app.readFetchedFrom(f.store)
	if err != nil {
		return nil, err
	}
	p := &fetchPlan{fetcher: f, offer: fetch.Offer{Window: w.Window}}
	if w.Window.To.IsZero() {
		p.offer.Window.To = f.app.clock()
	}
	places, err := f.places(ctx, from, w.Agreed, p)
	if err != nil {
		return nil, f.explain(ctx, err)
	}
	// Listing a bucket again and again is neither quick nor free: following asks
	// event history alone.
	if !w.Agreed {
		if err := f.buckets(ctx, from, w.Window, p); err != nil {
			return nil, f.explain(ctx, err)
		}
	}
	if len(places) == 0 && len(p.buckets) == 0 {
		if len(p.problems) > 0 {
			return nil, f.explain(ctx, p.problems[0])
		}
		return nil, nil
	}
	if len(places) > 0 {
		if err := p.lookUp(ctx, w, places); err != nil {
			return nil, f.explain(ctx, err)
		}
	}
	if err := p.count(ctx); err != nil {
		return nil, f.explain(ctx, err)
	}
	for _, problem := range p.problems {
		p.offer.Problems = append(p.offer.Problems, f.explain(ctx, problem).Error())
	}
	return p, nil
}

// places are the accounts and Regions to ask for event history. Those that
// cannot be asked are problems of the plan.
func (f *fetcher) places(ctx context.Context, from fetchedFrom, agreed bool, p *fetchPlan) ([]ingest.Place, error) {
	places, problems := reopen(ctx, from.Accounts, lookup.Options{Unattended: true})
	p.problems = append(p.problems, problems...)
	a := f.app
	named := len(a.settings.AWS.Buckets) == 0 && (a.isSet("aws.profiles") || a.isSet("aws.regions"))
	known := len(from.Accounts) > 0 || len(from.Buckets) > 0 || len(a.settings.AWS.Buckets) > 0
	if named && len(from.Accounts) == 0 || !known && !agreed {
		more, problems, err := a.places(ctx, accountFlags{unattended: true})
		if err != nil {
			return nil, err
		}
		p.problems = append(p.problems, problems...)
		places = append(places, more...)
	}
	return places, ctx.Err()
}

// buckets opens the places in S3.
func (f *fetcher) buckets(ctx context.Context, from fetchedFrom, w query.Window, p *fetchPlan) error {
	all := slices.Clone(from.Buckets)
	for _, address := range f.app.settings.AWS.Buckets {
		if !slices.ContainsFunc(all, func(b bucketRead) bool { return b.Address == address }) {
			all = append(all, bucketRead{Address: address, Profile: f.app.oneProfile()})
		}
	}
	known := ingest.Known(f.store)
	for _, b := range all {
		way, err := login.Open(ctx, login.Options{Profile: b.Profile, Unattended: true})
		var bucket trail.Bucket
		if err == nil {
			bucket, err = trail.OpenBucket(ctx, way, b.Address)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			p.problems = append(p.problems, fmt.Errorf("%s: %w", b.Address, err))
			continue
		}
		bucket.From, bucket.To = w.From, w.To
		p.buckets = append(p.buckets, trail.NewBucket(trail.Options{Known: known}, bucket))
	}
	return nil
}

// explain says of an error what can be done about it while the screen is open.
func (f *fetcher) explain(ctx context.Context, err error) error {
	var code config.AssumeRoleTokenProviderNotSetError
	var problem *login.Problem
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &code) && errors.As(err, &problem):
		flag := ""
		if problem.Profile != "" {
			flag = " --profile " + problem.Profile
		}
		return fmt.Errorf("%s: run 'spoor sync%s' on a terminal", problem.What, flag)
	}
	return err
}

// reopen opens accounts again as they were opened before: each profile once, and
// with it side by side the roles that were assumed.
func reopen(ctx context.Context, accounts []accountAsked, o lookup.Options) (places []ingest.Place, problems []error) {
	profiles := map[string]*lookup.Account{}
	for _, asked := range accounts {
		if _, tried := profiles[asked.Profile]; tried {
			continue
		}
		if len(asked.Regions) > 0 {
			o.Region = asked.Regions[0]
		}
		account, err := lookup.Open(ctx, asked.Profile, o)
		if err != nil {
			problems = append(problems, err)
		}
		profiles[asked.Profile] = account // nil where that failed
	}
	opened, refused := make([]*lookup.Account, len(accounts)), make([]error, len(accounts))
	var work errgroup.Group
	work.SetLimit(atATime)
	for i, asked := range accounts {
		by := profiles[asked.Profile]
		if by == nil {
			continue
		}
		work.Go(func() error {
			opened[i], refused[i] = asked.open(ctx, by)
			return nil
		})
	}
	_ = work.Wait()
	for i, asked := range accounts {
		if refused[i] != nil {
			problems = append(problems, refused[i])
		}
		if opened[i] == nil {
			continue
		}
		for _, region := range asked.Regions {
			places = append(places, ingest.Place{Account: opened[i], Region: region})
		}
	}
	return places, problems
}

// open opens the account with the login of its profile.
func (asked accountAsked) open(ctx context.Context, by *lookup.Account) (*lookup.Account, error) {
	if asked.Role != "" {
		return by.Assume(ctx, asked.ID, asked.Role)
	}
	if by.ID != asked.ID {
		return nil, fmt.Errorf("%s now leads to account %s, not to %s: 'spoor sync' fetches from it", loginName(asked.Profile), by.ID, asked.ID)
	}
	return by, nil
}

func loginName(profile string) string {
	if profile == "" {
		return "the login of the environment"
	}
	return "profile " + profile
}
