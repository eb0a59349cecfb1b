package query

import "slices"

// conjunction joins parts with AND, without And in And and without an And of
// one.
func conjunction(parts []Expr) Expr {
	var flat And
	for _, part := range parts {
		if inner, ok := part.(And); ok {
			flat = append(flat, inner...)
		} else {
			flat = append(flat, part)
		}
	}
	switch len(flat) {
	case 0:
		return And{}
	case 1:
		return flat[0]
	}
	return flat
}

// disjunction joins parts with OR, without Or in Or and without an Or of one.
func disjunction(parts []Expr) Expr {
	var flat Or
	for _, part := range parts {
		if inner, ok := part.(Or); ok {
			flat = append(flat, inner...)
		} else {
			flat = append(flat, part)
		}
	}
	switch len(flat) {
	case 0:
		return Not{And{}}
	case 1:
		return flat[0]
	}
	return flat
}

// canonical returns x as the parser would have built it: no nil, no And in And
// or Or in Or, none of one part, nothing written in a way that has no text of
// its own.
func canonical(x Expr) Expr {
	switch x := x.(type) {
	case nil:
		return And{}
	case And:
		return conjunction(canonicalAll(x))
	case Or:
		return disjunction(canonicalAll(x))
	case Not:
		return Not{canonical(x.X)}
	case Term:
		if len(x.Patterns) == 0 {
			return Not{And{}}
		}
		return canonicalTerm(x)
	case Text:
		if x.Pattern.Kind == Any || x.Pattern.Value == "" {
			return And{}
		}
	case Time:
		if x.Window == (Window{}) {
			return And{}
		}
	}
	return x
}

// canonicalTerm quotes the words of an ip term that would be read as prefixes.
func canonicalTerm(t Term) Term {
	isPrefix := func(p Pattern) bool {
		return t.Field == FieldIP && p.Kind == Word && looksLikePrefix(p.Value)
	}
	if slices.ContainsFunc(t.Patterns, isPrefix) {
		t.Patterns = slices.Clone(t.Patterns)
		for i, p := range t.Patterns {
			if isPrefix(p) {
				t.Patterns[i].Kind = Quoted
			}
		}
	}
	return t
}

func canonicalAll(parts []Expr) []Expr {
	out := make([]Expr, len(parts))
	for i, part := range parts {
		out[i] = canonical(part)
	}
	return out
}

// isEverything reports whether x is written as the filter that holds for every
// event.
func isEverything(x Expr) bool {
	and, ok := canonical(x).(And)
	return ok && len(and) == 0
}

// Equal reports whether two expressions are the same, part by part and in the
// same order, down to how their values were written. Nesting that says nothing
// (an And in an And, an Or of one part) makes no difference, and nil is the
// empty And.
func Equal(x, y Expr) bool { return equal(canonical(x), canonical(y)) }

func equal(x, y Expr) bool {
	switch x := x.(type) {
	case And:
		y, ok := y.(And)
		return ok && equalAll(x, y)
	case Or:
		y, ok := y.(Or)
		return ok && equalAll(x, y)
	case Not:
		y, ok := y.(Not)
		return ok && equal(x.X, y.X)
	case Term:
		y, ok := y.(Term)
		if !ok || x.Field != y.Field || x.Path != y.Path || len(x.Patterns) != len(y.Patterns) {
			return false
		}
		for i, p := range x.Patterns {
			if !p.equal(y.Patterns[i]) {
				return false
			}
		}
		return true
	case Flag:
		y, ok := y.(Flag)
		return ok && x == y
	case Text:
		y, ok := y.(Text)
		return ok && x.Pattern.equal(y.Pattern)
	case Time:
		y, ok := y.(Time)
		return ok && x.Window.From.Equal(y.Window.From) && x.Window.To.Equal(y.Window.To) && x.written() == y.written()
	}
	return false
}

func equalAll(x, y []Expr) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if !equal(x[i], y[i]) {
			return false
		}
	}
	return true
}
