package query

import "slices"

// All joins expressions with AND.
func All(parts ...Expr) Expr { return conjunction(canonicalAll(parts)) }

// AnyOf joins expressions with OR.
func AnyOf(parts ...Expr) Expr { return disjunction(canonicalAll(parts)) }

// Conjuncts returns the parts of x that must all hold, none of them an And.
// There are none when x holds for everything.
func Conjuncts(x Expr) []Expr {
	x = canonical(x)
	if and, ok := x.(And); ok {
		return and
	}
	return []Expr{x}
}

// Without removes what x says about a field: those parts of its top-level
// conjunction that speak of nothing else. FieldTime stands for times, and
// FieldPath for every path.
func Without(x Expr, f Field) Expr {
	return withoutConjuncts(x, func(part Expr) bool { return speaksOnlyOf(part, f) })
}

// WithoutPath removes what x says about one path into the record, as Without does of
// a field.
func WithoutPath(x Expr, path string) Expr {
	of := PathTerm(path, "")
	return withoutConjuncts(x, func(part Expr) bool {
		own := speaksOnlyOf(part, FieldPath)
		Walk(part, func(x Expr) {
			if t, ok := x.(Term); ok {
				own = own && samePath(t.Path, of.Path)
			}
		})
		return own
	})
}

// About returns what x demands of some fields: those parts of its top-level
// conjunction that speak of these and of nothing else; nil for none.
func About(x Expr, fields ...Field) Expr {
	return withoutConjuncts(x, func(part Expr) bool { return !speaksOnlyOf(part, fields...) })
}

// Remove removes the parts of x's top-level conjunction that are equal to part.
func Remove(x, part Expr) Expr {
	return withoutConjuncts(x, func(other Expr) bool { return Equal(other, part) })
}

func withoutConjuncts(x Expr, remove func(Expr) bool) Expr {
	var kept []Expr
	for _, part := range Conjuncts(x) {
		if !remove(part) {
			kept = append(kept, part)
		}
	}
	return orNil(conjunction(kept))
}

// orNil returns nil for the filter that holds for everything, as Parse does.
func orNil(x Expr) Expr {
	if isEverything(x) {
		return nil
	}
	return x
}

// speaksOnlyOf reports whether x speaks of some of the fields, and of nothing
// else.
func speaksOnlyOf(x Expr, fields ...Field) bool {
	speaks, only := false, true
	Walk(x, func(x Expr) {
		switch x := x.(type) {
		case Term:
			speaks, only = true, only && slices.Contains(fields, x.Field)
		case Time:
			speaks, only = true, only && slices.Contains(fields, FieldTime)
		case Flag, Text:
			only = false
		}
	})
	return speaks && only
}

// Walk calls visit for x and every expression in it, the outer ones first.
func Walk(x Expr, visit func(Expr)) {
	if x == nil {
		return
	}
	visit(x)
	switch x := x.(type) {
	case And:
		for _, part := range x {
			Walk(part, visit)
		}
	case Or:
		for _, part := range x {
			Walk(part, visit)
		}
	case Not:
		Walk(x.X, visit)
	}
}

// Map returns x with every Term, Flag, Text and Time in it replaced by what
// change makes of it.
func Map(x Expr, change func(Expr) Expr) Expr {
	switch x := x.(type) {
	case nil:
		return nil
	case And:
		return And(mapAll(x, change))
	case Or:
		return Or(mapAll(x, change))
	case Not:
		return Not{Map(x.X, change)}
	}
	return change(x)
}

func mapAll(parts []Expr, change func(Expr) Expr) []Expr {
	out := make([]Expr, len(parts))
	for i, part := range parts {
		out[i] = Map(part, change)
	}
	return out
}
