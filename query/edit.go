package query

import (
	"slices"
	"strings"
)

// ValueTerm returns the term that asks for one value of a field, whole, in the
// shortest way it can be written: what + on a cell or a facet's value means. The
// empty value asks for events that have none; that term has no patterns and is
// for Include, Exclude, Only and Toggle.
func ValueTerm(f Field, value string) Term {
	t := Term{Field: f}
	if value != "" {
		t.Patterns = []Pattern{valuePattern(f, value)}
	}
	return t
}

// PathTerm returns the term that asks for one value at a record path (see
// PathOf), whole.
func PathTerm(path, value string) Term {
	t := Term{Field: FieldPath, Path: path}
	if steps, err := parsePath(path); err == nil {
		t.Path = printPath(steps)
	}
	if value != "" {
		t.Patterns = []Pattern{valuePattern(FieldPath, value)}
	}
	return t
}

// valuePattern returns a Word where that means the same as the whole value, and
// reads well, else the value in quotes.
func valuePattern(f Field, value string) Pattern {
	if f == FieldSource {
		value = trimAmazonaws(value)
	}
	switch f {
	case FieldType, FieldResource, FieldActor, FieldAgent, FieldMessage:
		return NewQuoted(value)
	}
	if !isPlain(value) || strings.ContainsAny(value[:1], "/@-") || f == FieldIP && strings.Contains(value, "/") {
		return NewQuoted(value)
	}
	return NewWord(value)
}

// Include adds a value (see ValueTerm) to those that its field may have: to the
// field's choice if x has one, else as a new part. It is no longer excluded.
func Include(x Expr, value Term) Expr {
	c, rest := splitChoice(x, value)
	c.include(value)
	return c.join(rest)
}

func (c *choice) include(value Term) {
	if len(value.Patterns) == 0 {
		c.some, c.orNone = false, true
		return
	}
	for _, p := range value.Patterns {
		c.excluded = removePattern(c.of.Field, c.excluded, p)
		if !slices.ContainsFunc(c.included, p.equal) {
			c.included = append(slices.Clip(c.included), p)
		}
	}
}

// Exclude asks that a value not be there. It is no longer included.
func Exclude(x Expr, value Term) Expr {
	c, rest := splitChoice(x, value)
	c.take(value)
	if len(value.Patterns) == 0 {
		c.some = true
	}
	for _, p := range value.Patterns {
		if !slices.ContainsFunc(c.excluded, p.equal) {
			c.excluded = append(slices.Clip(c.excluded), p)
		}
	}
	return c.join(rest)
}

// take removes a value from those included.
func (c *choice) take(value Term) {
	if len(value.Patterns) == 0 {
		c.orNone = false
	}
	for _, p := range value.Patterns {
		c.included = removePattern(c.of.Field, c.included, p)
	}
}

// Only makes a value the one that its field may have, whatever x said about the
// field before.
func Only(x Expr, value Term) Expr {
	c, rest := splitChoice(x, value)
	c = choice{of: c.of, at: c.at}
	c.include(value)
	rest = slices.DeleteFunc(rest, func(part Expr) bool {
		own := true
		Walk(part, func(x Expr) {
			switch x.(type) {
			case Term:
				own = own && c.isOwn(x)
			case Flag, Text, Time:
				own = false
			}
		})
		return own
	})
	c.at = min(c.at, len(rest))
	return c.join(rest)
}

// Toggle adds a value to its field's choice, or takes it out again. A value that
// is included by something wider, such as a wildcard, is excluded.
func Toggle(x Expr, value Term) Expr {
	c, rest := splitChoice(x, value)
	before := len(c.included)
	switch {
	case len(value.Patterns) == 0 && c.orNone:
		c.orNone = false
		return c.join(rest)
	case len(value.Patterns) == 0:
		return Include(x, value)
	}
	c.take(value)
	if len(c.included) < before {
		return c.join(rest)
	}
	accepted := Term{Field: c.of.Field, Path: c.of.Path, Patterns: c.included}.Matcher()
	for _, p := range value.Patterns {
		whole := p.Value
		if c.of.Field == FieldSource && p.Kind == Word {
			whole += amazonaws
		}
		if (accepted.MatchValue(p.Value) || accepted.MatchValue(whole)) && !slices.ContainsFunc(c.excluded, p.equal) {
			return Exclude(x, value)
		}
	}
	return Include(x, value)
}

// removePattern removes the patterns that stand for the same one value as p.
func removePattern(f Field, patterns []Pattern, p Pattern) []Pattern {
	return slices.DeleteFunc(slices.Clone(patterns), func(q Pattern) bool {
		return q.equal(p) || isSingle(f, q) && isSingle(f, p) && (valueTest(f, q)(p.Value) || valueTest(f, p)(q.Value))
	})
}

// isSingle reports whether a pattern stands for one value, or for one under the
// several forms that its field allows.
func isSingle(f Field, p Pattern) bool {
	return p.Value != "" && (p.Kind == Quoted || p.Kind == Word && ruleOf(f) != ruleContains)
}
