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
	included, excluded := query.Choice(p.filter, p.of)
	for _, value := range append(included, excluded...) {
		same := query.ChosenOf(query.Only(nil, p.term(value)), p.of)
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

// term is what asks for one of the values that the pane lists.
func (p *Pane) term(value string) query.Term { return termOf(p.of, value) }

func termOf(of query.Term, value string) query.Term {
	if of.Field == query.FieldPath {
		return query.PathTerm(of.Path, value)
	}
	return query.ValueTerm(of.Field, value)
}

// rankOf tells where a value of a field or path stands in the list under a filter.
func rankOf(x query.Expr, of query.Term) func(value string) int {
	chosen := query.ChosenOf(x, of)
	var named query.Expr
	_, excluded := query.Choice(x, of)
	for _, value := range excluded {
		named = query.Exclude(named, termOf(of, value))
	}
	single := query.ChosenOf(named, of)
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
