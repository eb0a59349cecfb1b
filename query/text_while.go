package query

import (
	"io"
	"unicode/utf8"
)

// A record longer than longText is gone through by pieces of runesAtOnce, where
// going through it can be given up.
const (
	longText    = 16 << 10 // bytes
	runesAtOnce = 4 << 10
)

// MatchWhile is Match, which for a large expression and a long record may take
// minutes, as long as goesOn holds. Once it does not, MatchWhile returns soon,
// and what it returns means nothing.
func (m *TextMatcher) MatchWhile(goesOn func() bool, record []byte) bool {
	switch {
	case len(record) <= longText || m.regexp == nil || m.always || m.never:
		return m.Match(record)
	case !goesOn() || !m.needles.in(record):
		return false
	}
	if m.led != nil {
		from, _ := m.lead.Find(record)
		if from < 0 {
			return false
		}
		record = record[from:]
	}
	return m.regexp.MatchReader(&pieces{text: record, goesOn: goesOn})
}

// pieces are the runes of a text, which ends where nobody wants to go on.
type pieces struct {
	text   []byte
	read   int
	goesOn func() bool
}

// ReadRune implements io.RuneReader.
func (p *pieces) ReadRune() (rune, int, error) {
	if len(p.text) == 0 || p.read%runesAtOnce == 0 && !p.goesOn() {
		return 0, 0, io.EOF
	}
	p.read++
	r, size := utf8.DecodeRune(p.text)
	p.text = p.text[size:]
	return r, size, nil
}
