package ui

import (
	"slices"

	"spoor/query"
	"spoor/ui/pane"
)

// choose returns a filter with a value chosen. Choosing only a value that is
// the only one already takes it out again, and so does excluding one that is
// excluded.
func choose(x query.Expr, c pane.Choose) query.Expr {
	value := query.ValueTerm(c.Field, c.Value)
	if c.Field == query.FieldPath {
		value = query.PathTerm(c.Path, c.Value)
	}
	var after query.Expr
	switch c.How {
	case pane.Only:
		after = query.Only(x, value)
	case pane.Toggle:
		return query.Toggle(x, value)
	case pane.Include:
		return query.Include(x, value)
	case pane.Exclude:
		after = query.Exclude(x, value)
	}
	if !query.Equal(after, x) {
		return after
	}
	if c.How == pane.Exclude {
		x = query.Include(x, value)
	}
	return query.Toggle(x, value)
}

// toggleFlag adds a flag to a filter, or takes it out.
func toggleFlag(x query.Expr, name query.FlagName) query.Expr {
	flag := query.Flag{Name: name}
	if slices.ContainsFunc(query.Conjuncts(x), func(part query.Expr) bool { return query.Equal(part, flag) }) {
		return query.Remove(x, flag)
	}
	return query.All(x, flag)
}
