package facet

import (
	"slices"

	"spoor/cache"
	"spoor/query"
)

// chosenFirst puts what the filter names at the top, whatever its count: what
// it includes, then what it excludes, with those of which nothing is left. What
// was chosen in the pane itself since stays where it is.
func (p *Pane) chosenFirst() {
	included, excluded := query.Choice(p.filter, p.field)
	for _, value := range append(included, excluded...) {
		same := query.ChosenOf(query.Only(nil, query.ValueTerm(p.field, value)), p.field)
		held := slices.ContainsFunc(p.shown, func(s shown) bool { return same(s.Value) == query.Included })
		if !held {
			p.shown = append(p.shown, shown{FacetValue: cache.FacetValue{Value: value}, label: p.label(value)})
		}
	}
	slices.SortStableFunc(p.shown, func(a, b shown) int { return p.rank(a.Value) - p.rank(b.Value) })
}

func (p *Pane) rank(value string) int {
	switch p.raised(value) {
	case query.Included:
		return 0
	case query.Excluded:
		return 1
	}
	return 2
}
