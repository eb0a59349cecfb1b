package query

import "slices"

// choice is what a filter's top-level conjunction says about the values of one
// field or path: only these, and none of those.
type choice struct {
	of Term // its field and path; no patterns
	// included are the values of which one must be there; orNone says that
	// having none will do as well.
	included []Pattern
	orNone   bool
	// excluded are the values that must not be there; some says that there must
	// be one.
	excluded []Pattern
	some     bool
	// at is where the choice stands among the conjuncts.
	at int
}

// splitChoice takes a field's choice out of x. Parts that say something else
// about the field, such as a second choice, stay in rest.
func splitChoice(x Expr, of Term) (c choice, rest []Expr) {
	c = choice{of: Term{Field: of.Field, Path: of.Path}, at: -1}
	chosen := false
	for _, part := range Conjuncts(x) {
		if c.at < 0 {
			c.at = len(rest)
		}
		patterns, orNone, ok := c.alternatives(part)
		not, negated := part.(Not)
		switch {
		case ok && !orNone && len(patterns) == 1 && patterns[0].Kind == Any:
			c.some = true
		case ok && !chosen:
			c.included, c.orNone, chosen = patterns, orNone, true
		case !ok && negated && c.isOwn(not.X):
			c.excluded = append(c.excluded, not.X.(Term).Patterns...)
		default:
			if !chosen && len(c.excluded) == 0 && !c.some {
				c.at = -1
			}
			rest = append(rest, part)
		}
	}
	if c.at < 0 {
		c.at = len(rest)
	}
	return c, rest
}

func (c choice) isOwn(x Expr) bool {
	t, ok := x.(Term)
	return ok && t.Field == c.of.Field && samePath(t.Path, c.of.Path)
}

// samePath reports whether two paths, as they are printed, lead to the same: names are
// compared ignoring case.
func samePath(a, b string) bool { return a == b || Fold(a) == Fold(b) }

// alternatives reads a part as a list of values, one of which must be there:
// user:(a OR b), -user:*, or both joined with OR.
func (c choice) alternatives(part Expr) (patterns []Pattern, orNone, ok bool) {
	for _, x := range alternativesOf(part) {
		if not, negated := x.(Not); negated && c.isOwn(not.X) && isAny(not.X.(Term)) {
			orNone = true
		} else if c.isOwn(x) {
			patterns = append(patterns, x.(Term).Patterns...)
		} else {
			return nil, false, false
		}
	}
	return patterns, orNone, true
}

func alternativesOf(x Expr) []Expr {
	if or, ok := x.(Or); ok {
		return or
	}
	return []Expr{x}
}

func isAny(t Term) bool { return len(t.Patterns) == 1 && t.Patterns[0].Kind == Any }

// join puts the choice back among the conjuncts.
func (c choice) join(rest []Expr) Expr {
	with := func(patterns ...Pattern) Term {
		t := c.of
		t.Patterns = patterns
		return t
	}
	var parts, alternatives []Expr
	if len(c.included) > 0 {
		alternatives = append(alternatives, with(c.included...))
	}
	if c.orNone {
		alternatives = append(alternatives, Not{with(AnyValue())})
	}
	if len(alternatives) > 0 {
		parts = append(parts, disjunction(alternatives))
	}
	if c.some {
		parts = append(parts, with(AnyValue()))
	}
	if len(c.excluded) > 0 {
		parts = append(parts, Not{with(c.excluded...)})
	}
	return orNil(conjunction(slices.Insert(slices.Clone(rest), c.at, parts...)))
}

// Chosen is what a filter says about one value of a field.
type Chosen uint8

// What a filter can say about a value.
const (
	Unchosen Chosen = iota
	Included
	Excluded
)

// ChosenOf tells for each value of a field, or of a path into the record, whether
// x's top-level conjunction includes or excludes it by a term on that. The empty
// value is to have none. The function returned is safe for concurrent use.
func ChosenOf(x Expr, of Term) func(value string) Chosen {
	c, _ := splitChoice(x, of)
	included := Term{Field: of.Field, Path: of.Path, Patterns: c.included}.Matcher()
	excluded := Term{Field: of.Field, Path: of.Path, Patterns: c.excluded}.Matcher()
	return func(value string) Chosen {
		switch {
		case value == "" && c.some, excluded.MatchValue(value):
			return Excluded
		case value == "" && c.orNone, included.MatchValue(value):
			return Included
		}
		return Unchosen
	}
}

// Choice returns the single values that x's top-level conjunction includes and
// excludes for a field or path, as they were written. Having no value is the empty
// string. Wildcards, regular expressions, prefixes and files are no single
// values: see ChosenOf.
func Choice(x Expr, of Term) (included, excluded []string) {
	c, _ := splitChoice(x, of)
	values := func(patterns []Pattern) (out []string) {
		for _, p := range patterns {
			if p.single() {
				out = append(out, p.Value)
			}
		}
		return out
	}
	included, excluded = values(c.included), values(c.excluded)
	if c.orNone {
		included = append(included, "")
	}
	if c.some {
		excluded = append(excluded, "")
	}
	return included, excluded
}

func (p Pattern) single() bool { return p.Kind == Word || p.Kind == Quoted }

// ExcludesMany reports whether x's top-level conjunction excludes values of a
// field or path by what may stand for many: a wildcard, regular expression, prefix
// or file.
func ExcludesMany(x Expr, of Term) bool {
	c, _ := splitChoice(x, of)
	return slices.ContainsFunc(c.excluded, func(p Pattern) bool { return !p.single() })
}
