// Package fetch is how the screen has events fetched from AWS: what is asked
// of whoever fetches, what is offered to the person before it begins, and how
// far it is.
package fetch

import (
	"context"
	"time"

	"spoor/query"
)

// Fetcher fetches events into the cache that is looked at. Its methods wait for
// files and for the network; they are called from commands only.
type Fetcher interface {
	// Plan finds out what is missing, and asks for no events. What an error says
	// fits in a line, and tells what to do.
	Plan(ctx context.Context, w Want) (Plan, error)
}

// Want is what should be in the cache.
type Want struct {
	// Window is the time it is about. An open end is now.
	Window query.Window
	// Filter is the filter on view. Narrow asks for no more than is needed for it,
	// as far as AWS can be asked for that.
	Filter query.Expr
	Narrow bool
	// Agreed keeps to those of whom events were fetched before, or whom the
	// settings name. Where there are none, Plan returns nil without an error.
	Agreed bool
}

// Plan is what can be fetched.
type Plan interface {
	Offer() Offer
	// Run fetches it. It calls report as often as it likes, from any goroutine
	// but never after it has returned. When ctx ends, what has come so far is
	// kept, and the error is that of ctx. A Plan is run once.
	Run(ctx context.Context, report func(Progress)) (Progress, error)
}

// Offer says what a plan would do.
type Offer struct {
	Window query.Window
	Parts  []Part
	// Requests is how many requests it takes, about, or at least where AtLeast
	// is set, and Time how long; both are of event history alone.
	Requests int
	AtLeast  bool
	Time     time.Duration
	// Push says in plain text how the filter is divided, empty without one.
	// Narrower says what of the filter AWS could be asked for instead.
	Push, Narrower string
	// Notes are lines for the person. Problems say who cannot be asked, and why.
	Notes, Problems []string
}

// Nothing reports whether nothing is missing.
func (o *Offer) Nothing() bool {
	for _, p := range o.Parts {
		if !p.Nothing() {
			return false
		}
	}
	return true
}

// Part is what is missing of one place.
type Part struct {
	// Account is the number of an account, empty for a bucket. Place is a Region,
	// with the category where that is not management events, or the address of
	// a bucket.
	Account, Place string
	// Requests is how many requests it takes, about, or at least where AtLeast
	// is set.
	Requests int
	AtLeast  bool
	// Objects and Bytes are what a bucket holds that was not read yet.
	Objects int
	Bytes   int64
}

// Nothing reports whether nothing is missing there.
func (p *Part) Nothing() bool { return p.Requests == 0 && p.Objects == 0 }

// State is how far the fetching of a part is.
type State uint8

// The states.
const (
	Waiting State = iota
	Fetching
	Done
	Failed
)

// Progress is how far a fetch is.
type Progress struct {
	Parts []PartProgress
	// Events have come, New of them were not held before.
	Events, New int
	// Left is the time left, about; 0 where that cannot be told.
	Left time.Duration
}

// PartProgress is how far one part is.
type PartProgress struct {
	Account, Place string
	State          State
	// Requests were answered of about Likely in all, 0 where that is not known.
	// Throttled were refused as too many. For a bucket these are objects.
	Requests, Likely, Throttled int
	// Rate is how many a second are answered, 0 before the first.
	Rate   float64
	Events int
	// Reached is how far back it has come, zero before the first answer.
	Reached time.Time
	// Left is the time left, about; 0 where that cannot be told.
	Left time.Duration
	// Problem says in a line why it failed, and what to do.
	Problem string
}

// Sum is all parts together: Reached is the latest of those under way, so that
// everything after it has come.
func (p *Progress) Sum() PartProgress {
	sum := PartProgress{Events: p.Events, Left: p.Left}
	for i, part := range p.Parts {
		if i == 0 {
			sum.Place = part.Place // for its unit
		}
		sum.Requests += part.Requests
		sum.Likely += max(part.Likely, part.Requests)
		sum.Throttled += part.Throttled
		if part.State != Fetching {
			continue
		}
		sum.State = Fetching
		sum.Rate += part.Rate
		if part.Reached.After(sum.Reached) {
			sum.Reached = part.Reached
		}
	}
	return sum
}

// Problems are the problems of the parts, each told once.
func (p *Progress) Problems() []string {
	var all []string
	told := map[string]bool{}
	for _, part := range p.Parts {
		if part.Problem != "" && !told[part.Problem] {
			told[part.Problem] = true
			all = append(all, part.Problem)
		}
	}
	return all
}
