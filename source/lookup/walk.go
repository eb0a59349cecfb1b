package lookup

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"spoor/source"
	"spoor/source/login"
)

// walk goes through the spans of one fetch, newest first.
type walk struct {
	fetch Fetch
	// settled is up to when events can no longer come late, by the server's
	// clock at the first request.
	settled time.Time
	pages   int

	mu  sync.Mutex
	now Status
}

func newWalk(f Fetch) *walk {
	return &walk{fetch: f, now: Status{
		Account: f.Account.ID, Profile: f.Account.Profile, Region: f.Region, Category: f.Category, Asked: lengthOf(f.Spans),
	}}
}

func lengthOf(spans []Span) (sum time.Duration) {
	for _, s := range spans {
		sum += s.To.Sub(s.From)
	}
	return sum
}

// turn begins the walk, for which it is time.
func (w *walk) turn(ctx context.Context, yield func(*source.Batch) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.fetch.Turn == nil {
		return w.run(ctx, yield)
	}
	return w.fetch.Turn(ctx, func(spans []Span) error {
		w.fetch.Spans = spans
		w.change(func(s *Status) { s.Asked = lengthOf(spans) })
		return w.run(ctx, yield)
	})
}

// run fetches everything. An error of the account or Region is kept in the
// status; what is returned ends the others too.
func (w *walk) run(ctx context.Context, yield func(*source.Batch) error) error {
	w.change(func(s *Status) { s.State, s.Began = Fetching, time.Now() })
	for i, span := range w.fetch.Spans {
		err := w.span(ctx, span, yield)
		var problem *login.Problem
		switch {
		case errors.As(err, &problem):
			w.change(func(s *Status) { s.State, s.Problem = Failed, problem })
			return w.refused(ctx, problem, w.fetch.Spans[i:], yield)
		case err != nil:
			return err
		}
	}
	w.change(func(s *Status) { s.State = Done })
	return nil
}

// refused states that what was not answered was refused, where that will not
// pass by itself.
func (w *walk) refused(ctx context.Context, p *login.Problem, left []Span, yield func(*source.Batch) error) error {
	if p.Trouble != login.Refused {
		return nil
	}
	b := &source.Batch{From: source.From{Kind: Kind, Place: w.fetch.Account.placeOf(w.fetch.Region), Page: w.pages + 1, Fetched: time.Now()}}
	for _, span := range left {
		b.Stretches = append(b.Stretches, w.stretch(span, source.Unavailable))
		b.Stretches[len(b.Stretches)-1].Reason = p.Reason()
	}
	return handOver(ctx, b, yield)
}

// patience is how many times in a row a token may be refused, or lead nowhere,
// without any progress.
const patience = 3

// span fetches one span page by page. to is how far back it has come: with
// every page, what is newer than the page's oldest second is complete, and
// should the token be refused, or the program be stopped, asking goes on from
// that second. So a second is asked for again from its start, however many
// pages it has.
//
// Event history loses at its end while it is asked for: what has become too old
// by the time of the answer is not said to be complete.
func (w *walk) span(ctx context.Context, span Span, yield func(*source.Batch) error) error {
	to, token, refusals := span.To, "", 0
	end := to
	var idle idling
	for {
		p, err := w.page(ctx, Span{span.From, end}, token)
		if w.wasTooOld(err, span.From) {
			span.From = w.oldest().Add(2 * Margin).Truncate(time.Second)
			if !span.From.Before(to) {
				return nil
			}
			token, end = "", to
			continue
		}
		stuck := err == nil && token != "" && p.next == token
		if isBadToken(err) || stuck {
			if refusals++; refusals >= patience || token == "" {
				what := "AWS refused its own page token at %s"
				if stuck {
					what = "the same page comes again and again at %s"
				}
				return w.fetch.Account.problem(login.Failing, w.fetch.Region, fmt.Sprintf(what, to.UTC().Format(time.RFC3339)), "run sync again", err)
			}
			token, end = "", to
			continue
		}
		if err != nil {
			return err
		}
		if idle.take(p) && p.next != "" {
			what := fmt.Sprintf("%d pages in a row brought no more events at %s", idle.pages, to.UTC().Format(time.RFC3339))
			return w.fetch.Account.problem(login.Failing, w.fetch.Region, what, "run sync again later", nil)
		}
		reached := to
		if p.next == "" {
			reached = span.From
			if !w.fetch.AnyAge {
				reached = earliest(to, latest(reached, w.oldest()))
			}
		} else if oldest, ordered := p.oldest(); ordered {
			if after := oldest.Add(time.Second); after.Before(to) {
				reached = latest(after, span.From)
				refusals = 0
			}
		}
		if err := handOver(ctx, w.batch(p, Span{reached, to}), yield); err != nil {
			return err
		}
		if p.next == "" {
			reached = span.From // there is no more to be had
		}
		w.change(func(s *Status) {
			s.Events += len(p.records)
			s.Got += to.Sub(reached)
			s.Reached = reached
		})
		to, token = reached, p.next
		if token == "" {
			return nil
		}
	}
}

