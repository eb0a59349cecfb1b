package cache

import "spoor/query"

// without returns the expression with the top-level terms on a field left out.
func without(x query.Expr, f query.Field) query.Expr {
	about := func(x query.Expr) bool {
		if n, ok := x.(query.Not); ok {
			x = n.X
		}
		t, ok := x.(query.Term)
		return ok && t.Field == f
	}
	and, ok := x.(query.And)
	if !ok {
		and = query.And{x}
	}
	var rest query.And
	for _, part := range and {
		if part != nil && !about(part) {
			rest = append(rest, part)
		}
	}
	return rest
}
