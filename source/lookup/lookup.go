// Package lookup is the source that reads AWS's own event history with
// LookupEvents: several accounts and Regions side by side, each at the pace
// that AWS allows.
//
// LookupEvents answers for one account and Region, newest first, 50 events at a
// time, with one attribute at most, and reaches back 90 days. It allows two
// requests a second for an account and Region, shared by everybody who uses
// them (CloudTrail API reference, LookupEvents; AWS General Reference,
// CloudTrail endpoints and quotas).
package lookup

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"spoor/source"
)

// Kind is the source.From.Kind of everything read here, and the source under
// which its coverage is kept.
const Kind = "lookup"

// The categories of events that LookupEvents knows, as records name them.
const (
	Management = "Management"
	Insight    = "Insight"
)

// Reach is how far back event history goes.
const Reach = 90 * 24 * time.Hour

// Margin is kept from its end: whether a request that reaches beyond is cut or
// refused is not documented.
const Margin = time.Minute

// lateness is how long after it happened an event may still come into event
// history, so that what is more recent has to be asked for again. CloudTrail
// takes about five minutes, and promises nothing; Insights events are told of
// within about half an hour.
func lateness(category string) time.Duration {
	if category == Insight {
		return time.Hour
	}
	return 15 * time.Minute
}

// Span is a half-open span of time, From included and To not.
type Span struct{ From, To time.Time }

// Attribute is the one pair that a request may ask for. The zero Attribute asks
// for every event.
type Attribute struct{ Key, Value string }

// String returns "Key=Value", or "" for every event.
func (a Attribute) String() string {
	if a == (Attribute{}) {
		return ""
	}
	return a.Key + "=" + a.Value
}

// Fetch is what to ask of one account, Region and category.
type Fetch struct {
	Account  *Account
	Region   string
	Category string
	// Attribute narrows it to the events with one attribute.
	Attribute Attribute
	// Spans are asked for in their order: newest first. Their bounds are whole
	// seconds.
	Spans []Span
	// AnyAge says that the server has events older than Reach.
	AnyAge bool
	// Turn, if set, is called when the fetch's turn has come. It calls ask with
	// what to ask for in the place of Spans, once or not at all. ask returns no
	// error when all that came is stored; its error, like any other of Turn's,
	// ends the pull.
	Turn func(ctx context.Context, ask func([]Span) error) error
}

// Source fetches from LookupEvents. A Source is pulled once.
//
// Each of its fetches fails for itself: Pull goes on with the others, and
// Statuses says which failed and why.
type Source struct{ walks []*walk }

// New returns the source of all the fetches, each of which is of another
// account, Region or category.
func New(fetches []Fetch) *Source {
	s := &Source{}
	for _, f := range fetches {
		s.walks = append(s.walks, newWalk(f))
	}
	return s
}

// Name says what is read.
func (s *Source) Name() string {
	accounts := map[string]bool{}
	for _, w := range s.walks {
		accounts[w.fetch.Account.ID] = true
	}
	if len(accounts) == 1 {
		return "event history of " + s.walks[0].fetch.Account.ID
	}
	return fmt.Sprintf("event history of %d accounts", len(accounts))
}

// Statuses says of each fetch, in the order in which they were given, how far
// it is. It may be called at any time.
func (s *Source) Statuses() []Status {
	all := make([]Status, len(s.walks))
	for i, w := range s.walks {
		all[i] = w.status()
	}
	return all
}

// SideBySide is how many fetches are under way at a time.
const SideBySide = 64

// Pull implements source.Source. It ends with an error when ctx ends or yield
// fails, and with none when every fetch is done or has failed.
func (s *Source) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	var turn sync.Mutex
	inTurn := func(b *source.Batch) error {
		turn.Lock()
		defer turn.Unlock()
		if err := ctx.Err(); err != nil {
			return err
		}
		return yield(b)
	}
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(SideBySide)
	for _, w := range s.walks {
		work.Go(func() error { return w.turn(ctx, inTurn) })
	}
	return work.Wait()
}
