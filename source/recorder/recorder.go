// Package recorder reads a recorder store: the trail files in it, and the
// journals of what is not sealed into trail files yet. It can follow a store,
// and then hands over calls within moments of their being recorded.
//
// A store is a folder. The trail files lie under AWSLogs as a trail delivers
// them, so a bucket copied with "aws s3 sync" is a store as well; package
// journal describes the journals.
package recorder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"spoor/source"
	"spoor/source/recorder/journal"
	"spoor/source/trail"
)

// Kind is the kind of source, as in source.From.
const Kind = "recorder"

// Options say how a store is read.
type Options struct {
	// Known, if set, is asked which trail files need not be read.
	Known trail.Known
	// Follow has Pull go on until its context ends. A store that is not there
	// yet is waited for.
	Follow bool
	// Poll is how often a followed store is looked at; 0 means five times a
	// second.
	Poll time.Duration
}

const (
	defaultPoll = 200 * time.Millisecond
	// relist is how often the trail files of a followed store are listed again,
	// beside whenever a journal was sealed: they may also be copied into it.
	relist = time.Minute
)

// Source reads a recorder store.
type Source struct {
	dir string
	o   Options
}

var (
	_ source.Source = (*Source)(nil)
	_ source.Sized  = (*Source)(nil)
)

// New returns a source that reads the store in a folder.
func New(dir string, o Options) *Source {
	if o.Poll <= 0 {
		o.Poll = defaultPoll
	}
	if place, err := filepath.Abs(dir); err == nil {
		dir = place
	}
	return &Source{dir: dir, o: o}
}

// Is reports whether a folder holds journals, as only recorder stores do.
func Is(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, journal.Folder))
	return err == nil && info.IsDir()
}

// Name implements source.Source.
func (s *Source) Name() string { return "recorder store " + s.dir }

// Size implements source.Sized for the trail files.
func (s *Source) Size(ctx context.Context) (files int, bytes int64, err error) {
	if !s.hasTrail() {
		return 0, 0, ctx.Err()
	}
	return s.trail(nil).Size(ctx)
}

// Pull implements source.Source. Of a store that is not followed it hands over
// what is in it now. Of one that is, each batch of a journal is to be committed
// before the next, so that others see it soon; a record is handed over once more
// when its journal was sealed.
func (s *Source) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	var turn sync.Mutex
	tell := func(b *source.Batch) error {
		turn.Lock()
		defer turn.Unlock()
		return yield(b)
	}
	if s.o.Follow {
		return s.follow(ctx, tell)
	}
	if _, err := os.Stat(s.dir); err != nil {
		return fmt.Errorf("open the recorder store: %w", err)
	}
	// The journals come first: what is sealed meanwhile is found among the trail
	// files, and nothing lies between the two.
	tails := newTails(s.dir, tell)
	defer tails.close()
	if _, err := tails.look(ctx); err != nil {
		return err
	}
	if err := tails.end(); err != nil {
		return err
	}
	return s.sealed(ctx, s.o.Known, tell)
}

// follow hands over what is in the store and what comes into it until ctx ends.
func (s *Source) follow(ctx context.Context, tell func(*source.Batch) error) error {
	again := make(chan struct{}, 1)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return s.followJournals(ctx, again, tell) })
	work.Go(func() error { return s.followTrail(ctx, again, tell) })
	return work.Wait()
}

// followJournals reads the journals as they grow, and says so when one is gone.
func (s *Source) followJournals(ctx context.Context, gone chan<- struct{}, tell func(*source.Batch) error) error {
	tails := newTails(s.dir, tell)
	defer tails.close()
	tails.live = true
	tick := time.NewTicker(s.o.Poll)
	defer tick.Stop()
	for {
		sealed, err := tails.look(ctx)
		if err != nil {
			return err
		}
		if sealed {
			select {
			case gone <- struct{}{}:
			default:
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// followTrail reads the trail files, and those that come.
func (s *Source) followTrail(ctx context.Context, again <-chan struct{}, tell func(*source.Batch) error) error {
	known := newRemembering(s.o.Known)
	tick := time.NewTicker(relist)
	defer tick.Stop()
	for {
		if err := s.sealed(ctx, known.ask, known.note(tell)); err != nil {
			return err
		}
		select {
		case <-again:
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Source) hasTrail() bool {
	_, err := os.Stat(filepath.Join(s.dir, "AWSLogs"))
	return !errors.Is(err, os.ErrNotExist)
}

func (s *Source) trail(known trail.Known) *trail.Source {
	return trail.New(trail.Options{Known: known}, filepath.Join(s.dir, "AWSLogs"))
}

// sealed hands over the records of the trail files.
func (s *Source) sealed(ctx context.Context, known trail.Known, tell func(*source.Batch) error) error {
	if !s.hasTrail() {
		return ctx.Err()
	}
	return s.trail(known).Pull(ctx, func(b *source.Batch) error {
		b.From.Kind = Kind
		return tell(b)
	})
}
