package query

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
)

// writeRegularTree writes a parsed expression with case folding spelled out: a
// literal that ignores case gets a class of both cases for each k and s, and
// (?i:…) for the rest, and a class is written as the ranges it was parsed to.
// (The tree's own String method looks at every character of every class to save
// flags, which takes milliseconds for [^x].)
func writeRegularTree(b *strings.Builder, tree *syntax.Regexp) {
	sub := func() {
		b.WriteString("(?:")
		writeRegularTree(b, tree.Sub[0])
		b.WriteByte(')')
	}
	repeat := func(operator string) {
		sub()
		b.WriteString(operator)
		if tree.Flags&syntax.NonGreedy != 0 {
			b.WriteByte('?')
		}
	}
	switch tree.Op {
	case syntax.OpNoMatch:
		b.WriteString(`[^\x00-\x{10FFFF}]`)
	case syntax.OpEmptyMatch:
		b.WriteString("(?:)")
	case syntax.OpLiteral:
		writeLiteral(b, tree)
	case syntax.OpCharClass:
		writeClass(b, tree.Rune)
	case syntax.OpAnyCharNotNL:
		b.WriteString("(?-s:.)")
	case syntax.OpAnyChar:
		b.WriteString("(?s:.)")
	case syntax.OpBeginLine:
		b.WriteString("(?m:^)")
	case syntax.OpEndLine:
		b.WriteString("(?m:$)")
	case syntax.OpBeginText:
		b.WriteString(`\A`)
	case syntax.OpEndText:
		b.WriteString(`\z`)
	case syntax.OpWordBoundary:
		b.WriteString(`\b`)
	case syntax.OpNoWordBoundary:
		b.WriteString(`\B`)
	case syntax.OpCapture:
		sub()
	case syntax.OpStar:
		repeat("*")
	case syntax.OpPlus:
		repeat("+")
	case syntax.OpQuest:
		repeat("?")
	case syntax.OpRepeat:
		switch {
		case tree.Max < 0:
			repeat(fmt.Sprintf("{%d,}", tree.Min))
		default:
			repeat(fmt.Sprintf("{%d,%d}", tree.Min, tree.Max))
		}
	case syntax.OpConcat:
		for _, part := range tree.Sub {
			b.WriteString("(?:")
			writeRegularTree(b, part)
			b.WriteByte(')')
		}
	case syntax.OpAlternate:
		for i, part := range tree.Sub {
			if i > 0 {
				b.WriteByte('|')
			}
			writeRegularTree(b, part)
		}
	}
}

func writeLiteral(b *strings.Builder, tree *syntax.Regexp) {
	if tree.Flags&syntax.FoldCase == 0 {
		b.WriteString("(?-i:" + regexp.QuoteMeta(string(tree.Rune)) + ")")
		return
	}
	for _, r := range tree.Rune {
		switch r {
		case 'k', 'K':
			b.WriteString("[Kk]")
		case 's', 'S':
			b.WriteString("[Ss]")
		default:
			b.WriteString("(?i:" + regexp.QuoteMeta(string(r)) + ")")
		}
	}
}

func writeClass(b *strings.Builder, ranges []rune) {
	if len(ranges) == 0 {
		b.WriteString(`[^\x00-\x{10FFFF}]`)
		return
	}
	b.WriteByte('[')
	for i := 0; i < len(ranges); i += 2 {
		fmt.Fprintf(b, `\x{%X}-\x{%X}`, ranges[i], ranges[i+1])
	}
	b.WriteByte(']')
}
