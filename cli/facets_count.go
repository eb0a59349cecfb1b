package cli

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"spoor/cache"
	"spoor/event"
)

// breakdown is the values of a grouping with how many events have them.
type breakdown struct {
	by grouping
	// distinct is the number of values in all, values those asked for.
	distinct int
	values   []countedValue
}

// countedValue is one value of each part of a grouping.
type countedValue struct {
	parts []string
	count int
	// first and last are when it was first and last seen.
	first, last time.Time
}

// breakdownOf is that of a field that the cache counted.
func breakdownOf(by grouping, facet cache.Facet) breakdown {
	out := breakdown{by: by, distinct: facet.Distinct}
	for _, value := range facet.Values {
		out.values = append(out.values, countedValue{[]string{value.Value}, value.Count, value.First, value.Last})
	}
	return out
}

// groupCount counts events by a grouping, one after the other. An event with several
// values counts once under each, and under each combination.
type groupCount struct {
	by   grouping
	seen map[string]*countedValue
	// of, parts and key are used again for every event.
	of    [][]string
	parts []string
	key   []byte
}

func newGroupCount(by grouping) *groupCount {
	return &groupCount{by: by, seen: map[string]*countedValue{}, of: make([][]string, len(by)), parts: make([]string, len(by))}
}

func (t *groupCount) add(ev *event.Event, stored *cache.Stored) {
	for i, part := range t.by {
		t.of[i] = part.values(ev, stored)
	}
	t.combine(0, ev.Time)
}

// combine counts every combination of the values from part i on.
func (t *groupCount) combine(i int, at time.Time) {
	if i == len(t.by) {
		t.count(at)
		return
	}
	for _, value := range t.of[i] {
		t.parts[i] = value
		t.combine(i+1, at)
	}
}

func (t *groupCount) count(at time.Time) {
	t.key = t.key[:0]
	for _, part := range t.parts {
		t.key = append(binary.AppendUvarint(t.key, uint64(len(part))), part...)
	}
	value, ok := t.seen[string(t.key)]
	if !ok {
		value = &countedValue{parts: slices.Clone(t.parts), first: at, last: at}
		t.seen[string(t.key)] = value
	}
	value.count++
	if at.Before(value.first) {
		value.first = at
	}
	if at.After(value.last) {
		value.last = at
	}
}

// breakdown is what was counted so far: at most top of them, unless that is 0.
func (t *groupCount) breakdown(order cache.FacetOrder, top int) breakdown {
	out := breakdown{by: t.by, distinct: len(t.seen), values: make([]countedValue, 0, len(t.seen))}
	for _, value := range t.seen {
		out.values = append(out.values, *value)
	}
	slices.SortFunc(out.values, func(a, b countedValue) int {
		by := 0
		switch order {
		case cache.ByCount:
			by = cmp.Compare(b.count, a.count)
		case cache.RareFirst:
			by = cmp.Compare(a.count, b.count)
		case cache.ByLastSeen:
			by = b.last.Compare(a.last)
		case cache.NewFirst:
			by = b.first.Compare(a.first)
		}
		return cmp.Or(by, slices.Compare(a.parts, b.parts))
	})
	if top > 0 && len(out.values) > top {
		out.values = out.values[:top]
	}
	return out
}
