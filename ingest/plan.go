package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"spoor/cache"
	"spoor/cache/coverage"
	"spoor/query"
	"spoor/source"
	"spoor/source/lookup"
)

// Want is what of AWS's event history should be in the cache.
type Want struct {
	// Places are the accounts and Regions, each once.
	Places []Place
	// Window is the time it is about. An open start is as far back as event
	// history goes, an open end is now.
	Window query.Window
	// Filter narrows it: see Push.
	Filter query.Expr
	// Insights asks for Insights events too.
	Insights bool
	// AnyAge asks for events older than event history too, of a server that is
	// not AWS and has them.
	AnyAge bool
}

// Place is one Region of one account.
type Place struct {
	Account *lookup.Account
	Region  string
}

// Plan is what has to be asked of AWS to have what is wanted.
type Plan struct {
	// Window is the time it is about, by AWS's clock, in whole seconds.
	Window query.Window
	// AnyAge is as in Want.
	AnyAge bool
	// Clamped says that the window began before event history does.
	Clamped bool
	// Push is how the filter is applied.
	Push Push
	// Streams are the account, Region and category of each part, in the order
	// of what was wanted. Those of which nothing is missing are among them.
	Streams []Stream
}

// Stream is one account, Region and category of a plan.
type Stream struct {
	Place
	Category string
	// Missing is what has to be asked for, newest first, in whole seconds.
	Missing []lookup.Span
	// Requests is how many requests that will likely take. Known says that this
	// rests on events in the cache; else it is the least there can be.
	Requests int
	Known    bool
}

// ErrNothingWanted is the error of a plan for a window that event history does
// not reach back to.
var ErrNothingWanted = errors.New("event history goes back 90 days, and the window ends before that")

// NewPlan finds out what is missing.
func NewPlan(ctx context.Context, c *cache.Cache, want Want) (*Plan, error) {
	if _, err := c.Refresh(ctx); err != nil {
		return nil, err
	}
	within, rest := query.WindowOf(want.Filter)
	p := &Plan{Window: want.Window.Intersect(within), AnyAge: want.AnyAge}
	var err error
	if p.Push, err = newPush(ctx, c, rest, want.Insights); err != nil {
		return nil, err
	}
	if len(want.Places) == 0 {
		return p, nil
	}
	if p.Window, p.Clamped = clamp(p.Window, want.Places[0].Account.Now(), want.AnyAge); !p.Window.From.Before(p.Window.To) {
		return nil, ErrNothingWanted
	}
	categories := []string{lookup.Management}
	if want.Insights {
		categories = append(categories, lookup.Insight)
	}
	for _, place := range want.Places {
		for _, category := range categories {
			s := Stream{Place: place, Category: category}
			if s.Missing, err = p.missing(ctx, c, s); err != nil {
				return nil, err
			}
			if len(s.Missing) > 0 {
				if s.Requests, s.Known, err = p.estimate(ctx, c, s); err != nil {
					return nil, err
				}
			}
			p.Streams = append(p.Streams, s)
		}
	}
	return p, nil
}

// clamp makes a window one that event history can be asked for, of whole
// seconds.
func clamp(w query.Window, now time.Time, anyAge bool) (_ query.Window, clamped bool) {
	now = now.Truncate(time.Second)
	first := now.Add(lookup.Margin - lookup.Reach)
	w.From = w.From.Truncate(time.Second)
	if up := w.To.Truncate(time.Second); up.Before(w.To) {
		w.To = up.Add(time.Second)
	}
	if w.To.IsZero() || w.To.After(now) {
		w.To = now
	}
	if w.From.Before(first) && (w.From.IsZero() || !anyAge) {
		clamped = !w.From.IsZero()
		w.From = first
	}
	return w, clamped
}

