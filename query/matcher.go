package query

import (
	"bytes"
	"net/netip"

	"spoor/event"
)

// Matcher is a term made ready for matching many values. It is immutable and
// safe for concurrent use.
type Matcher struct {
	field Field
	steps []step
	tests []func(value string) bool
	// needles are texts one of which stands in every record that has an accepted
	// value at the path, unless the record writes it with JSON's escapes.
	needles needles
	// key is the last name of the path, which such a record holds as well.
	key Needle
	// literals are what Literals returns.
	literals []string
}

// Matcher prepares the term.
func (t Term) Matcher() *Matcher {
	m := &Matcher{field: t.Field}
	if t.Field == FieldPath {
		if steps, err := parsePath(t.Path); err == nil {
			m.steps = foldSteps(steps)
			for _, s := range m.steps {
				if s.key != "" {
					m.key = NewNeedle(s.key)
				}
			}
		}
		m.needles = pathNeedles(t.Patterns)
	} else {
		m.literals = valueLiterals(t.Field, t.Patterns)
	}
	for _, p := range t.Patterns {
		m.tests = append(m.tests, valueTest(t.Field, p))
	}
	return m
}

// MatchValue reports whether the term accepts value, one of those that Values
// hands over for its field. No term accepts the empty value.
func (m *Matcher) MatchValue(value string) bool {
	if value == "" {
		return false
	}
	for _, test := range m.tests {
		if test(value) {
			return true
		}
	}
	return false
}

// Literals returns folded texts (see Fold) of which at least one stands in the
// folded form of every value that the term accepts, or nil when none are known.
// It is not for FieldPath.
func (m *Matcher) Literals() []string { return m.literals }

// valueLiterals returns literals for the values of a field; nil where a pattern
// has none.
func valueLiterals(f Field, patterns []Pattern) []string {
	var all []string
	for _, p := range patterns {
		var literals []string
		switch p.Kind {
		case Word:
			if _, address := parseAddress(p.Value); ruleOf(f) != ruleAddress || !address {
				literals = literal(canonicalWord(f, p.Value))
			}
		case Quoted, Wildcard, Regular:
			literals = literalsOf(p)
		}
		if literals == nil || len(all)+len(literals) > maxLiterals {
			return nil
		}
		all = append(all, literals...)
	}
	return all
}

// MatchRecord reports whether the record has an accepted value at the term's
// path; it is for terms on FieldPath.
func (m *Matcher) MatchRecord(record []byte) bool {
	if m.steps == nil || !m.mayAccept(record) && bytes.IndexByte(record, '\\') < 0 {
		return false
	}
	found := false
	pathValues(record, m.steps, func(value string) bool {
		found = m.MatchValue(value)
		return !found
	})
	return found
}

// mayAccept reports whether the record, read as having no escapes, may have an
// accepted value.
func (m *Matcher) mayAccept(record []byte) bool {
	if !m.needles.in(record) {
		return false
	}
	key, _ := m.key.Find(record)
	return key >= 0
}

// pathNeedles returns what to look for instead of reading the whole record, if
// there is such a thing for each pattern.
func pathNeedles(patterns []Pattern) needles {
	var all []string
	for _, p := range patterns {
		literals := literalsOf(p)
		if literals == nil || len(all)+len(literals) > maxLiterals {
			return nil
		}
		all = append(all, literals...)
	}
	return newNeedles(all)
}

// MatchEvent reports whether ev has an accepted value; it is for all fields but
// FieldPath.
func (m *Matcher) MatchEvent(ev *event.Event) bool {
	found := false
	Values(ev, m.field, func(value string) {
		found = found || m.MatchValue(value)
	})
	return found
}

// valueTest prepares one pattern of a field. Tests are never given the empty
// value.
func valueTest(f Field, p Pattern) func(string) bool {
	switch p.Kind {
	case Any:
		return func(string) bool { return true }
	case Quoted:
		folded := Fold(p.Value)
		return func(value string) bool { return equalFold(value, folded) }
	case Word:
		return wordTest(f, p.Value)
	case Wildcard:
		return wildcardTest(f, p.Value)
	case Regular:
		re := p.Regexp
		if re == nil {
			var err error
			if re, err = compileRegular(p.Value); err != nil {
				return never
			}
		}
		return re.MatchString
	case CIDR:
		prefix := p.Prefix
		return func(value string) bool {
			addr, ok := parseAddress(value)
			return ok && prefix.Contains(addr)
		}
	case FromFile:
		return fileTest(f, p.Values)
	}
	return never
}

func never(string) bool { return false }

func wordTest(f Field, word string) func(string) bool {
	if word == "" {
		return never
	}
	folded := canonicalWord(f, word)
	switch ruleOf(f) {
	case ruleContains:
		return func(value string) bool {
			start, _ := indexFold(value, folded)
			return start >= 0
		}
	case ruleAddress:
		if want, ok := parseAddress(word); ok {
			return func(value string) bool {
				addr, ok := parseAddress(value)
				return ok && addr == want
			}
		}
	}
	return func(value string) bool {
		if equalFold(value, folded) {
			return true
		}
		for _, form := range forms(f, value) {
			if form != "" && equalFold(form, folded) {
				return true
			}
		}
		return false
	}
}

func wildcardTest(f Field, wildcard string) func(string) bool {
	g := newGlob(wildcard)
	return func(value string) bool {
		if g.match(value) {
			return true
		}
		for _, form := range forms(f, value) {
			if form != "" && g.match(form) {
				return true
			}
		}
		return false
	}
}

// fileTest prepares the lines of an indicator file: one look-up for all lines
// instead of one test each, since such files are long.
func fileTest(f Field, lines []string) func(string) bool {
	words := make(map[string]bool, len(lines))
	for _, line := range lines {
		words[canonicalWord(f, line)] = true
	}
	switch ruleOf(f) {
	case ruleContains:
		return func(value string) bool {
			for word := range words {
				if start, _ := indexFold(value, word); start >= 0 {
					return true
				}
			}
			return false
		}
	case ruleAddress:
		return addressTest(lines, words)
	}
	return func(value string) bool {
		folded := Fold(value)
		if words[folded] {
			return true
		}
		for _, form := range forms(f, folded) {
			if form != "" && words[form] {
				return true
			}
		}
		return false
	}
}

// addressTest accepts the addresses, the prefixes and the other names (of
// services) among lines.
func addressTest(lines []string, words map[string]bool) func(string) bool {
	addresses := make(map[netip.Addr]bool, len(lines))
	prefixes := map[netip.Prefix]bool{}
	lengths := map[int]bool{}
	for _, line := range lines {
		if addr, ok := parseAddress(line); ok {
			addresses[addr] = true
		} else if prefix, err := netip.ParsePrefix(line); err == nil {
			prefixes[prefix.Masked()] = true
			lengths[prefix.Bits()] = true
		}
	}
	return func(value string) bool {
		addr, ok := parseAddress(value)
		if !ok {
			return words[Fold(value)]
		}
		if addresses[addr] {
			return true
		}
		for bits := range lengths {
			if prefix, err := addr.Prefix(bits); err == nil && prefixes[prefix] {
				return true
			}
		}
		return false
	}
}
