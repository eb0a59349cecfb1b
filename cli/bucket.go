package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/pflag"

	"spoor/cache"
	"spoor/ingest"
	"spoor/query"
	"spoor/source"
	"spoor/source/login"
	"spoor/source/trail"
)

// awsFlags say with which credentials AWS is asked, and about what time.
type awsFlags struct{ profile, region, since string }

func (f *awsFlags) add(to *pflag.FlagSet) {
	to.StringVar(&f.profile, "profile", "", "for s3://: `PROFILE` of the AWS configuration (default: as the AWS CLI chooses)")
	to.StringVar(&f.region, "region", "", "for s3://: `REGION` to begin with (the bucket's own is found out)")
	to.StringVar(&f.since, "since", "", "for s3://: only what was delivered since `TIME`, such as 7d or 2026-11-01 (default: everything)")
}

// given reports whether any of the flags was given.
func (f awsFlags) given() bool { return f != awsFlags{} }

// login finds the credentials that the flags choose.
func (a *app) login(ctx context.Context, f awsFlags) (*login.Login, error) {
	profile := f.profile
	if profile == "" {
		profile = a.oneProfile()
	}
	return login.Open(ctx, login.Options{Profile: profile, Region: f.region, Code: a.askCode()})
}

// oneProfile is the profile of the settings, if they name one alone.
func (a *app) oneProfile() string {
	if configured := a.settings.AWS.Profiles; len(configured) == 1 {
		return configured[0]
	}
	return ""
}

// since reads the beginning of a window. Empty means no beginning.
func (a *app) since(text string) (w query.Window, err error) {
	if text == "" {
		return w, nil
	}
	if w.From, err = a.pointInTime(text); err != nil {
		return w, usagef("--since %s: %w", text, err)
	}
	return w, nil
}

// isBucket reports whether an argument names a place in S3.
func isBucket(path string) bool { return strings.HasPrefix(path, "s3://") }

// buckets returns the sources of places in S3, each of what was delivered in the
// window.
func (a *app) buckets(ctx context.Context, urls []string, store *cache.Cache, known known, access awsFlags, window query.Window) ([]source.Source, error) {
	if len(urls) == 0 {
		if access.given() {
			return nil, usagef("--profile, --region and --since are about places in S3, and none is named")
		}
		return nil, nil
	}
	for _, url := range urls {
		if _, _, err := trail.ParseURL(url); err != nil {
			return nil, &usageError{err}
		}
	}
	since, err := a.since(access.since)
	if err != nil {
		return nil, err
	}
	window = window.Intersect(since)
	way, err := a.login(ctx, access)
	if err != nil {
		return nil, failed(ctx, err)
	}
	var all []source.Source
	for _, url := range urls {
		bucket, err := trail.OpenBucket(ctx, way, url)
		if err != nil {
			return nil, failed(ctx, err)
		}
		bucket.From, bucket.To = window.From, window.To
		var from source.Source = trail.NewBucket(trail.Options{Known: known}, bucket)
		if store != nil {
			from = ingest.OneAtATime(store, from.Name(), from)
			a.remembers(store, fetchedFrom{Buckets: []bucketRead{{url, way.Profile}}})
		}
		all = append(all, from)
	}
	return all, nil
}

// failed is an error of the surroundings, not of how the command was used,
// unless the user broke it off.
func failed(ctx context.Context, err error) error {
	var usage *usageError
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) || errors.As(err, &usage) {
		return err
	}
	return &failure{err}
}
