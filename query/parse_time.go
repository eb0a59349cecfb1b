package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"spoor/query/when"
)

const timeHint = `write 2026-11-19, 2026-11-19T14:00Z, 14:00, yesterday, "monday 3pm" or "2 hours ago"`

// timeLeaf makes a Time of what follows last:, after:, before: or time:.
func (p *parser) timeLeaf(word string, t token) (Expr, error) {
	if t.kind != tokenWord && t.kind != tokenQuoted || t.wild {
		return nil, errorAt(t.start, t.end, timeHint, "`%s:` takes a time", word)
	}
	window, err := p.window(word, t)
	if err != nil {
		return nil, err
	}
	if err := p.torn(word, t); err != nil {
		return nil, err
	}
	if window == (Window{}) {
		return And{}, nil
	}
	return Time{Window: window, As: word + ":" + timeText(t.text)}, nil
}

// torn refuses a word that goes on with the time before it (after:2026-11-19 14:00):
// it would be looked for in the records, and quietly give a wrong answer.
func (p *parser) torn(word string, t token) error {
	next := p.peek()
	if t.kind != tokenWord || next.kind != tokenWord || word == "last" || p.text[next.start:next.end] != next.text || !endsTime(next.text) {
		return nil
	}
	_, last, _ := strings.Cut(t.text, "..")
	if last == "" {
		last = t.text
	}
	if reads(last + " " + next.text) {
		return errorAt(t.start, next.end, fmt.Sprintf(`for one time write %s:%s, to look for the text %s`, word, quote(t.text+" "+next.text), quote(next.text)),
			"a time with a space in it goes in quotes")
	}
	return nil
}

// goesOn reports whether torn may refuse a word behind some time.
func goesOn(word string) bool {
	return endsTime(word) && slices.ContainsFunc([]string{"2026-11-19", "2026-11-19T3", "monday", "14:00", "3d"}, func(before string) bool {
		return reads(before + " " + word)
	})
}

// endsTime reports whether a word is of those that times end with.
func endsTime(word string) bool {
	switch strings.ToLower(word) {
	case "noon", "midnight", "am", "pm", "ago", "utc", "gmt", "z":
		return true
	}
	return word != "" && '0' <= word[0] && word[0] <= '9'
}

// reads reports whether a phrase is a time, whichever it is.
func reads(phrase string) bool {
	_, err := when.Reader{Now: time.Unix(0, 0), Zone: time.UTC}.Read(phrase)
	return err == nil
}

// timeText is a time as it is printed.
func timeText(text string) string {
	if strings.Trim(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:.+-") == "" && text != "" {
		return text
	}
	return quote(text)
}

func (p *parser) window(word string, t token) (Window, error) {
	if word == "last" {
		length, err := when.Length(t.text)
		if err != nil {
			return Window{}, errorAt(t.start, t.end, "write 90s, 15m, 24h, 7d or 2w", "`%s` is no length of time", shown(t.text))
		}
		return Window{From: p.options.Now.Add(-length)}, nil
	}
	if from, to, ok := strings.Cut(t.text, ".."); ok {
		if word != "time" {
			return Window{}, errorAt(t.start, t.end, "for a range write time:"+timeText(t.text), "`%s:` takes one time", word)
		}
		return p.windowBetween(t, strings.TrimSpace(from), strings.TrimSpace(to))
	}
	span, err := p.span(t, t.text, time.Time{})
	if err != nil {
		return Window{}, err
	}
	switch word {
	case "after":
		return Window{From: span.From}, nil
	case "before":
		return Window{To: span.From}, nil
	}
	return Window{From: span.From, To: span.To}, nil
}

func (p *parser) windowBetween(t token, from, to string) (Window, error) {
	var window Window
	if from != "" {
		span, err := p.span(t, from, time.Time{})
		if err != nil {
			return Window{}, err
		}
		window.From = span.From
	}
	if to != "" {
		span, err := p.span(t, to, window.From)
		if err != nil {
			return Window{}, err
		}
		window.To = span.Until
	}
	if !window.From.IsZero() && !window.To.IsZero() && !window.From.Before(window.To) {
		return Window{}, errorAt(t.start, t.end, "swap the two times", "the range ends before it begins")
	}
	return window, nil
}

// span reads one time. A length alone (after:3d) is that long ago.
func (p *parser) span(t token, text string, after time.Time) (when.Span, error) {
	if length, err := when.Length(text); err == nil {
		from := p.options.Now.Add(-length)
		return when.Span{From: from, To: p.options.Now, Until: from}, nil
	}
	span, err := when.Reader{Now: p.options.Now, Zone: p.options.Zone, After: after}.Read(text)
	switch {
	case errors.Is(err, when.ErrNoTime):
		return when.Span{}, errorAt(t.start, t.end, timeHint, "`%s` is no time", shown(text))
	case err != nil:
		return when.Span{}, errorAt(t.start, t.end, timeHint, "cannot read `%s` as a time: %v", shown(text), err)
	}
	span.From, span.To, span.Until = span.From.UTC(), span.To.UTC(), span.Until.UTC()
	return span, nil
}
