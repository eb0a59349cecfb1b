package query

import "slices"

// Simplify returns a shorter expression with the same meaning: without
// repetitions, double negations and parts that always or never hold, and with
// alternatives for one field in one Term.
func Simplify(x Expr) Expr { return orNil(simplify(canonical(x))) }

func simplify(x Expr) Expr {
	switch x := x.(type) {
	case And:
		var parts []Expr
		for _, part := range Conjuncts(And(simplifyAll(x))) {
			if isNothing(part) {
				return nothing
			}
			if !containsEqual(parts, part) {
				parts = append(parts, part)
			}
		}
		return conjunction(parts)
	case Or:
		flat, ok := canonical(Or(simplifyAll(x))).(Or)
		if !ok {
			return canonical(Or(simplifyAll(x)))
		}
		return simplifyOr(flat)
	case Not:
		inner := simplify(x.X)
		if twice, ok := inner.(Not); ok {
			return twice.X
		}
		return Not{inner}
	case Term:
		return simplifyTerm(x)
	}
	return x
}

func simplifyAll(parts []Expr) []Expr {
	out := make([]Expr, len(parts))
	for i, part := range parts {
		out[i] = simplify(part)
	}
	return out
}

func simplifyOr(alternatives Or) Expr {
	var parts []Expr
next:
	for _, part := range alternatives {
		switch {
		case isEverything(part):
			return And{}
		case isNothing(part), containsEqual(parts, part):
			continue
		}
		if term, ok := part.(Term); ok {
			for i, other := range parts {
				if merged, ok := mergeValues([]Expr{other, term}); ok {
					parts[i] = simplifyTerm(merged.(Term))
					continue next
				}
			}
		}
		parts = append(parts, part)
	}
	return disjunction(parts)
}

func simplifyTerm(t Term) Expr {
	var patterns []Pattern
	for _, p := range t.Patterns {
		if p.Kind == Any {
			patterns = []Pattern{p}
			break
		}
		if !slices.ContainsFunc(patterns, p.equal) {
			patterns = append(patterns, p)
		}
	}
	t.Patterns = patterns
	return t
}

// nothing is the expression that no event satisfies.
var nothing Expr = Not{And{}}

func isNothing(x Expr) bool { return Equal(x, nothing) }

func containsEqual(parts []Expr, x Expr) bool {
	return slices.ContainsFunc(parts, func(part Expr) bool { return equal(part, x) })
}
