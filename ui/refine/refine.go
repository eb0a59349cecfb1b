// Package refine changes a filter the way choosing values on screen does: it
// includes, excludes and toggles values of a field, and leaves the rest of the
// filter as it was written.
package refine

import (
	"slices"
	"strings"

	"spoor/query"
	"spoor/ui/pane"
)

// Parts returns the expressions that must all hold for x to hold.
func Parts(x query.Expr) []query.Expr {
	switch x := x.(type) {
	case nil:
		return nil
	case query.And:
		return slices.Clone([]query.Expr(x))
	}
	return []query.Expr{x}
}

// Join is the inverse of Parts.
func Join(parts []query.Expr) query.Expr {
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	return query.And(parts)
}

// Apply returns x with a value chosen.
func Apply(x query.Expr, c pane.Choose) query.Expr {
	v := value{c.Field, c.Path, c.Value}
	if c.Value == "" {
		return v.applyNone(x, c.How)
	}
	switch c.How {
	case pane.Only:
		if alone := v.term(); onlyAbout(x, v, alone) {
			return v.drop(x)
		}
		return v.add(v.drop(x), v.term())
	case pane.Toggle:
		if in, _ := v.chosen(x); !in {
			return v.include(x)
		}
		x = v.take(x, false)
		if in, _ := v.chosen(x); in {
			return v.exclude(x)
		}
		return x
	case pane.Include:
		if in, out := v.chosen(x); in && !out {
			return x
		}
		return v.include(x)
	case pane.Exclude:
		if _, out := v.chosen(x); out {
			return v.take(x, true)
		}
		return v.exclude(x)
	}
	return x
}

// value is one value of a field, or of a path inside the record.
type value struct {
	field query.Field
	path  string
	value string
}

// shortened are the endings and beginnings that the language lets people leave
// out.
func (v value) pattern() query.Pattern {
	s := v.value
	switch v.field {
	case query.FieldSource:
		s = strings.TrimSuffix(s, ".amazonaws.com")
	case query.FieldType:
		s = strings.TrimPrefix(s, "AWS::")
	}
	if strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.@/:+", r))
	}) < 0 && v.field != query.FieldAgent && v.field != query.FieldMessage {
		return query.NewWord(s)
	}
	return query.NewQuoted(v.value)
}

func (v value) term() query.Term {
	return query.Term{Field: v.field, Path: v.path, Patterns: []query.Pattern{v.pattern()}}
}

func (v value) any() query.Term {
	return query.Term{Field: v.field, Path: v.path, Patterns: []query.Pattern{query.AnyValue()}}
}

// about returns the term of v's field that part is, or denies.
func (v value) about(part query.Expr) (t query.Term, denied, ok bool) {
	if not, is := part.(query.Not); is {
		part, denied = not.X, true
	}
	t, ok = part.(query.Term)
	return t, denied, ok && t.Field == v.field && t.Path == v.path
}

// drop returns x without all that it says of v's field.
func (v value) drop(x query.Expr) query.Expr {
	return Join(slices.DeleteFunc(Parts(x), func(part query.Expr) bool {
		_, _, ok := v.about(part)
		return ok
	}))
}

func (v value) add(x, part query.Expr) query.Expr { return Join(append(Parts(x), part)) }

// chosen reports whether x includes or excludes v by what it says of v's field.
func (v value) chosen(x query.Expr) (in, out bool) {
	for _, part := range Parts(x) {
		t, denied, ok := v.about(part)
		if !ok || slices.ContainsFunc(t.Patterns, isAny) || !t.MatchValue(v.value) {
			continue
		}
		in = in || !denied
		out = out || denied
	}
	return in, out
}

