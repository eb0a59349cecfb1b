package lookup

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Rate is how many requests a second an account and Region is sent unless
// Options say otherwise: a little less than the two that AWS allows.
const Rate = 1.8

// pace spaces the requests to one account and Region. The quota is shared with
// the console and every other program, so it halves its rate whenever AWS
// throttles, and takes back a twentieth of what is allowed with every answer.
type pace struct {
	most float64 // requests a second

	mu   sync.Mutex
	rate float64
	next time.Time // when the next request may be sent
}

// slowest is the part of the rate below which a pace never falls.
const slowest = 1.0 / 16

func newPace(most float64) *pace { return &pace{most: most, rate: most} }

// wait waits for the turn of one request.
func (p *pace) wait(ctx context.Context) error {
	return pause(ctx, time.Until(p.reserve(time.Now())))
}

func (p *pace) reserve(now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.next
	if at.Before(now) {
		at = now
	}
	p.next = at.Add(p.interval())
	return at
}

func (p *pace) interval() time.Duration { return time.Duration(float64(time.Second) / p.rate) }

// throttled slows down, and lets a while pass that differs from what others
// wait who were throttled together with it.
func (p *pace) throttled(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rate = max(p.rate/2, p.most*slowest)
	p.next = now.Add(time.Duration(float64(p.interval()) * (1 + rand.Float64()/2)))
}

// answered speeds up again.
func (p *pace) answered() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rate = min(p.rate+p.most/20, p.most)
}

// now is the present rate in requests a second.
func (p *pace) now() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rate
}

// pause waits for a while, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
