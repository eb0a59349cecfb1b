package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"spoor/cache"
	"spoor/event"
	"spoor/ingest"
	"spoor/query"
	"spoor/source"
	"spoor/source/login"
	"spoor/source/trail"
)

// fromLookup is what --from calls event history.
const fromLookup = "lookup"

// bucketsToSync are the places in S3 that a sync is to fetch from: those of
// --from, else of the settings; none for event history.
func (a *app) bucketsToSync(f syncFlags) ([]string, error) {
	if len(f.from) == 0 && !f.discover {
		f.from = a.settings.AWS.Buckets
	}
	var urls []string
	for _, from := range f.from {
		if from == fromLookup {
			continue
		}
		if _, _, err := trail.ParseURL(from); err != nil {
			return nil, usagef("--from: %w, or %s", err, fromLookup)
		}
		urls = append(urls, from)
	}
	if len(urls) < len(f.from) && (len(urls) > 0 || f.discover) {
		return nil, usagef("event history and buckets are fetched one after the other: run sync twice")
	}
	if len(urls) == 0 && !f.discover {
		return nil, nil
	}
	switch {
	case len(urls) > 0 && f.discover:
		return nil, usagef("--discover finds the buckets by itself: leave out --from")
	case f.filter != "":
		return nil, usagef("--filter is for event history (--from lookup): a bucket is fetched as it is, and filtered when it is shown")
	case f.insights:
		return nil, usagef("--insights is for event history (--from lookup): from a bucket Insights events come with the others")
	case len(urls) > 0 && (len(f.accounts.profiles) > 1 || f.accounts.role != "" || f.accounts.file != ""):
		return nil, usagef("a bucket is read with one --profile, which may be one that assumes a role")
	}
	return eachOnce(urls), nil
}

// deposit is a place in S3 to fetch from, with the way to it, and the trails that
// deliver there, where they are known.
type deposit struct {
	url    string
	way    *login.Login
	trails []trail.Trail
	// assumed says that the way is by a role assumed for it.
	assumed bool
}

// bucketSync is a sync from places in S3.
type bucketSync struct {
	app      *app
	flags    syncFlags
	window   query.Window
	deposits []deposit
	problems []error
}

func (a *app) syncBuckets(ctx context.Context, flags syncFlags, urls []string) error {
	window, err := a.syncWindow(flags)
	if err != nil {
		return err
	}
	s := &bucketSync{app: a, flags: flags, window: window}
	if flags.discover {
		err = s.discover(ctx)
	} else {
		err = s.named(ctx, urls)
	}
	if err != nil {
		return failed(ctx, err)
	}
	store, done, err := a.cacheToSync(ctx, flags.dryRun)
	if err != nil {
		return err
	}
	defer done()
	sources, err := s.open(ctx, store)
	if err != nil {
		return err
	}
	if flags.dryRun {
		err = s.count(ctx, sources)
	} else {
		err = s.run(ctx, store, sources)
	}
	if err == nil && len(s.problems) > 0 {
		return &failure{}
	}
	return err
}

// problem names what is left out.
func (s *bucketSync) problem(err error) {
	s.app.complain(err)
	s.problems = append(s.problems, err)
}

// named has the sync fetch from the URLs.
func (s *bucketSync) named(ctx context.Context, urls []string) error {
	access := awsFlags{}
	if len(s.flags.accounts.profiles) == 1 {
		access.profile = s.flags.accounts.profiles[0]
	}
	if regions := s.flags.accounts.regions; len(regions) > 0 {
		first, _, _ := strings.Cut(regions[0], ",")
		if first = strings.TrimSpace(first); first != allRegions {
			access.region = first
		}
	}
	way, err := s.app.login(ctx, access)
	if err != nil {
		return err
	}
	for _, url := range urls {
		s.deposits = append(s.deposits, deposit{url: url, way: way})
	}
	return nil
}

