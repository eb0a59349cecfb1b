package query

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// Bounds on a regular expression: what it costs to match grows with its
// compiled size, so that is bounded before it is compiled.
const (
	maxRegularBytes = 2000
	maxRegularSize  = 10_000
)

// compileRegular compiles a regular expression written between slashes: RE2's
// syntax, linear in the length of the text. It ignores case as Fold does, which
// is not quite as RE2 does: the letters k and s match no Kelvin sign and no long
// s, so that what Fold cannot find, no literal in an expression finds.
func compileRegular(pattern string) (*regexp.Regexp, error) {
	tree, err := parseRegular(pattern)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	writeRegularTree(&b, tree)
	return regexp.Compile(b.String())
}

func parseRegular(pattern string) (*syntax.Regexp, error) {
	if len(pattern) > maxRegularBytes {
		return nil, fmt.Errorf("it is longer than %d bytes", maxRegularBytes)
	}
	tree, err := syntax.Parse("(?i)"+pattern, syntax.Perl)
	if err != nil {
		if bad, ok := errors.AsType[*syntax.Error](err); ok {
			return nil, fmt.Errorf("%s at `%s`", bad.Code, bad.Expr)
		}
		return nil, err
	}
	if regularSize(tree) > maxRegularSize {
		return nil, errors.New("its repetitions multiply to too large an expression")
	}
	return tree, nil
}

// regularSize estimates how many instructions an expression compiles to. It
// stops counting above the bound.
func regularSize(tree *syntax.Regexp) int {
	size := 1
	switch tree.Op {
	case syntax.OpLiteral:
		size = len(tree.Rune)
	case syntax.OpCharClass:
		size += len(tree.Rune) / 8 // its ranges, in pairs
	}
	for _, sub := range tree.Sub {
		size += regularSize(sub)
		if size > maxRegularSize {
			return maxRegularSize + 1
		}
	}
	if tree.Op == syntax.OpRepeat {
		times := max(tree.Max, tree.Min, 1)
		size *= times
	}
	return min(size, maxRegularSize+1)
}

func quoteRune(r rune) string {
	if r >= badByte {
		return fmt.Sprintf(`\x{%X}`, utf8.RuneError)
	}
	return regexp.QuoteMeta(string(r))
}
