package serve

import (
	"context"
	"sync"
	"time"

	"spoor/cache"
)

// refreshEvery is how old what a server knows of the cache may be.
const refreshEvery = 200 * time.Millisecond

// fresh keeps the cache from being refreshed with every request of a fast
// client.
type fresh struct {
	mu   sync.Mutex
	last time.Time
}

// refresh picks up what other processes have written, unless that was done a
// moment ago.
func (f *fresh) refresh(ctx context.Context, c *cache.Cache) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.last.IsZero() && time.Since(f.last) < refreshEvery {
		return nil
	}
	if _, err := c.Refresh(ctx); err != nil {
		return err
	}
	f.last = time.Now()
	return nil
}
