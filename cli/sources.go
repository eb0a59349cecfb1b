package cli

import (
	"context"
	"fmt"
	"os"
	"time"

	"spoor/cache"
	"spoor/ingest"
	"spoor/query"
	"spoor/source"
	"spoor/source/evidence"
	"spoor/source/recorder"
	"spoor/source/trail"
)

// known is how sources ask which files need not be read again.
type known = func(ctx context.Context, place string, size int64, modTime time.Time, etag string) (bool, error)

// sources returns a source of what the user named: evidence bundles, recorder
// stores, and trail files in folders, files, standard input and S3. Of a bucket
// that is laid out as a trail lays it out only what was delivered in the window
// is read.
//
// They are read into store, which knows what need not be read again; nil stands
// for a cache that is new, and nobody else's.
func (a *app) sources(ctx context.Context, paths []string, store *cache.Cache, access awsFlags, window query.Window) (source.Source, error) {
	var known known
	var contents trail.Contents
	if store != nil {
		known, contents = ingest.Known(store), ingest.Contents(store)
	}
	var all inTurn
	var files, buckets []string
	for _, path := range paths {
		switch {
		case isBucket(path):
			buckets = append(buckets, path)
		case path != "-" && recorder.Is(path):
			all = append(all, recorder.New(path, recorder.Options{Known: known}))
		case path != "-" && evidence.Is(path):
			all = append(all, evidence.New(path, known))
		default:
			files = append(files, path)
		}
	}
	if len(files) > 0 {
		stdin := a.in
		if stdin == nil {
			stdin = os.Stdin
		}
		all = append(all, trail.New(trail.Options{Stdin: stdin, Known: known, Contents: contents}, files...))
	}
	found, err := a.buckets(ctx, buckets, store, known, access, window)
	if err != nil {
		return nil, err
	}
	all = append(all, found...)
	if len(all) == 1 {
		return all[0], nil
	}
	return all, nil
}

// inTurn reads several sources one after another.
type inTurn []source.Source

func (s inTurn) Name() string { return fmt.Sprintf("%d sources", len(s)) }

// Size implements source.Sized, as far as the sources do.
func (s inTurn) Size(ctx context.Context) (files int, bytes int64, err error) { return sizeOf(ctx, s) }

// sizeOf sums up what sources know of their size.
func sizeOf(ctx context.Context, sources []source.Source) (files int, bytes int64, err error) {
	for _, one := range sources {
		sized, ok := one.(source.Sized)
		if !ok {
			continue
		}
		f, b, err := sized.Size(ctx)
		if err != nil {
			return 0, 0, err
		}
		files, bytes = files+f, bytes+b
	}
	return files, bytes, nil
}

func (s inTurn) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	for _, one := range s {
		if err := one.Pull(ctx, yield); err != nil {
			return fmt.Errorf("%s: %w", one.Name(), err)
		}
	}
	return nil
}
