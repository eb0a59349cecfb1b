package query

import (
	"strings"
	"unicode/utf8"
)

// glob is a wildcard pattern, prepared: * stands for any run of characters, ?
// for one. It is matched against folded text in time proportional to pattern
// times text at worst.
type glob struct {
	parts []globPart
	// inside, if set, is an ASCII text: what holds it matches, and nothing else.
	inside string
}

// globPart is one character of a wildcard pattern, or one wildcard.
type globPart struct {
	kind globKind
	char rune
}

type globKind uint8

const (
	globLiteral globKind = iota
	globOne
	globRun
)

// newGlob prepares a wildcard as Pattern.Value holds it: a backslash before *,
// ? or another backslash takes that character literally.
func newGlob(value string) glob {
	var g glob
	for i := 0; i < len(value); {
		r, size := utf8.DecodeRuneInString(value[i:])
		part := globPart{globLiteral, r}
		switch {
		case r == '*':
			part = globPart{kind: globRun}
		case r == '?':
			part = globPart{kind: globOne}
		case r == '\\' && i+1 < len(value):
			i++
			r, size = utf8.DecodeRuneInString(value[i:])
			part.char = r
		}
		if part.kind == globLiteral {
			part.char = foldedChar(part.char, value[i], size)
		}
		i += size
		if n := len(g.parts); part.kind == globRun && n > 0 && g.parts[n-1].kind == globRun {
			continue
		}
		g.parts = append(g.parts, part)
	}
	g.inside = g.between()
	return g
}

// between returns the text of a wildcard that is a text between two *, if all of
// it is ASCII.
func (g glob) between() string {
	n := len(g.parts)
	if n < 3 || g.parts[0].kind != globRun || g.parts[n-1].kind != globRun {
		return ""
	}
	var text []byte
	for _, part := range g.parts[1 : n-1] {
		if part.kind != globLiteral || part.char >= utf8.RuneSelf {
			return ""
		}
		text = append(text, byte(part.char))
	}
	return string(text)
}

// badByte is added to a byte that is no UTF-8, so that it equals only itself.
const badByte = 0x20000000

func foldedChar(r rune, first byte, size int) rune {
	switch {
	case r == utf8.RuneError && size == 1:
		return badByte + rune(first)
	case r < utf8.RuneSelf:
		return rune(lowerASCII(byte(r)))
	}
	return foldRune(r)
}

// match reports whether the whole of s matches.
func (g glob) match(s string) bool {
	if g.inside != "" {
		start, _ := indexFold(s, g.inside)
		return start >= 0
	}
	var (
		i, p       int
		runPart    = -1 // the last * passed
		runStart   int  // where in s what it stands for ends so far
		next       rune
		size       int
		nextIsRead bool
	)
	for i < len(s) {
		if !nextIsRead {
			next, size = utf8.DecodeRuneInString(s[i:])
			next, nextIsRead = foldedChar(next, s[i], size), true
		}
		if p < len(g.parts) {
			part := g.parts[p]
			if part.kind == globRun {
				runPart, runStart = p, i
				p++
				continue
			}
			if part.kind == globOne || part.char == next {
				i += size
				p++
				nextIsRead = false
				continue
			}
		}
		if runPart < 0 {
			return false
		}
		_, step := utf8.DecodeRuneInString(s[runStart:])
		runStart += step
		i, p, nextIsRead = runStart, runPart+1, false
	}
	for p < len(g.parts) && g.parts[p].kind == globRun {
		p++
	}
	return p == len(g.parts)
}

// anything reports whether the wildcard holds for every value.
func (g glob) anything() bool {
	return len(g.parts) == 1 && g.parts[0].kind == globRun
}

// regular returns the wildcard as a regular expression, with run and one
// standing for * and ?.
func (g glob) regular(run, one string) string {
	var b strings.Builder
	for _, part := range g.parts {
		switch part.kind {
		case globRun:
			b.WriteString(run)
		case globOne:
			b.WriteString(one)
		default:
			b.WriteString(quoteRune(part.char))
		}
	}
	return b.String()
}
