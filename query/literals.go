package query

import (
	"bytes"
	"regexp/syntax"
	"slices"
	"strings"
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

// needles are folded texts to look for in records.
type needles []needle

func newNeedles(literals []string) needles {
	var out needles
	for _, literal := range literals {
		out = append(out, newNeedle(literal))
	}
	return out
}

// in reports whether at least one of them stands in record. Without any it is
// not known, and true.
func (n needles) in(record []byte) bool {
	for _, needle := range n {
		if start, _ := needle.find(record); start >= 0 {
			return true
		}
	}
	return len(n) == 0
}

// needle is a folded text made ready for being looked for.
type needle struct {
	folded string
	// rare is where the byte stands that is the least frequent in records, and
	// lower and upper are its two cases; rare is -1 for a text that is not all
	// ASCII.
	rare         int
	lower, upper byte
}

func newNeedle(folded string) needle {
	n := needle{folded: folded, rare: -1}
	for i := 0; i < len(folded); i++ {
		if folded[i] >= 0x80 {
			n.rare = -1
			return n
		}
		if n.rare < 0 || frequency(folded[i]) < frequency(folded[n.rare]) {
			n.rare = i
		}
	}
	if n.rare >= 0 {
		n.lower, n.upper = folded[n.rare], folded[n.rare]
		if 'a' <= n.lower && n.lower <= 'z' {
			n.upper -= 'a' - 'A'
		}
	}
	return n
}

// common lists the bytes of CloudTrail records, folded, from the most frequent
// on.
const common = `"e,:tanrsiocdmul-0p1g2.3f4h5b6v978/y}{wkxj_zq`

// frequency ranks a byte by how often records hold it: 0 for those not listed
// in common.
func frequency(c byte) int {
	if i := strings.IndexByte(common, c); i >= 0 {
		return len(common) - i
	}
	return 0
}

// find returns the bounds of the first place of the text in record, or -1, -1.
func (n needle) find(record []byte) (start, end int) {
	if n.folded == "" {
		return 0, 0
	}
	if n.rare < 0 {
		return indexFold(record, n.folded)
	}
	// The next place of each case of the rare byte, from n.rare on.
	next := func(c byte, from int) int {
		if i := bytes.IndexByte(record[from:], c); i >= 0 {
			return from + i
		}
		return len(record)
	}
	if len(record) < len(n.folded) {
		return -1, -1
	}
	lower, upper := next(n.lower, n.rare), len(record)
	if n.upper != n.lower {
		upper = next(n.upper, n.rare)
	}
	for {
		at := min(lower, upper)
		begin := at - n.rare
		if begin+len(n.folded) > len(record) {
			return -1, -1
		}
		if foldedPrefix(record[begin:], n.folded) >= 0 {
			return begin, begin + len(n.folded)
		}
		if at == lower {
			lower = next(n.lower, at+1)
		} else {
			upper = next(n.upper, at+1)
		}
	}
}
