package cli

import (
	"cmp"
	"slices"
	"time"

	"spoor/cache"
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

// breakdownTogether is that of what was counted together: at most top of them,
// unless that is 0.
func breakdownTogether(by grouping, found []cache.Combination, order cache.FacetOrder, top int) breakdown {
	out := breakdown{by: by, distinct: len(found), values: make([]countedValue, 0, len(found))}
	for _, c := range found {
		out.values = append(out.values, countedValue{c.Values, c.Count, c.First, c.Last})
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