// wasTooOld reports whether asking back to a time failed because event history
// does not reach there any more.
func (w *walk) wasTooOld(err error, from time.Time) bool {
	return isTooOld(err) && !w.fetch.AnyAge && from.Before(w.oldest().Add(Margin))
}

// oldest is how far event history goes back just now, in whole seconds.
func (w *walk) oldest() time.Time {
	return w.fetch.Account.Now().Add(time.Second - Reach).Truncate(time.Second)
}

// handOver returns when the batch is stored. Asking for the next page before
// would save little, AWS sets the pace, and would cost that page whenever the
// program is killed in between.
func handOver(ctx context.Context, b *source.Batch, yield func(*source.Batch) error) error {
	stored := make(chan struct{})
	b.Committed = func() { close(stored) }
	if err := yield(b); err != nil {
		return err
	}
	select {
	case <-stored:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// batch is a page and what it completes.
func (w *walk) batch(p *page, done Span) *source.Batch {
	b := &source.Batch{
		From:    source.From{Kind: Kind, Place: w.fetch.Account.label(p.place), Page: w.pages, Fetched: time.Now()},
		Records: p.records,
	}
	final, recent := source.Complete, source.Provisional
	if w.fetch.Attribute != (Attribute{}) {
		// Of what is recent nothing is promised, not even for the attribute.
		final, recent = source.Filtered, source.Observed
	}
	settled := latest(done.From, earliest(w.settled, done.To))
	for _, part := range []struct {
		Span
		source.State
	}{{Span{done.From, settled}, final}, {Span{settled, done.To}, recent}} {
		if part.From.Before(part.To) {
			b.Stretches = append(b.Stretches, w.stretch(part.Span, part.State))
		}
	}
	return b
}

func (w *walk) stretch(span Span, state source.State) source.Stretch {
	f := w.fetch
	return source.Stretch{
		Account: f.Account.ID, Region: f.Region, Category: f.Category,
		From: span.From, To: span.To, State: state, Filter: f.Attribute.String(),
	}
}

// page asks for one page until there is an answer.
func (w *walk) page(ctx context.Context, span Span, token string) (*page, error) {
	// EndTime is inclusive; records carry whole seconds, other servers' may
	// carry fractions.
	in := &cloudtrail.LookupEventsInput{
		StartTime: aws.Time(span.From), EndTime: aws.Time(span.To.Add(-time.Millisecond)), MaxResults: aws.Int32(50),
	}
	if w.fetch.Category == Insight {
		in.EventCategory = types.EventCategoryInsight
	}
	if a := w.fetch.Attribute; a != (Attribute{}) {
		in.LookupAttributes = []types.LookupAttribute{{AttributeKey: types.LookupAttributeKey(a.Key), AttributeValue: aws.String(a.Value)}}
	}
	if token != "" {
		in.NextToken = aws.String(token)
	}
	p, sent, err := w.ask(ctx, in)
	if err != nil {
		return nil, err
	}
	w.pages++
	if w.settled.IsZero() {
		began := sent.Add(w.fetch.Account.ahead)
		if !p.date.IsZero() {
			began = p.date.Add(-time.Since(sent))
		}
		w.settled = began.Add(-lateness(w.fetch.Category)).Truncate(time.Second)
	}
	return p, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