// missing returns what of a stream is not in the cache for good, newest first.
func (p *Plan) missing(ctx context.Context, c *cache.Cache, s Stream) ([]lookup.Span, error) {
	stretches, err := c.Coverage(ctx, cache.CoverageQuery{
		Source: lookup.Kind, Account: s.Account.ID, Region: s.Region, Category: s.Category, Window: p.Window,
	})
	if err != nil {
		return nil, err
	}
	attribute := p.Push.Attribute.String()
	var fetched coverage.Set
	for _, st := range stretches {
		if answered(st, attribute) {
			fetched.Add(coverage.Span{From: st.From, To: st.To, State: coverage.Complete})
		}
	}
	isFetched := func(state coverage.State) bool { return state == coverage.Complete }
	var spans []lookup.Span
	for _, gap := range fetched.Missing(p.Window.From, p.Window.To, isFetched) {
		spans = joinSpan(spans, gap.From, gap.To)
	}
	slices.Reverse(spans)
	return spans, nil
}

// joinSpan adds a span of whole seconds around from and to behind the others,
// or as one with the last.
func joinSpan(spans []lookup.Span, from, to time.Time) []lookup.Span {
	from = from.Truncate(time.Second)
	if up := to.Truncate(time.Second); up.Before(to) {
		to = up.Add(time.Second)
	}
	if n := len(spans) - 1; n >= 0 && !from.After(spans[n].To) {
		spans[n].To = to
		return spans
	}
	return append(spans, lookup.Span{From: from, To: to})
}

// Push is how a filter is divided: LookupEvents takes one attribute.
type Push struct {
	// Attribute is what AWS is asked for; zero for everything.
	Attribute lookup.Attribute
	// Here is what is left of the filter for the cache to answer; nil for
	// nothing.
	Here query.Expr
	// Filter is both together, without times.
	Filter query.Expr
}

// PushOf says how a filter, without its times, would be divided for a sync of
// management events.
func PushOf(ctx context.Context, c *cache.Cache, filter query.Expr) (Push, error) {
	_, rest := query.WindowOf(filter)
	return newPush(ctx, c, rest, false)
}

// newPush divides a filter without times. Of Insights events LookupEvents knows
// fewer attributes (CloudTrail API reference, LookupEvents).
func newPush(ctx context.Context, c *cache.Cache, filter query.Expr, insights bool) (Push, error) {
	p := Push{Here: filter, Filter: filter}
	if filter == nil {
		return p, nil
	}
	names, err := c.Values(ctx, query.FieldEvent, "", 0)
	if err != nil {
		return p, err
	}
	spelling := func(_ query.Field, written string) (string, bool) { return spell(names, written) }
	key, value, here, ok := query.Pushdown(filter, spelling)
	if ok && insights && key != "EventId" && key != "EventName" && key != "EventSource" {
		ok = false
	}
	if ok {
		p.Attribute, p.Here = lookup.Attribute{Key: key, Value: value}, here
	}
	return p, nil
}

// spell writes the name of an event as AWS does: as events in the cache have
// it, else as it is written where that looks like a name of AWS, which begin
// with a capital and have small letters.
func spell(names []cache.FacetValue, written string) (string, bool) {
	folded, found := query.Fold(written), ""
	for _, n := range names {
		if query.Fold(n.Value) == folded {
			if found != "" {
				return "", false // in two spellings: one request finds one of them
			}
			found = n.Value
		}
	}
	if found != "" {
		return found, true
	}
	small := func(r rune) bool { return r >= 'a' && r <= 'z' }
	return written, len(written) > 2 && written[0] >= 'A' && written[0] <= 'Z' && slices.ContainsFunc([]rune(written), small)
}

// String says what part of the filter runs where.
func (p Push) String() string {
	switch {
	case p.Filter == nil:
		return "asks AWS for every event"
	case p.Attribute == (lookup.Attribute{}):
		return fmt.Sprintf("asks AWS for every event: nothing of %s can be asked of it; all of it is answered here", query.Print(p.Filter))
	case p.Here == nil:
		return "asks AWS for " + p.Attribute.String()
	}
	return fmt.Sprintf("asks AWS for %s; here: %s", p.Attribute, query.Print(p.Here))
}

// answered reports whether all events of a stretch are in the cache for good,
// or all with the attribute, unless that is "".
func answered(s cache.Stretch, attribute string) bool {
	switch source.State(s.State) {
	case source.Complete:
		return s.Filter == ""
	case source.Filtered:
		return s.Filter == attribute && attribute != ""
	}
	return false
}
