package facet

import (
	"slices"

	"spoor/cache"
	"spoor/query"
)

// chosenFirst puts what the filter names at the top, whatever its count: what
// it includes, then what it excludes, with those of which nothing is left. What
// it excludes by a pattern goes to the end, where it hides nothing that is left.
// What was chosen in the pane itself since stays where it is.
func (p *Pane) chosenFirst() {
	included, excluded := query.Choice(p.filter, p.field)
	for _, value := range append(included, excluded...) {
		same := query.ChosenOf(query.Only(nil, query.ValueTerm(p.field, value)), p.field)
		held := slices.ContainsFunc(p.shown, func(s shown) bool { return same(s.Value) == query.Included })
		if !held {
			p.shown = append(p.shown, shown{FacetValue: cache.FacetValue{Value: value}, label: p.label(value)})
		}
	}
	for i := range p.shown {
		p.shown[i].rank = p.rank(p.shown[i].Value)
	}
	slices.SortStableFunc(p.shown, func(a, b shown) int { return a.rank - b.rank })
}

// rankOf tells where a value of a field stands in the list under a filter.
func rankOf(x query.Expr, field query.Field) func(value string) int {
	chosen := query.ChosenOf(x, field)
	var named query.Expr
	_, excluded := query.Choice(x, field)
	for _, value := range excluded {
		named = query.Exclude(named, query.ValueTerm(field, value))
	}
	single := query.ChosenOf(named, field)
	return func(value string) int {
		switch {
		case chosen(value) == query.Included:
			return 0
		case chosen(value) == query.Unchosen:
			return 2
		case single(value) == query.Excluded:
			return 1
		}
		return 3
	}
}
