package trail

import (
	"context"
	"sync"
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
)

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
