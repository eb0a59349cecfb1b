package cache

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/guard"
	"spoor/cache/lock"
	"spoor/cache/segment"
)

// Options say which file to open and how.
type Options struct {
	// Path is the bbolt file. Its folder must exist.
	Path string
	// ReadOnly opens an existing file and never writes to it.
	ReadOnly bool
	// Command is what this program is doing, in a few words: it is shown to
	// others who wait for the file.
	Command string
	// OnWait, if set, is called when the file has been waited for for a second,
	// with who has it, as far as that is known.
	OnWait func(lock.Holder)
}

// Cache is an open cache. It is safe for concurrent use. The file itself is
// open only while something is read or written, so that other processes can
// work on it too.
type Cache struct {
	file file
	// snap is what was last seen of the file. Snapshots are immutable.
	snap atomic.Pointer[snapshot]
	// lexicons number the values of each column, verdicts remember which of them
	// passed the tests of filters.
	lexicons [segment.Columns]lexicon
	verdicts verdictCache
	// searched counts the blocks of records that were searched: what the index of
	// words, earlier answers and an end of the context spare.
	searched atomic.Int64
	// clock counts uses, to tell what has not been used for long.
	clock atomic.Uint64
	// tidying is the putting together of small segments in the background.
	tidying struct {
		mu      sync.Mutex
		running bool
		closed  bool
		stop    func() // ends what goes on, or went on last, and waits
	}
	// refreshing keeps two refreshes from doing the same work.
	refreshing sync.Mutex
}

// Open opens the cache, creating the file with mode 0600 unless ReadOnly. A
// file of another format, and one that is no cache at all, is refused with an
// error that says what it is.
func Open(ctx context.Context, o Options) (*Cache, error) {
	c := &Cache{file: file{path: o.Path, readOnly: o.ReadOnly, command: o.Command, onWait: o.OnWait}}
	// Side files are not left beside what can be no cache.
	if err := guard.CheckKind(o.Path); err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		if err := c.file.make(ctx, prepare); err != nil {
			return nil, fmt.Errorf("open cache %s: %w", o.Path, err)
		}
	}
	c.snap.Store(&snapshot{})
	if _, err := c.Refresh(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// Close ends work in the background and lets go of all memory.
func (c *Cache) Close() error {
	c.tidying.mu.Lock()
	c.tidying.closed = true
	c.tidying.mu.Unlock()
	c.settle()
	c.snap.Store(&snapshot{})
	return nil
}

// Refresh picks up what this and other processes have written since. changed
// says whether there was anything.
func (c *Cache) Refresh(ctx context.Context) (changed bool, err error) {
	c.refreshing.Lock()
	defer c.refreshing.Unlock()
	old := c.snap.Load()
	next := old
	err = c.file.view(ctx, func(tx *bolt.Tx) error {
		next, err = old.follow(tx)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("read cache %s: %w", c.file.path, err)
	}
	c.snap.Store(next)
	return next != old, nil
}

// Span returns the times of the oldest and newest event and how many events
// there are. Events without a time are counted but do not stretch the span.
func (c *Cache) Span(ctx context.Context) (first, last time.Time, n int, err error) {
	if err := ctx.Err(); err != nil {
		return first, last, 0, err
	}
	first, last = c.snap.Load().span()
	return first, last, c.snap.Load().total, nil
}
