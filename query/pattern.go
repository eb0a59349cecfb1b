package query

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// Pattern is one value of a term, as written and as prepared. Which of the
// prepared forms counts is said by Kind. Patterns are made by the parser and by
// the functions NewWord, NewQuoted, NewWildcard, NewRegular, NewCIDR and
// NewFromFile.
type Pattern struct {
	Kind PatternKind
	// Value is what was written, unquoted: the word, the wildcard, the regular
	// expression without its slashes, the prefix, or the name of the file. In a
	// wildcard a backslash takes the *, ? or \ after it literally.
	Value string
	// Regexp is set for Regular, and for Wildcard in a Text, where it finds the
	// pattern anywhere (linear time, ignoring case).
	Regexp *regexp.Regexp
	// Prefix is set for CIDR, its host bits zero.
	Prefix netip.Prefix
	// Values are the lines of an indicator file for FromFile, without blank
	// lines and comments.
	Values []string
}

// PatternKind is how a value was written.
type PatternKind uint8

// The kinds.
const (
	// Word is compared by the field's own rule: see Field.
	Word PatternKind = iota
	// Quoted is compared whole, ignoring case; in Text it is looked for as it
	// stands.
	Quoted
	// Wildcard has * and ?.
	Wildcard
	// Regular was written between slashes.
	Regular
	// CIDR is a prefix of addresses.
	CIDR
	// FromFile stands for any line of a file, each compared as a Word.
	FromFile
	// Any is a lone *: the field has a value.
	Any
)

// NewWord returns the pattern of a plain word: user:alice.
func NewWord(value string) Pattern { return Pattern{Kind: Word, Value: value} }

// NewQuoted returns the pattern of a value meant whole: user:"alice".
func NewQuoted(value string) Pattern { return Pattern{Kind: Quoted, Value: value} }

// AnyValue is the lone * of user:*.
func AnyValue() Pattern { return Pattern{Kind: Any, Value: "*"} }

// NewWildcard returns the pattern of a word with * and ? in it, for a field. A
// wildcard that holds for every value is Any.
func NewWildcard(value string) Pattern {
	if newGlob(value).anything() {
		return AnyValue()
	}
	return Pattern{Kind: Wildcard, Value: plainWildcard(value)}
}

// plainWildcard takes away the backslashes of a wildcard that say nothing.
func plainWildcard(value string) string {
	if !strings.Contains(value, `\`) {
		return value
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' {
			if i+1 == len(value) {
				b.WriteString(`\\`)
				break
			}
			if i++; value[i] == '*' || value[i] == '?' || value[i] == '\\' {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(value[i])
	}
	return b.String()
}

// newTextWildcard returns the pattern of a wildcard looked for in a record. Its
// * and ? stay within one JSON string.
func newTextWildcard(value string) (Pattern, error) {
	re, err := compileRegular(newGlob(value).regular(`[^"]*`, `[^"]`))
	if err != nil {
		return Pattern{}, fmt.Errorf("wildcard: %w", err)
	}
	return Pattern{Kind: Wildcard, Value: plainWildcard(value), Regexp: re}, nil
}

// NewRegular returns the pattern of a regular expression, given without its
// slashes: RE2's syntax, ignoring case.
func NewRegular(value string) (Pattern, error) {
	value = unescapeSlashes(value)
	re, err := compileRegular(value)
	if err != nil {
		return Pattern{}, err
	}
	return Pattern{Kind: Regular, Value: value, Regexp: re}, nil
}

// unescapeSlashes turns \/ into /, which mean the same in a regular expression.
func unescapeSlashes(value string) string {
	if !strings.Contains(value, `\/`) {
		return value
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+1 < len(value) {
			if i++; value[i] != '/' {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(value[i])
	}
	return b.String()
}

// NewCIDR returns the pattern of a prefix of addresses, 203.0.113.0/24.
func NewCIDR(value string) (Pattern, error) {
	prefix, err := netip.ParsePrefix(value)
	if err != nil {
		return Pattern{}, fmt.Errorf("no prefix of addresses: %q", value)
	}
	return Pattern{Kind: CIDR, Value: value, Prefix: prefix.Masked()}, nil
}

// NewFromFile returns the pattern of an indicator file: its name and its lines.
// Space around a line, blank lines and lines that begin with # do not count.
func NewFromFile(name string, lines []string) Pattern {
	var values []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			values = append(values, line)
		}
	}
	return Pattern{Kind: FromFile, Value: name, Values: values}
}

// equal reports whether two patterns were written alike and stand for the same
// values.
func (p Pattern) equal(q Pattern) bool {
	if p.Kind != q.Kind || p.Value != q.Value || len(p.Values) != len(q.Values) {
		return false
	}
	for i := range p.Values {
		if p.Values[i] != q.Values[i] {
			return false
		}
	}
	return true
}
