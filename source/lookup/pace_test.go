package lookup

import (
	"testing"
	"time"
)

func TestAPaceKeepsItsRate(t *testing.T) {
	p := newPace(2)
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for n := range 10 {
		if at := p.reserve(now); !at.Equal(now.Add(time.Duration(n) * time.Second / 2)) {
			t.Fatalf("request %d is sent at %v", n+1, at.Sub(now))
		}
	}
	// What was not used is not saved up.
	later := now.Add(time.Hour)
	if first, second := p.reserve(later), p.reserve(later); !first.Equal(later) || second.Sub(first) != time.Second/2 {
		t.Errorf("after a pause: %v, %v", first.Sub(later), second.Sub(later))
	}
}

func TestAPaceYieldsToOthersAndTakesBackWhatTheyLeave(t *testing.T) {
	p := newPace(2)
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	p.throttled(now)
	if got := p.now(); got != 1 {
		t.Errorf("throttled once it goes at %v a second, want 1", got)
	}
	if wait := p.reserve(now).Sub(now); wait < time.Second || wait > 1500*time.Millisecond {
		t.Errorf("throttled once it waits for %v", wait)
	}
	for range 20 {
		p.throttled(now)
	}
	if got := p.now(); got != 2*slowest {
		t.Errorf("throttled all the time it goes at %v a second, want %v", got, 2*slowest)
	}
	answers := 0
	for ; p.now() < 2 && answers < 100; answers++ {
		p.answered()
	}
	if answers < 15 || answers > 20 {
		t.Errorf("it takes %d answers to be back at the full rate", answers)
	}
	p.answered()
	if got := p.now(); got != 2 {
		t.Errorf("it goes at %v a second, more than is allowed", got)
	}
}

func TestTheWaitAfterAFailureDoublesUntilItIsLong(t *testing.T) {
	whole := Options{}.withDefaults().RetryWait
	if whole <= 0 {
		t.Fatalf("the first wait is %v", whole)
	}
	for n := 1; n < attempts; n++ {
		for range 100 {
			if got := backoff(Options{}.withDefaults().RetryWait, n); got < whole/2 || got > whole {
				t.Fatalf("after failure %d it waits for %v, want %v to %v", n, got, whole/2, whole)
			}
		}
		whole = min(2*whole, longestWait)
	}
}
