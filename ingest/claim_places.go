package ingest

import (
	"sync"

	"spoor/cache"
	"spoor/cache/lock"
)

// placeClaims are the places that a sync fetches from at the moment: each is
// claimed when the first of its streams begins, and released when none of them
// is under way.
type placeClaims struct {
	cache *cache.Cache

	mu   sync.Mutex
	held map[Place]*heldPlace
}

type heldPlace struct {
	claim   *lock.Claim
	streams int
}

// take claims a place for one of its streams. Where another program fetches from
// it the error is a *Busy.
func (c *placeClaims) take(p Place) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.held[p]
	if at == nil {
		claim, err := claim(c.cache, p.Account.ID+"-"+p.Region, p.String())
		if err != nil {
			return err
		}
		if c.held == nil {
			c.held = map[Place]*heldPlace{}
		}
		at = &heldPlace{claim: claim}
		c.held[p] = at
	}
	at.streams++
	return nil
}

// giveUp gives a place up for one of its streams.
func (c *placeClaims) giveUp(p Place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.held[p]
	if at.streams--; at.streams == 0 {
		_ = at.claim.Release()
		delete(c.held, p)
	}
}

// releaseAll gives up what is held still.
func (c *placeClaims) releaseAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, at := range c.held {
		_ = at.claim.Release()
	}
	c.held = nil
}
