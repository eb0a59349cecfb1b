package event

import (
	"math"
	"strconv"
	"time"
)

// parseTime reads the ways in which records write a time: RFC 3339 with or
// without a fraction, a doubled T ("2025-10-21TT00:52:27Z"), a blank in place
// of the T (aggregated records), no zone (then UTC), the compact form
// "20260203T040506Z", and seconds since 1970.
func parseTime(s string) (time.Time, bool) {
	if t, ok := parseUsual(s); ok {
		return t, true
	}
	p := timeParser{s}
	year, ok := p.digits(4)
	if !ok {
		return parseEpoch(s)
	}
	dashed := p.take('-')
	month, ok1 := p.digits(2)
	if dashed && !p.take('-') {
		return time.Time{}, false
	}
	day, ok2 := p.digits(2)
	if !ok1 || !ok2 {
		return parseEpoch(s)
	}
	for p.take('T') || p.take('t') || p.take(' ') {
	}
	hour, ok3 := p.digits(2)
	p.take(':')
	minute, ok4 := p.digits(2)
	p.take(':')
	second, ok5 := p.digits(2)
	if !ok3 || !ok4 || !ok5 {
		return parseEpoch(s)
	}
	nanos := p.fraction()
	offset, ok := p.zone()
	// 60 is a leap second: time.Date carries it over.
	if !ok || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	if t.Day() != day && second < 60 {
		return time.Time{}, false // 30 February
	}
	return t.Add(-offset), true
}

// parseUsual reads the form that nearly all records have, 2026-03-02T10:15:05Z.
func parseUsual(s string) (t time.Time, ok bool) {
	if len(s) != 20 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != 'Z' {
		return t, false
	}
	two := func(i int) int {
		a, b := s[i]-'0', s[i+1]-'0'
		if a > 9 || b > 9 {
			return -100_000
		}
		return int(a)*10 + int(b)
	}
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	if year < 0 || month < 1 || month > 12 || day < 1 || day > 28 || hour < 0 || hour > 23 ||
		minute < 0 || minute > 59 || second < 0 || second > 59 {
		return t, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC), true
}

func parseEpoch(s string) (time.Time, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 || f >= 1e11 {
		return time.Time{}, false
	}
	whole, part := math.Modf(f)
	return time.Unix(int64(whole), int64(math.Round(part*1e6))*1000).UTC(), true
}

type timeParser struct{ rest string }

func (p *timeParser) take(c byte) bool {
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *timeParser) digits(n int) (int, bool) {
	if len(p.rest) < n {
		return 0, false
	}
	v := 0
	for i := range n {
		c := p.rest[i] - '0'
		if c > 9 {
			return 0, false
		}
		v = v*10 + int(c)
	}
	p.rest = p.rest[n:]
	return v, true
}

// fraction reads the digits behind a point as nanoseconds.
func (p *timeParser) fraction() int {
	if !p.take('.') && !p.take(',') {
		return 0
	}
	nanos, scale := 0, 100_000_000
	for p.rest != "" && p.rest[0]-'0' <= 9 {
		nanos += int(p.rest[0]-'0') * scale
		scale /= 10
		p.rest = p.rest[1:]
	}
	return nanos
}

// zone reads Z, nothing, or an offset from UTC, and wants the end.
func (p *timeParser) zone() (time.Duration, bool) {
	if p.take('Z') || p.take('z') || p.rest == "" {
		return 0, p.rest == ""
	}
	sign := time.Duration(1)
	if p.take('-') {
		sign = -1
	} else if !p.take('+') {
		return 0, false
	}
	hours, ok := p.digits(2)
	p.take(':')
	minutes, ok2 := p.digits(2)
	if !ok || !ok2 || p.rest != "" || hours > 23 || minutes > 59 {
		return 0, false
	}
	return sign * (time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute), true
}
