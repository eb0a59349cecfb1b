package cache

import (
	"context"
	"fmt"
	"math/bits"

	"spoor/cache/segment"
)

// runLength is how many segments of about the same size are put together: so
// every event is rewritten a few times at most, and only its columns.
const runLength = 4

// tidy starts putting small segments together in the background, unless that is
// going on already.
func (c *Cache) tidy() {
	c.tidying.mu.Lock()
	defer c.tidying.mu.Unlock()
	if c.tidying.running || c.tidying.closed {
		return
	}
	if pickRun(c.snap.Load()) == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	c.tidying.running, c.tidying.stop = true, func() { cancel(); <-done }
	go func() {
		defer close(done)
		defer cancel()
		for {
			run := pickRun(c.snap.Load())
			ok := run != nil
			if ok {
				var err error
				if ok, err = c.merge(ctx, run); err != nil {
					// Nothing is lost by segments that stay small, and the next
					// to read them meets other trouble too and reports it.
					c.leaveOut(ctx, err)
					ok = false
				}
			}
			if !ok {
				c.tidying.mu.Lock()
				c.tidying.running = false
				c.tidying.mu.Unlock()
				return
			}
		}
	}()
}

// class groups segments by size, a factor of four each.
func class(rows int) int { return bits.Len(uint(rows)) / 2 }

// pickRun returns segments of one size that lie side by side in time and fill
// no more than one, or nil.
func pickRun(s *snapshot) []*part {
	runs := map[int][]*part{}
	for _, p := range s.parts {
		if p.broken.Load() != nil || p.rows() > segment.MaxRows/2 {
			continue
		}
		k := class(p.rows())
		run := append(runs[k], p)
		if len(run) == runLength {
			if rowsOf(run) <= segment.MaxRows {
				return run
			}
			run = run[1:]
		}
		runs[k] = run
	}
	return nil
}

func rowsOf(run []*part) int {
	n := 0
	for _, p := range run {
		n += p.rows()
	}
	return n
}

// Seal puts small segments together now, as the end of an import wants. What
// has been appended is safe and found without it; it makes answers quicker and
// the file smaller.
func (c *Cache) Seal(ctx context.Context) error {
	c.settle()
	if _, err := c.Refresh(ctx); err != nil {
		return err
	}
	for {
		run := pickSmall(c.snap.Load())
		if run == nil {
			return nil
		}
		ok, err := c.merge(ctx, run)
		if c.leaveOut(ctx, err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("seal cache %s: %w", c.file.path, err)
		}
		if !ok {
			// Another process is at it too.
			return nil
		}
	}
}

// pickSmall returns the first run of two or more segments, side by side in
// time, of which each is less than half full and that fit into one.
func pickSmall(s *snapshot) []*part {
	var run []*part
	for _, p := range s.parts {
		if p.broken.Load() != nil || p.rows() > segment.MaxRows/2 {
			continue
		}
		if rowsOf(run)+p.rows() > segment.MaxRows {
			if len(run) > 1 {
				return run
			}
			run = nil
		}
		run = append(run, p)
	}
	if len(run) > 1 {
		return run
	}
	return nil
}

// settle stops what goes on in the background and waits for it to end.
func (c *Cache) settle() {
	c.tidying.mu.Lock()
	stop := c.tidying.stop
	c.tidying.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// Forget drops what is remembered of earlier filters, so that the next answer
// is computed from the columns. It is for measuring.
func (c *Cache) Forget() {
	c.verdicts.clear()
	for _, p := range c.snap.Load().parts {
		p.leaves.clear()
	}
}