// take returns x without the patterns that are about v: among the included
// those that name it and nothing else, among the excluded all that match it.
func (v value) take(x query.Expr, excluded bool) query.Expr {
	var parts []query.Expr
	for _, part := range Parts(x) {
		t, denied, ok := v.about(part)
		if !ok || denied != excluded {
			parts = append(parts, part)
			continue
		}
		t.Patterns = slices.DeleteFunc(slices.Clone(t.Patterns), func(p query.Pattern) bool {
			one := query.Term{Field: t.Field, Path: t.Path, Patterns: []query.Pattern{p}}
			return p.Kind != query.Any && (excluded || p.Kind == query.Word || p.Kind == query.Quoted) && one.MatchValue(v.value)
		})
		switch {
		case len(t.Patterns) == 0:
		case denied:
			parts = append(parts, query.Not{X: t})
		default:
			parts = append(parts, t)
		}
	}
	return Join(parts)
}

// include adds v to the included values and takes it from the excluded.
func (v value) include(x query.Expr) query.Expr {
	return v.extend(v.take(x, true), false)
}

// exclude adds v to the excluded values and takes it from the included.
func (v value) exclude(x query.Expr) query.Expr {
	return v.extend(v.take(x, false), true)
}

// extend adds v's pattern to the first term of its field, included or excluded,
// or a new one where there is none.
func (v value) extend(x query.Expr, excluded bool) query.Expr {
	parts := Parts(x)
	for i, part := range parts {
		t, denied, ok := v.about(part)
		if !ok || denied != excluded || slices.ContainsFunc(t.Patterns, isAny) {
			continue
		}
		t.Patterns = append(slices.Clone(t.Patterns), v.pattern())
		parts[i] = t
		if denied {
			parts[i] = query.Not{X: t}
		}
		return Join(parts)
	}
	if excluded {
		return v.add(x, query.Not{X: v.term()})
	}
	return v.add(x, v.term())
}

func isAny(p query.Pattern) bool { return p.Kind == query.Any }

// applyNone chooses the events that have no value of the field.
func (v value) applyNone(x query.Expr, how pane.Choice) query.Expr {
	none := query.Not{X: v.any()}
	switch {
	case how == pane.Exclude && says(x, v.any()):
		return without(x, v.any())
	case how == pane.Exclude:
		return v.add(without(x, none), v.any())
	case says(x, none):
		return without(x, none)
	}
	return v.add(v.drop(x), none)
}

// onlyAbout reports whether all that x says of v's field is that it is v.
func onlyAbout(x query.Expr, v value, alone query.Term) bool {
	said := 0
	for _, part := range Parts(x) {
		t, denied, ok := v.about(part)
		if !ok {
			continue
		}
		said++
		if denied || len(t.Patterns) != 1 || t.Patterns[0].Value != alone.Patterns[0].Value || t.Patterns[0].Kind != alone.Patterns[0].Kind {
			return false
		}
	}
	return said == 1
}

// Chosen reports whether x includes or excludes a value of a field by what it
// says of that field.
func Chosen(x query.Expr, f query.Field, val string) (in, out bool) {
	v := value{field: f, value: val}
	if val == "" {
		return says(x, query.Not{X: v.any()}), says(x, v.any())
	}
	return v.chosen(x)
}

// ToggleFlag adds a flag to x, or takes it out.
func ToggleFlag(x query.Expr, name query.FlagName) query.Expr {
	flag := query.Flag{Name: name}
	if says(x, flag) {
		return without(x, flag)
	}
	return Join(append(Parts(x), flag))
}

// says reports whether part is one of the parts of x.
func says(x, part query.Expr) bool {
	return slices.ContainsFunc(Parts(x), func(p query.Expr) bool { return same(p, part) })
}

func without(x, part query.Expr) query.Expr {
	return Join(slices.DeleteFunc(Parts(x), func(p query.Expr) bool { return same(p, part) }))
}

// same reports whether two parts are the same flag, or the same term of one
// pattern, denied or not.
func same(a, b query.Expr) bool {
	switch a := a.(type) {
	case query.Flag:
		return a == b
	case query.Not:
		b, ok := b.(query.Not)
		return ok && same(a.X, b.X)
	case query.Term:
		b, ok := b.(query.Term)
		return ok && a.Field == b.Field && a.Path == b.Path && len(a.Patterns) == 1 && len(b.Patterns) == 1 &&
			a.Patterns[0].Kind == b.Patterns[0].Kind && a.Patterns[0].Value == b.Patterns[0].Value
	}
	return false
}
