package lookup

import (
	"time"

	"spoor/source/login"
)

// State is how far a fetch is.
type State uint8

// The states, in their order.
const (
	Waiting State = iota
	Fetching
	Done
	Failed
)

// Status is how far the fetch of one account, Region and category is.
type Status struct {
	Account, Profile, Region, Category string
	State                              State
	// Requests counts those that were answered; Throttled those that AWS
	// refused as too many, Retried those that failed otherwise and were sent
	// again.
	Requests, Throttled, Retried int
	// Events is how many events have come, repeated ones included.
	Events int
	// Rate is how many requests a second it allows itself at present, 0 before
	// the first.
	Rate float64
	// Began is when it began, zero while it waits.
	Began time.Time
	// Asked is the length of all that is asked for, Got of what is complete.
	Asked, Got time.Duration
	// Reached is how far back it has come, zero before the first answer.
	Reached time.Time
	// Problem is why it failed.
	Problem *login.Problem
}

func (w *walk) status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *walk) change(to func(*Status)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	to(&w.now)
}