// open opens the buckets. One that cannot be is a problem.
func (s *bucketSync) open(ctx context.Context, store *cache.Cache) ([]*trail.Source, error) {
	known := ingest.Known(store)
	var all []*trail.Source
	for _, d := range s.deposits {
		bucket, err := trail.OpenBucket(ctx, d.way, d.url)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			s.problem(fmt.Errorf("%s: %w", d.url, err))
			continue
		}
		bucket.From, bucket.To = s.window.From, s.window.To
		all = append(all, trail.NewBucket(trail.Options{Known: known}, bucket))
	}
	return all, nil
}

// count says what a sync would fetch.
func (s *bucketSync) count(ctx context.Context, sources []*trail.Source) error {
	out := bucketPlanJSON{Trails: s.trails(), Buckets: []pendingJSON{}, Problems: []string{}}
	for _, from := range sources {
		p, err := from.Pending(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			s.problem(err)
			continue
		}
		out.Buckets = append(out.Buckets, pendingJSON{from.Name(), p.Files, p.Bytes, p.Known})
		if !s.flags.asJSON {
			if _, err := fmt.Fprintf(s.app.out, "%s: %s to fetch, %s; %s read before\n",
				event.Clean(from.Name()), counted(p.Files, "object"), byteSize(p.Bytes), grouped(p.Known)); err != nil {
				return err
			}
		}
	}
	if !s.flags.asJSON {
		return nil
	}
	for _, problem := range s.problems {
		out.Problems = append(out.Problems, problem.Error())
	}
	return s.app.printJSON(out, "")
}

func (s *bucketSync) run(ctx context.Context, store *cache.Cache, sources []*trail.Source) error {
	progress := s.app.progressLine()
	from := &eachBucket{}
	for _, one := range sources {
		from.sources = append(from.sources, ingest.OneAtATime(store, one.Name(), one))
	}
	s.app.resumes = true
	report, err := ingest.Run(ctx, store, from, ingest.Options{Progress: func(p ingest.Progress) { progress.show(p.String()) }})
	progress.clear()
	for _, problem := range from.problems {
		s.problem(problem)
	}
	s.app.remembers(store, s.fetched(from))
	s.app.namesUnread(&report)
	if s.flags.asJSON {
		out := bucketSyncJSON{reportJSON: newReportJSON(&report), Trails: s.trails(), Problems: []string{}}
		for _, problem := range s.problems {
			out.Problems = append(out.Problems, problem.Error())
		}
		if err := s.app.printJSON(out, ""); err != nil {
			return err
		}
	} else if !s.app.quiet {
		fmt.Fprintln(s.app.out, summary(&report))
	}
	switch {
	case err != nil && (ctx.Err() != nil || errors.Is(err, context.Canceled)):
		return err
	case err != nil:
		return &failure{err}
	case report.Unread() > 0 || report.Lost > 0:
		return &failure{}
	}
	return nil
}

// fetched is whom the screen can fetch more from: the buckets that were read.
// Those behind an assumed role are left to sync.
func (s *bucketSync) fetched(from *eachBucket) (f fetchedFrom) {
	for _, d := range s.deposits {
		read := slices.ContainsFunc(from.read, func(name string) bool { return strings.TrimRight(name, "/") == strings.TrimRight(d.url, "/") })
		if read && !d.assumed {
			f.Buckets = append(f.Buckets, bucketRead{d.url, d.way.Profile})
		}
	}
	return f
}

// eachBucket reads buckets one after another. One that cannot be read does not
// keep the others from it.
type eachBucket struct {
	sources  []source.Source
	problems []error
	// read are the names of those that were read to the end.
	read []string
}

func (e *eachBucket) Name() string {
	if len(e.sources) == 1 {
		return e.sources[0].Name()
	}
	return counted(len(e.sources), "bucket")
}

// Size implements source.Sized.
func (e *eachBucket) Size(ctx context.Context) (files int, bytes int64, err error) {
	return sizeOf(ctx, e.sources)
}

func (e *eachBucket) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	for _, s := range e.sources {
		var ended error
		err := s.Pull(ctx, func(b *source.Batch) error {
			ended = yield(b)
			return ended
		})
		if ctx.Err() != nil || ended != nil {
			return err
		}
		if err != nil {
			e.problems = append(e.problems, err)
			continue
		}
		e.read = append(e.read, s.Name())
	}
	return nil
}
