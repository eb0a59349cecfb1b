package query

import (
	"bytes"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// maxLiterals bounds how many alternatives are looked for instead of the
// pattern itself.
const maxLiterals = 16

// literalsOf returns folded texts of which at least one stands in every text
// that a pattern is found in, or nil when that is not known. It is for patterns
// that are looked for in a record, or compared with values in it.
func literalsOf(p Pattern) []string {
	switch p.Kind {
	case Word, Quoted:
		return literal(Fold(p.Value))
	case Wildcard:
		return newGlob(p.Value).literal()
	case Regular:
		if tree, err := parseRegular(p.Value); err == nil {
			return regularLiterals(tree)
		}
	}
	return nil
}

func literal(folded string) []string {
	if folded == "" {
		return nil
	}
	return []string{folded}
}

// literal returns the longest stretch of a wildcard without * and ?.
func (g glob) literal() []string {
	var best, run []byte
	for _, part := range g.parts {
		switch {
		case part.kind != globLiteral, part.char == utf8.RuneError, part.char >= badByte:
			// To a regular expression a byte that is no UTF-8 and the replacement
			// character are the same.
			run = nil
		default:
			run = append(run, string(part.char)...)
		}
		if len(run) > len(best) {
			best = bytes.Clone(run)
		}
	}
	return literal(string(best))
}

// regularLiterals chooses the literals of an expression that say the most.
func regularLiterals(tree *syntax.Regexp) []string {
	switch tree.Op {
	case syntax.OpLiteral:
		if slices.Contains(tree.Rune, utf8.RuneError) {
			return nil
		}
		return literal(Fold(string(tree.Rune)))
	case syntax.OpCapture, syntax.OpPlus:
		return regularLiterals(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return regularLiterals(tree.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range tree.Sub {
			if literals := regularLiterals(sub); shortest(literals) > shortest(best) {
				best = literals
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range tree.Sub {
			literals := regularLiterals(sub)
			if literals == nil || len(all)+len(literals) > maxLiterals {
				return nil
			}
			all = append(all, literals...)
		}
		return all
	}
	return nil
}

// leadingLiteral returns the folded text that every match of an expression begins
// with, or "" where there is none that is known.
func leadingLiteral(tree *syntax.Regexp) string {
	switch tree.Op {
	case syntax.OpLiteral:
		if literals := regularLiterals(tree); literals != nil {
			return literals[0]
		}
	case syntax.OpCapture, syntax.OpConcat:
		return leadingLiteral(tree.Sub[0])
	}
	return ""
}

func shortest(literals []string) int {
	if len(literals) == 0 {
		return 0
	}
	n := len(literals[0])
	for _, literal := range literals[1:] {
		n = min(n, len(literal))
	}
	return n
}
