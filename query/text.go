package query

import "regexp"

// TextMatcher is a Text made ready for matching many records. It is immutable
// and safe for concurrent use.
type TextMatcher struct {
	// literals are what Literals returns, and needles the same made ready.
	literals []string
	needles  needles
	// regexp is set for a wildcard or regular expression.
	regexp *regexp.Regexp
	// A match of regexp begins where lead stands, if that is set, and is then one
	// of led, which matches at the beginning only.
	lead Needle
	led  *regexp.Regexp
	// always and never are for what holds for every record, or for none.
	always, never bool
}

// Matcher prepares the text.
func (t Text) Matcher() *TextMatcher {
	p := t.Pattern
	m := &TextMatcher{}
	switch p.Kind {
	case Word, Quoted:
		m.always = p.Value == ""
	case Wildcard, Regular:
		var err error
		if p.Regexp == nil && p.Kind == Regular {
			p, err = NewRegular(p.Value)
		} else if p.Regexp == nil {
			p, err = newTextWildcard(p.Value)
		}
		m.regexp, m.never = p.Regexp, err != nil
	case Any:
		m.always = true
	default:
		m.never = true
	}
	if !m.always && !m.never {
		m.literals = literalsOf(p)
		m.needles = newNeedles(m.literals)
	}
	if p.Kind == Regular && m.regexp != nil {
		m.anchor(p.Value)
	}
	return m
}

// anchor finds out where matches of a regular expression can begin. Trying it
// there alone spares it all other places.
func (m *TextMatcher) anchor(pattern string) {
	tree, err := parseRegular(pattern)
	if err != nil {
		return
	}
	lead := NewNeedle(leadingLiteral(tree))
	if !lead.IsASCII() {
		return
	}
	if m.led, err = regexp.Compile(`\A(?:` + m.regexp.String() + `)`); err == nil {
		m.lead = lead
	}
}

// Literals returns folded texts (see Fold) of which at least one stands in every
// record that matches; for a plain text, the text itself. Nil says that none are
// known.
func (m *TextMatcher) Literals() []string { return m.literals }

// IsLiteral reports whether a record that holds the one text of Literals
// matches, so that nothing more need be looked at.
func (m *TextMatcher) IsLiteral() bool { return m.regexp == nil && len(m.literals) == 1 }

// Match reports whether the record holds the text, ignoring case. Record is
// searched as the bytes it is: JSON's own escapes are not undone.
func (m *TextMatcher) Match(record []byte) bool {
	start, _ := m.Find(record)
	return start >= 0
}

// Find returns the bounds of the first match in record, or -1, -1.
func (m *TextMatcher) Find(record []byte) (start, end int) {
	switch {
	case m.always:
		return 0, 0
	case m.never || !m.needles.in(record):
		return -1, -1
	case m.regexp == nil:
		return m.needles[0].Find(record)
	case m.led != nil:
		return m.findLed(record)
	}
	return bounds(m.regexp.FindIndex(record), 0)
}

// findLed is Find for an expression whose matches begin with a known text. That
// text is part of the match, so nothing in the expression looks at what stands
// before it.
//
// Each try may go through all the rest of the record, and a record may hold the
// text at every turn. So the tries are bounded by what they may come to, and the
// rest is gone through once for all places.
func (m *TextMatcher) findLed(record []byte) (start, end int) {
	const least, times = 64 << 10, 2 // bytes, lengths of the record
	most := least + times*len(record)
	for from := 0; ; from++ {
		i, _ := m.lead.Find(record[from:])
		if i < 0 {
			return -1, -1
		}
		from += i
		if most -= len(record) - from; most < 0 {
			return bounds(m.regexp.FindIndex(record[from:]), from)
		}
		if at := m.led.FindIndex(record[from:]); at != nil {
			return from, from + at[1]
		}
	}
}

// bounds are those of a match, as of a place, or -1, -1 for none.
func bounds(at []int, from int) (start, end int) {
	if at == nil {
		return -1, -1
	}
	return from + at[0], from + at[1]
}
