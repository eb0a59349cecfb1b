// Package coverage is the algebra of what is known to have been fetched: spans
// of time, each in a state, added, cut and asked about. One Set stands for one
// stream: one source, account, Region, category and filter.
package coverage

import "time"

// State is what is known of a span. The numbers are those of source.State and
// are stored.
type State uint8

// The states. What each promises is said at source.State.
const (
	NeverFetched State = iota
	Observed
	Delivered
	Filtered
	Provisional
	Complete
	Unavailable
	Damaged
	Pruned

	// States is how many there are.
	States = 9
)

// lost reports whether the state says that what was fetched is gone.
func (s State) lost() bool { return s == Damaged || s == Pruned }

// fetched reports whether the state comes from a fetch that worked. Of two of
// these the greater promises more.
func (s State) fetched() bool { return s >= Observed && s <= Complete }

// Span is a half-open span of time, From included and To not, in one state. A
// zero From or To is open. Times are kept to the nanosecond, from the year
// 1678 to 2262; what lies beyond counts as open.
type Span struct {
	From, To time.Time
	State    State
	// Reason says why it is unavailable, damaged or pruned.
	Reason string
	// AsOf is when that was found out.
	AsOf time.Time
}

// merge says what is known of a span of which old was known, once fresh is
// told of it.
//
// A fetch that worked beats one that promises less, and anything that is
// missing, failed or gone; only Observed, which promises nothing, leaves it
// said that something is gone. A failure is told only where nothing better is
// known. Damage and pruning are about what is held, so they always count.
func merge(old, fresh fact) fact {
	switch {
	case fresh.state == NeverFetched:
		return old
	case fresh.state.lost(), old.state == NeverFetched:
		return fresh
	case fresh.state == Unavailable:
		if old.state != Unavailable {
			return old
		}
	case old.state.lost():
		if fresh.state == Observed {
			return old
		}
		return fresh
	case old.state.fetched() && old.state != fresh.state:
		if old.state > fresh.state {
			return old
		}
		return fresh
	}
	// The same state, or a fetch after a failure.
	if old.state == fresh.state && old.asOf > fresh.asOf {
		return old
	}
	return fresh
}
