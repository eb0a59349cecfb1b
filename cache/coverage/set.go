package coverage

import (
	"math"
	"slices"
	"sort"
	"time"
)

// Set holds what is known of one stream. The zero Set knows nothing. A Set is
// not safe for concurrent use.
type Set struct {
	// spans are in order of time, none empty, none overlapping, none
	// NeverFetched, and none that could be one with its neighbour.
	spans []span
}

// span is a Span in nanoseconds since 1970.
type span struct {
	from, to int64
	fact
}

// fact is what is known of a span.
type fact struct {
	state  State
	reason string
	asOf   int64
}

// unknown is what holds where nothing is known.
var unknown = fact{asOf: always}

const (
	always = math.MinInt64
	never  = math.MaxInt64
)

var (
	firstNano = time.Unix(0, math.MinInt64+1)
	lastNano  = time.Unix(0, math.MaxInt64-1)
)

func nanos(t time.Time, zero int64) int64 {
	switch {
	case t.IsZero():
		return zero
	case t.Before(firstNano):
		return always
	case t.After(lastNano):
		return never
	}
	return t.UnixNano()
}

func moment(n int64) time.Time {
	if n == always || n == never {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

func (s span) public() Span {
	return Span{From: moment(s.from), To: moment(s.to), State: s.state, Reason: s.reason, AsOf: moment(s.asOf)}
}

// Add tells the set of a span; how it goes together with what was known is
// said at the state's constants. An empty span and one that was never fetched
// say nothing.
func (s *Set) Add(fresh Span) {
	f := fact{fresh.State, fresh.Reason, nanos(fresh.AsOf, always)}
	s.change(nanos(fresh.From, always), nanos(fresh.To, never), func(old fact) fact { return merge(old, f) })
}

// Lose says that what was known of a span is gone: it is now Damaged or
// Pruned, as lost.State says. What was never fetched, or could not be, stays
// so.
func (s *Set) Lose(lost Span) {
	f := fact{lost.State, lost.Reason, nanos(lost.AsOf, always)}
	s.change(nanos(lost.From, always), nanos(lost.To, never), func(old fact) fact {
		if old.state == NeverFetched || old.state == Unavailable {
			return old
		}
		return merge(old, f)
	})
}

// change gives every part of the span the fact that now makes of the one that
// held there.
func (s *Set) change(from, to int64, now func(fact) fact) {
	if from >= to {
		return
	}
	// Spans that touch the changed one may become one with it.
	first := sort.Search(len(s.spans), func(i int) bool { return s.spans[i].to >= from })
	last := first
	for last < len(s.spans) && s.spans[last].from <= to {
		last++
	}
	changed := make([]span, 0, last-first+3)
	put := func(from, to int64, f fact) {
		if from < to && f.state != NeverFetched {
			changed = joined(changed, span{from, to, f})
		}
	}
	at := from
	for _, old := range s.spans[first:last] {
		put(old.from, min(old.to, from), old.fact)
		put(at, min(max(old.from, at), to), now(unknown))
		put(max(old.from, from), min(old.to, to), now(old.fact))
		at = max(at, min(old.to, to))
		if old.to > to {
			put(at, to, now(unknown))
			at = to
		}
		put(max(old.from, to), old.to, old.fact)
	}
	put(at, to, now(unknown))
	s.spans = slices.Replace(s.spans, first, last, changed...)
}

// joined appends next to spans, as one with the last where they say the same.
func joined(spans []span, next span) []span {
	if n := len(spans) - 1; n >= 0 && spans[n].to == next.from {
		if f, same := join(spans[n].fact, next.fact); same {
			spans[n].to, spans[n].fact = next.to, f
			return spans
		}
	}
	return append(spans, next)
}

// join makes one fact of two neighbours' if they say the same. When it was
// found out matters where later events may still come; elsewhere the later
// time stands for both, or every page of a fetch would be a span for ever.
func join(a, b fact) (fact, bool) {
	if a.state != b.state || a.reason != b.reason {
		return fact{}, false
	}
	if a.state == Provisional || a.state == Delivered {
		return a, a.asOf == b.asOf
	}
	a.asOf = max(a.asOf, b.asOf)
	return a, true
}

// Spans returns all that is known, in order of time. Gaps were never fetched.
func (s *Set) Spans() []Span { return s.Within(time.Time{}, time.Time{}) }

// Within returns what is known of a window, cut to it, in order of time.
func (s *Set) Within(from, to time.Time) []Span {
	var out []Span
	for _, sp := range s.within(nanos(from, always), nanos(to, never)) {
		out = append(out, sp.public())
	}
	return out
}

func (s *Set) within(from, to int64) []span {
	first := sort.Search(len(s.spans), func(i int) bool { return s.spans[i].to > from })
	var out []span
	for _, sp := range s.spans[first:] {
		sp.from, sp.to = max(sp.from, from), min(sp.to, to)
		if sp.from >= sp.to {
			break
		}
		out = append(out, sp)
	}
	return out
}

// Missing returns the parts of a window whose state is not enough, as spans in
// their states, in order of time; what lies side by side in different states
// stays apart.
func (s *Set) Missing(from, to time.Time, enough func(State) bool) []Span {
	start, end := nanos(from, always), nanos(to, never)
	var out []Span
	put := func(sp span) {
		if sp.from < sp.to && !enough(sp.state) {
			out = append(out, sp.public())
		}
	}
	for _, sp := range s.within(start, end) {
		put(span{start, sp.from, unknown})
		put(sp)
		start = sp.to
	}
	put(span{start, end, unknown})
	return out
}
