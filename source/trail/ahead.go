package trail

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// foldersAhead is how many folders beside each other are listed at a time, on
	// each level of a trail's layout. A bucket of an organisation has thousands,
	// most of them small, and a listing takes S3 some fifty milliseconds.
	foldersAhead = 4
	// linesAhead is how much of a listing waits for its turn.
	linesAhead = 64
	// requestsAhead bounds the listings that are under way in all.
	requestsAhead = 16
	// busyListing is how many listings a pull has under way or waiting when it is
	// listing that it waits for, and not reading. A count then waits, and looks
	// again after aWhile.
	busyListing = 4
	aWhile      = 20 * time.Millisecond
)

// turns says who may ask for a listing. A pull goes before what only counts, for
// its progress: where next to nothing is new, listing is all there is to do, and
// a count beside it would take half of it.
type turns struct {
	asking  chan struct{}
	pulling atomic.Int64
}

func newTurns() *turns { return &turns{asking: make(chan struct{}, requestsAhead)} }

// take waits for a turn, which ends when done is called.
func (t *turns) take(ctx context.Context, counts bool) (done func(), err error) {
	if !counts {
		t.pulling.Add(1)
	}
	for counts && t.pulling.Load() > busyListing {
		select {
		case <-time.After(aWhile):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	end := func() {
		if !counts {
			t.pulling.Add(-1)
		}
	}
	select {
	case t.asking <- struct{}{}:
		return func() { <-t.asking; end() }, nil
	case <-ctx.Done():
		end()
		return nil, ctx.Err()
	}
}

// inOrder lists several folders side by side, and yields what is in them in the
// order of the folders.
func inOrder(ctx context.Context, folders []string, list func(ctx context.Context, folder string, yield func(listed) error) error, yield func(listed) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	defer work.Wait()
	defer cancel()

	type lane struct {
		lines chan listed
		err   error
	}
	lanes := make([]*lane, len(folders))
	start := func(i int) {
		l := &lane{lines: make(chan listed, linesAhead)}
		lanes[i] = l
		work.Go(func() {
			defer close(l.lines)
			l.err = list(ctx, folders[i], func(f listed) error {
				select {
				case l.lines <- f:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		})
	}
	started := 0
	for i := range folders {
		for ; started < min(len(folders), i+foldersAhead); started++ {
			start(started)
		}
		for f := range lanes[i].lines {
			if err := yield(f); err != nil {
				return err
			}
		}
		if err := lanes[i].err; err != nil {
			return err
		}
		lanes[i] = nil
	}
	return nil
}
