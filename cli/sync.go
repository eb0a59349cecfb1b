package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/event"
	"spoor/ingest"
	"spoor/query"
	"spoor/source/lookup"
)

type syncFlags struct {
	since, until, filter string
	accounts             accountFlags
	insights, noWindow   bool
	from                 []string
	discover             bool
	dryRun, asJSON       bool
}

func (a *app) syncCommand() *cobra.Command {
	var flags syncFlags
	command := &cobra.Command{
		Use:   "sync",
		Short: "Fetch what is missing from AWS's event history, or from trails' buckets",
		Long: "Asks CloudTrail's LookupEvents for the events that the cache does not have yet, newest first, each account and\n" +
			"Region at its own pace: AWS answers two requests a second, of 50 events each. ctrl+c stops it at any time, and\n" +
			"the next sync goes on from there. Event history has management events only, and goes back 90 days.\n\n" +
			"With --from s3://BUCKET/PREFIX it reads what a trail has delivered there instead, and with --discover what all\n" +
			"trails have delivered that the accounts see: everything that the trails log, as far back as their files are kept.\n" +
			"Objects read before are not fetched again.\n\n" +
			"Credentials are those that the AWS CLI would use: of the profiles given, of the environment, or of the default\n" +
			"profile. They need cloudtrail:LookupEvents, and ec2:DescribeRegions for --region all; for\n" +
			"buckets s3:ListBucket, s3:GetObject, and kms:Decrypt where they are encrypted; and cloudtrail:DescribeTrails for --discover.\n\n" +
			"Exit code 1 means that an account or Region could not be fetched; it is named, and everything else is in.",
		Example: "spoor sync --since 7d --region all\n" +
			"spoor sync --profile prod --profile staging --region eu-west-1 --region us-east-1\n" +
			"spoor sync --profile org --assume-role Audit --accounts accounts.txt --since 24h\n" +
			"spoor sync --since 30d --filter 'source:iam is:write' --dry-run\n" +
			"spoor sync --since 30d --profile audit --from s3://acme-audit/AWSLogs\n" +
			"spoor sync --discover --dry-run",
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error { return a.sync(command.Context(), flags) },
	}
	set := command.Flags()
	set.StringVar(&flags.since, "since", "7d", "how far back: a length of `TIME` (24h, 7d) or a time (2026-11-19T14:00Z, yesterday)")
	set.StringVar(&flags.until, "until", "", "up to when: a `TIME`; empty for now")
	set.StringArrayVar(&flags.accounts.profiles, "profile", nil, "`PROFILE` of the AWS configuration; repeat it for several")
	set.StringArrayVar(&flags.accounts.regions, "region", nil, "`REGION`; repeat it for several, or 'all' for those that the account has enabled")
	set.StringVar(&flags.accounts.role, "assume-role", "", "name of the `ROLE` to assume in each account of --accounts")
	set.StringVar(&flags.accounts.file, "accounts", "", "`FILE` of account ids, one a line")
	set.StringVar(&flags.filter, "filter", "", "fetch for this `FILTER`: what AWS can be asked for is asked of it, the rest is answered here")
	set.StringArrayVar(&flags.from, "from", nil, "`PLACE` to fetch from: lookup, or s3://BUCKET/PREFIX of a trail; repeat it for several (default: the buckets of the settings, else lookup)")
	set.BoolVar(&flags.discover, "discover", false, "fetch from the buckets of the trails that the accounts see; with --dry-run, say which")
	set.BoolVar(&flags.insights, "insights", false, "fetch Insights events too")
	set.BoolVar(&flags.noWindow, "no-window", false, "ask for events older than 90 days too, of a server that has them: 'spoor serve --no-window'")
	set.BoolVar(&flags.dryRun, "dry-run", false, "say what would be asked and how long it takes, and ask nothing")
	set.BoolVar(&flags.asJSON, "json", false, "end with one JSON object on standard output")
	return command
}

func (a *app) sync(ctx context.Context, flags syncFlags) error {
	flags.accounts.profiles = eachOnce(flags.accounts.profiles)
	urls, err := a.bucketsToSync(flags)
	if err != nil {
		return err
	}
	if len(urls) > 0 || flags.discover {
		return a.syncBuckets(ctx, flags, urls)
	}
	window, err := a.syncWindow(flags)
	if err != nil {
		return err
	}
	want := ingest.Want{Window: window, Insights: flags.insights, AnyAge: flags.noWindow}
	if flags.filter != "" {
		filter, err := a.filter([]string{flags.filter})
		if err != nil {
			return err
		}
		want.Filter = filter.Filter
	}
	places, problems, err := a.places(ctx, flags.accounts)
	if err != nil {
		return err
	}
	for _, problem := range problems {
		a.complain(problem)
	}
	if len(places) == 0 {
		return &failure{}
	}
	want.Places = places
	store, done, err := a.cacheToSync(ctx, flags.dryRun)
	if err != nil {
		return err
	}
	defer done()
	plan, err := ingest.NewPlan(ctx, store, want)
	if err != nil {
		return &failure{err}
	}
	a.tellPlan(plan)
	if flags.dryRun {
		err = a.printPlan(plan, flags.asJSON)
	} else {
		err = a.runPlan(ctx, store, plan, flags.asJSON)
	}
	if err == nil && len(problems) > 0 {
		return &failure{}
	}
	return err
}

