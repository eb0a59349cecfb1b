package cli

import (
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
	out := breakdown{by: by, distinct: len(found)}
	order.Sort(found)
	if top > 0 && len(found) > top {
		found = found[:top]
	}
	for _, c := range found {
		out.values = append(out.values, countedValue{c.Values, c.Count, c.First, c.Last})
	}
	return out
}
