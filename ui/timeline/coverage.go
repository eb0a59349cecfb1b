package timeline

import (
	"cmp"
	"slices"
	"time"

	"spoor/cache"
	"spoor/query"
	"spoor/source"
)

// Covered is a span of the window and how well it is known to be fetched.
type Covered struct {
	From, To time.Time
	Level    Level
}

// Level is how well a span is covered.
type Level uint8

// The levels, from nothing known to everything fetched.
const (
	Unknown Level = iota
	// Missing: known not to be there (failed, damaged, pruned).
	Missing
	// Some: events were seen, or some of the streams were fetched; nothing is
	// promised about the rest.
	Some
	// Fetched: every stream known of was fetched as a whole.
	Fetched
	levels
)

func levelOf(state uint8) Level {
	switch source.State(state) {
	case source.Complete, source.Delivered, source.Provisional:
		return Fetched
	case source.Observed, source.Filtered:
		return Some
	case source.Unavailable, source.Damaged, source.Pruned:
		return Missing
	}
	return Unknown
}

// stream is what coverage is kept for; which source fetched it makes no
// difference.
type stream struct{ account, region, category string }

// edge is a bound of a stretch.
type edge struct {
	at     time.Time
	stream stream
	level  Level
	by     int
}

// Combine returns how well a window is covered, taking all streams that occur
// in the stretches together: fetched is what was fetched of every one of them.
func Combine(stretches []cache.Stretch, w query.Window) []Covered {
	var edges []edge
	streams := map[stream]*[levels]int{}
	for _, s := range stretches {
		of, level := stream{s.Account, s.Region, s.Category}, levelOf(s.State)
		streams[of] = new([levels]int)
		from, to := later(s.From, w.From), earlier(s.To, w.To)
		if level != Unknown && from.Before(to) {
			edges = append(edges, edge{from, of, level, 1}, edge{to, of, level, -1})
		}
	}
	slices.SortStableFunc(edges, func(a, b edge) int { return a.at.Compare(b.at) })

	var covered []Covered
	var at [levels]int
	at[Unknown] = len(streams)
	from := w.From
	add := func(to time.Time) {
		level := together(at, len(streams))
		if level == Unknown || !from.Before(to) {
			return
		}
		if n := len(covered) - 1; n >= 0 && covered[n].Level == level && covered[n].To.Equal(from) {
			covered[n].To = to
			return
		}
		covered = append(covered, Covered{from, to, level})
	}
	for _, e := range edges {
		add(e.at)
		from = e.at
		held := streams[e.stream]
		at[best(held)]--
		held[e.level] += e.by
		at[best(held)]++
	}
	return covered
}

// best is the level of a stream on which several stretches lie.
func best(held *[levels]int) Level {
	for l := Fetched; l > Unknown; l-- {
		if held[l] > 0 {
			return l
		}
	}
	return Unknown
}

// together is the level of all streams, given how many have which.
func together(at [levels]int, streams int) Level {
	switch {
	case streams == 0:
		return Unknown
	case at[Fetched] == streams:
		return Fetched
	case at[Missing] > 0:
		return Missing
	case at[Fetched]+at[Some] > 0:
		return Some
	}
	return Unknown
}

// Portion returns how much of the window was fetched of the streams that occur in
// the stretches, all of them together, from 0 to 1: of an organisation's
// thousands one that is new takes next to nothing from it.
func Portion(stretches []cache.Stretch, w query.Window) float64 {
	of := func(s *cache.Stretch) stream { return stream{s.Account, s.Region, s.Category} }
	sorted := slices.Clone(stretches)
	slices.SortFunc(sorted, func(a, b cache.Stretch) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Category, b.Category), a.From.Compare(b.From))
	})
	whole, streams, part := w.To.Sub(w.From), 0, 0.0
	if whole <= 0 {
		return 0
	}
	var reached time.Time // how far the stream is counted
	for i := range sorted {
		s := &sorted[i]
		if i == 0 || of(s) != of(&sorted[i-1]) {
			streams++
			reached = w.From
		}
		from, to := later(s.From, reached), earlier(s.To, w.To)
		if levelOf(s.State) == Fetched && from.Before(to) {
			part += float64(to.Sub(from)) / float64(whole)
			reached = to
		}
	}
	return part / float64(max(1, streams))
}

// Share returns which part of a window has a level, from 0 to 1.
func Share(covered []Covered, w query.Window, level Level) float64 {
	whole := w.To.Sub(w.From)
	if whole <= 0 {
		return 0
	}
	var part time.Duration
	for _, c := range covered {
		if c.Level == level {
			part += c.To.Sub(c.From)
		}
	}
	return float64(part) / float64(whole)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
