package query

import (
	"net/netip"
	"regexp"
)

// Pattern is one value of a term, as written and as prepared. Which of the
// prepared forms counts is said by Kind.
type Pattern struct {
	Kind PatternKind
	// Value is what was written, unquoted: the word, the wildcard, the regular
	// expression without its slashes, the prefix, or the name of the file.
	Value string
	// Regexp is set for Wildcard and Regular (linear time, ignoring case).
	Regexp *regexp.Regexp
	// Prefix is set for CIDR.
	Prefix netip.Prefix
	// Values are the lines of an indicator file for FromFile.
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
	// FromFile stands for any line of a file.
	FromFile
	// Any is a lone *: the field has a value.
	Any
)
