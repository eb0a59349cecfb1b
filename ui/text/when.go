package text

import (
	"fmt"
	"strings"
	"time"
)

// Formats of a time in a table, from the shortest that tells the times of a
// window apart to the longest.
const (
	Clock    = "15:04:05"
	DayClock = "02 Jan 15:04:05"
	// ShortDayClock is DayClock for where there is no room for it.
	ShortDayClock = "02 15:04:05"
	Full          = "2006-01-02 15:04:05"
)

// TableFormat returns the shortest format that tells times between from and to
// apart: with the day only where there are several, with the year only where
// there are several.
func TableFormat(from, to time.Time, zone *time.Location) string {
	from, to = from.In(zone), to.Add(-1).In(zone)
	switch {
	case from.Year() != to.Year():
		return Full
	case from.YearDay() != to.YearDay():
		return DayClock
	}
	return Clock
}

// Moment writes a time to the minute, with the year where it is not this one.
func Moment(t, now time.Time, zone *time.Location) string {
	t = t.In(zone)
	format := "2 Jan 15:04"
	if t.Year() != now.In(zone).Year() {
		format = "2 Jan 2006 15:04"
	}
	if t.Second() != 0 {
		format += ":05"
	}
	return t.Format(format)
}

// Range writes a span of time: "13 Nov 00:00 – 20 Nov 00:00 UTC".
func Range(from, to, now time.Time, zone *time.Location) string {
	if from.In(zone).Format(time.DateOnly) == to.In(zone).Format(time.DateOnly) {
		clock := "15:04"
		if to.In(zone).Second() != 0 {
			clock = "15:04:05"
		}
		return Moment(from, now, zone) + " – " + to.In(zone).Format(clock) + " " + Zone(to, zone)
	}
	if to.After(from.AddDate(1, 0, 0)) {
		now = time.Time{} // without its year the end would be taken for one sooner
	}
	return Moment(from, now, zone) + " – " + Moment(to, now, zone) + " " + Zone(to, zone)
}

// Zone names a zone as it is at a time: "UTC", "CET", "+05:30".
func Zone(t time.Time, zone *time.Location) string {
	name, offset := t.In(zone).Zone()
	if name == "" || name[0] == '+' || name[0] == '-' {
		return fmt.Sprintf("%+03d:%02d", offset/3600, offset%3600/60)
	}
	return name
}

var units = []struct {
	span time.Duration
	name string
}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}

// Span writes a length of time with its two greatest units: "2 h", "1 d 4 h".
func Span(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	var parts []string
	for _, u := range units {
		n := d / u.span
		d -= n * u.span
		if n > 0 {
			parts = append(parts, Group(int(n))+" "+u.name)
		} else if len(parts) > 0 {
			break
		}
		if len(parts) == 2 {
			break
		}
	}
	return strings.Join(parts, " ")
}

// years is from when on lengths of time are told in years.
const years = 730 * 24 * time.Hour

// Short writes a length of time in one word where it is a whole number of a
// unit: "7d", "24h", "15m". From two years on it is about: "2 years", "3.5 years".
func Short(d time.Duration) string {
	const year = 365.2425 * 24 * float64(time.Hour)
	switch {
	case d >= years:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(d)/year), ".0") + " years"
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return Group(int(d/(24*time.Hour))) + "d"
	case d >= time.Hour && d <= 72*time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Minute && d < 2*time.Hour && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return Span(d)
}

// Ago writes how long ago something was: "just now", "2 min ago", "3.4 years ago".
func Ago(d time.Duration) string {
	if d >= years {
		return Short(d) + " ago"
	}
	for _, u := range units {
		if d >= u.span {
			if u.span == time.Second {
				return "just now"
			}
			return fmt.Sprintf("%d %s ago", d/u.span, u.name)
		}
	}
	return "just now"
}
