// Package when reads how people write times: 2026-11-19T14:00Z, 14:00,
// yesterday, "monday 3pm", "2 hours ago". Every phrase stands for a span, since
// even 14:00 is a minute long; days are calendar days of the reader's zone.
package when

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Span is what a phrase stands for: from From up to, and without, To.
type Span struct {
	From, To time.Time
	// Until is where a range that is said to end with the phrase ends: for a
	// day or longer at its end (…up to and with the 19th), for a time of day at
	// that time (…up to 14:30).
	Until time.Time
}

// Reader is how a phrase is to be understood.
type Reader struct {
	Now time.Time
	// Zone is for phrases that name none.
	Zone *time.Location
	// After, if set, is the beginning of a range whose end is read: a time of
	// day, weekday or date without a year is then the first one after it.
	// Otherwise such a phrase means the latest one that is not in the future.
	After time.Time
}

// maxPhrase is the longest phrase looked at, in bytes.
const maxPhrase = 80

// ErrNoTime says that a phrase has nothing of a time.
var ErrNoTime = errors.New("this is no time")

// Read understands a phrase.
func (r Reader) Read(phrase string) (Span, error) {
	if len(phrase) > maxPhrase {
		return Span{}, ErrNoTime
	}
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	r.Now = r.Now.In(r.Zone)
	if span, ok := epoch(phrase); ok {
		return span, nil
	}
	p := parse{Reader: r, words: words(phrase)}
	if err := p.run(); err != nil {
		return Span{}, err
	}
	return p.span()
}

// words splits a phrase into lower-case words. An ISO date and its time of day
// become two words, and so do a time of day and the zone glued to it.
func words(phrase string) []string {
	fields := strings.FieldsFunc(strings.ToLower(phrase), func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	var out []string
	for _, word := range fields {
		if i := strings.IndexByte(word, 't'); i >= 7 && isDigit(word[i-1]) {
			out = append(out, word[:i])
			word = "t" + word[i+1:]
		}
		clock, zone := splitZone(word)
		out = append(out, clock)
		if zone != "" {
			out = append(out, zone)
		}
	}
	return out
}

// splitZone parts 14:00z, 14:00+01:00 and 14:00utc from the zone.
func splitZone(word string) (clock, zone string) {
	digits := strings.TrimPrefix(word, "t")
	if digits == "" || !isDigit(digits[0]) {
		return word, ""
	}
	if day, ok := strings.CutSuffix(word, "z"); ok && isDigit(day[len(day)-1]) {
		return day, "z"
	}
	if strings.Count(word, "-") > 1 {
		return word, ""
	}
	if i := strings.IndexByte(word, '+'); i > 0 {
		return word[:i], word[i:]
	}
	if i := strings.IndexByte(word, '-'); i > 0 && (word[0] == 't' || strings.Contains(word[:i], ":")) {
		return word[:i], word[i:]
	}
	if i := strings.Index(word, "utc"); i > 0 {
		return word[:i], word[i:]
	}
	return word, ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// parse is the reading of one phrase: at most one date, one time of day and one
// zone, in any order.
type parse struct {
	Reader
	words []string
	at    int

	zone  *time.Location
	date  date
	clock *clock
}

func (p *parse) run() error {
	if len(p.words) == 0 {
		return ErrNoTime
	}
	// The zone comes first, since "today" depends on it.
	var rest []string
	for _, word := range p.words {
		zone, ok, err := parseZone(word)
		switch {
		case err != nil:
			return err
		case ok && p.zone != nil:
			return errors.New("two zones are named")
		case ok:
			p.zone = zone
		default:
			rest = append(rest, word)
		}
	}
	p.words = rest
	if p.zone != nil {
		p.Now = p.Now.In(p.zone)
	} else {
		p.zone = p.Zone
	}
	for p.at < len(p.words) {
		if err := p.part(); err != nil {
			return err
		}
	}
	return nil
}

func (p *parse) part() error {
	switch p.words[p.at] {
	case "at", "on", "the":
		p.at++
		return nil
	}
	if c, n, err := parseClock(p.words[p.at:]); n > 0 || err != nil {
		if err == nil && p.clock != nil {
			err = errors.New("two times of day are named")
		}
		p.clock = &c
		p.at += n
		return err
	}
	d, n, err := p.parseDate(p.words[p.at:])
	switch {
	case err != nil:
		return err
	case n == 0:
		if len(p.words) == 1 {
			return ErrNoTime
		}
		return fmt.Errorf("%q is no time", p.words[p.at])
	case p.date != nil:
		return errors.New("two dates are named")
	}
	p.date = d
	p.at += n
	return nil
}

func (p *parse) span() (Span, error) {
	switch {
	case p.clock == nil && p.date == nil:
		return Span{}, ErrNoTime
	case p.clock == nil:
		return p.date.span(p.Reader, p.zone), nil
	case p.date == nil:
		return p.clock.floating(p.Reader, p.zone), nil
	}
	day, ok := p.date.(dayDate)
	if !ok {
		return Span{}, errors.New("a time of day goes with a day")
	}
	return day.with(*p.clock, p.Reader, p.zone), nil
}
