package query

import (
	"strings"
	"unicode/utf8"
)

// Narrows reports whether every event that satisfies after also satisfies
// before, as far as the two expressions show it by their form. False means that
// it is not known.
func Narrows(before, after Expr) bool {
	p := prover{budget: 20_000}
	return p.implies(canonical(after), canonical(before))
}

// prover shows that one expression implies another, in a bounded number of
// steps.
type prover struct{ budget int }

func (p *prover) implies(x, y Expr) bool {
	if p.budget--; p.budget < 0 {
		return false
	}
	if equal(x, nothing) || equal(x, y) {
		return true
	}
	if y, ok := y.(And); ok {
		return p.every(y, func(part Expr) bool { return p.implies(x, part) })
	}
	if x, ok := x.(Or); ok {
		return p.every(x, func(part Expr) bool { return p.implies(part, y) })
	}
	if y, ok := y.(Or); ok && p.some(y, func(part Expr) bool { return p.implies(x, part) }) {
		return true
	}
	switch x := x.(type) {
	case And:
		return p.some(x, func(part Expr) bool { return p.implies(part, y) })
	case Not:
		y, ok := y.(Not)
		return ok && p.implies(y.X, x.X)
	case Term:
		y, ok := y.(Term)
		return ok && termImplies(x, y)
	case Text:
		y, ok := y.(Text)
		return ok && textImplies(x.Pattern, y.Pattern)
	case Time:
		y, ok := y.(Time)
		return ok && x.Window.within(y.Window)
	}
	return false
}

func (p *prover) every(parts []Expr, holds func(Expr) bool) bool {
	for _, part := range parts {
		if !holds(part) {
			return false
		}
	}
	return true
}

func (p *prover) some(parts []Expr, holds func(Expr) bool) bool {
	for _, part := range parts {
		if holds(part) {
			return true
		}
	}
	return false
}

// maxCompared bounds the patterns of two terms that are compared with each
// other.
const maxCompared = 200

func termImplies(x, y Term) bool {
	if x.Field != y.Field || x.Path != y.Path || len(x.Patterns) > maxCompared || len(y.Patterns) > maxCompared {
		return false
	}
	for _, p := range x.Patterns {
		covered := false
		for _, q := range y.Patterns {
			covered = covered || patternImplies(x.Field, p, q)
		}
		if !covered {
			return false
		}
	}
	return true
}

// patternImplies reports whether q accepts every value that p accepts.
func patternImplies(f Field, p, q Pattern) bool {
	switch {
	case q.Kind == Any, p.equal(q):
		return true
	case p.Kind == Quoted && q.Kind != Regular:
		// All that p accepts are its value, in any case. Only regular expressions
		// can tell cases apart.
		return p.Value != "" && valueTest(f, q)(p.Value)
	case p.Kind == Word && q.Kind == Word:
		if ruleOf(f) == ruleContains {
			return containsWord(p.Value, q.Value)
		}
		return canonicalWord(f, p.Value) == canonicalWord(f, q.Value)
	case p.Kind == CIDR && q.Kind == CIDR:
		return q.Prefix.Bits() <= p.Prefix.Bits() && q.Prefix.Contains(p.Prefix.Addr())
	}
	return false
}

// textImplies reports whether every record that holds p also holds q.
func textImplies(p, q Pattern) bool {
	literal := func(p Pattern) bool { return p.Kind == Word || p.Kind == Quoted }
	return literal(p) && literal(q) && containsWord(p.Value, q.Value)
}

// containsWord reports whether a text that holds word surely holds part.
func containsWord(word, part string) bool {
	return utf8.ValidString(part) && strings.Contains(Fold(word), Fold(part))
}