// cacheToSync opens the cache, or for a dry run where there is none yet one that
// is gone afterwards.
func (a *app) cacheToSync(ctx context.Context, dryRun bool) (*cache.Cache, func(), error) {
	if dryRun {
		if _, err := a.existing(); err != nil {
			gone, err := temporaryCache(ctx)
			if err != nil {
				return nil, nil, err
			}
			return gone.store, func() { gone.remove() }, nil
		}
		store, err := a.openExisting(ctx)
		return store, func() { store.Close() }, err
	}
	store, err := a.openCache(ctx)
	if err != nil {
		return nil, nil, err
	}
	return store, func() { store.Close() }, nil
}

// syncWindow is the window of --since and --until.
func (a *app) syncWindow(flags syncFlags) (w query.Window, err error) {
	if w.From, err = a.pointInTime(flags.since); err != nil {
		return w, usagef("--since %s: %w", flags.since, err)
	}
	if flags.until == "" {
		return w, nil
	}
	if w.To, err = a.pointInTime(flags.until); err != nil {
		return w, usagef("--until %s: %w", flags.until, err)
	}
	if !w.From.Before(w.To) {
		return w, usagef("--since %s is not before --until %s", flags.since, flags.until)
	}
	return w, nil
}

func (a *app) runPlan(ctx context.Context, store *cache.Cache, plan *ingest.Plan, asJSON bool) error {
	a.resumes = true
	progress := a.syncProgress()
	report, err := ingest.Sync(ctx, store, plan, progress.show)
	progress.end(report.Streams)
	a.remembers(store, fetchedOf(plan, &report))
	for _, problem := range report.Problems() {
		a.complain(problem)
	}
	a.namesLost(&report.Report)
	if asJSON {
		if err := a.printJSON(newSyncJSON(plan, &report), ""); err != nil {
			return err
		}
	} else if !a.quiet {
		a.print("%s\n", syncSummary(plan, &report))
	}
	switch {
	case err != nil && (ctx.Err() != nil || errors.Is(err, context.Canceled)):
		return err
	case err != nil:
		return &failure{err}
	case len(report.Problems()) > 0, report.Lost > 0:
		return &failure{}
	}
	return nil
}

// syncSummary says in one line what a sync did.
func syncSummary(plan *ingest.Plan, r *ingest.SyncReport) string {
	requests, throttled := 0, 0
	for _, s := range r.Streams {
		requests += s.Requests
		throttled += s.Throttled
	}
	text := fmt.Sprintf("fetched %s, %s new, in %s", counted(r.Records, "event"), grouped(r.New), counted(requests, "request"))
	if throttled > 0 {
		text += fmt.Sprintf(", throttled %s", counted(throttled, "time"))
	}
	if r.Lost > 0 {
		text += fmt.Sprintf(", %s lost", grouped(r.Lost))
	}
	if seconds := r.Elapsed.Seconds(); seconds >= 0.1 {
		text += fmt.Sprintf(", %.1f s", seconds)
	}
	if plan.Push.Filter != nil {
		text += fmt.Sprintf("; %s in the window match", counted(r.Matched, "event"))
	}
	return text
}

// tellPlan says before anything is asked what will be.
func (a *app) tellPlan(plan *ingest.Plan) {
	a.say("%s – %s", a.moment(plan.Window.From), a.moment(plan.Window.To))
	if plan.Clamped {
		a.say("event history goes back 90 days: what is older is left out")
	}
	if plan.Push.Filter != nil {
		a.say("%s", plan.Push)
	}
	if !asksRegion(plan, globalRegion) {
		a.say("%s is left out: IAM and most sign-ins are there", globalRegion)
	}
	a.say("%s", planned(plan))
}

// globalRegion is where the events of global services are.
const globalRegion = "us-east-1"

func asksRegion(plan *ingest.Plan, region string) bool {
	for _, s := range plan.Streams {
		if s.Region == region {
			return true
		}
	}
	return false
}

// planned says how much there is to ask.
func planned(plan *ingest.Plan) string {
	if plan.Nothing() {
		return "nothing is missing"
	}
	requests, known := plan.Requests()
	if known {
		return fmt.Sprintf("about %s, about %s", counted(requests, "request"), spell(plan.Time()))
	}
	unknown := 0
	for _, s := range plan.Streams {
		if !s.Known && s.Requests > 0 {
			unknown++
		}
	}
	text := fmt.Sprintf("at least %s, at least %s: how many events there are is not known", counted(requests, "request"), spell(plan.Time()))
	if len(plan.Streams) > 1 {
		text += fmt.Sprintf(" of %s of %s accounts and Regions", grouped(unknown), grouped(len(plan.Streams)))
	}
	return text + " before some were fetched"
}

// spell writes a length of time for people: "40 s", "3 min", "1 h 20 min".
func spell(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d.Round(time.Second)/time.Second)))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute)/time.Minute))
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
}

// printPlan prints what a dry run found.
func (a *app) printPlan(plan *ingest.Plan, asJSON bool) error {
	if asJSON {
		return a.printJSON(newPlanJSON(plan), "")
	}
	for _, s := range plan.Streams {
		line := event.Clean(s.Account.ID + " " + s.Region)
		if s.Category != lookup.Management {
			line += " " + s.Category
		}
		if len(s.Missing) == 0 {
			line += ": nothing is missing"
		} else {
			requests := counted(s.Requests, "request")
			if !s.Known {
				requests = "at least " + requests
			}
			line += ": " + requests
		}
		for _, span := range s.Missing {
			line += fmt.Sprintf("\n  %s – %s", a.moment(span.From), a.moment(span.To))
		}
		if _, err := fmt.Fprintln(a.out, line); err != nil {
			return err
		}
	}
	return nil
}
