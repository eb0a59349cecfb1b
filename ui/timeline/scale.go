package timeline

import "time"

// step returns the span of one bar, so that a window takes at most the given
// number of bars and nearly that many.
func step(window time.Duration, bars int) time.Duration {
	if bars < 1 || window <= 0 {
		return time.Second
	}
	exact := window / time.Duration(bars)
	grain := 7 * 24 * time.Hour
	for _, g := range []struct{ upTo, grain time.Duration }{
		{2 * time.Minute, time.Second},
		{10 * time.Minute, 10 * time.Second},
		{2 * time.Hour, time.Minute},
		{6 * time.Hour, 5 * time.Minute},
		{24 * time.Hour, 30 * time.Minute},
		{14 * 24 * time.Hour, 6 * time.Hour},
	} {
		if exact < g.upTo {
			grain = g.grain
			break
		}
	}
	return (exact + grain - 1) / grain * grain
}

// tick is one label on the axis.
type tick struct {
	at    time.Time
	label string
}

// tickSteps are the distances between labels that people can read off.
var tickSteps = []time.Duration{
	time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
}

// ticks returns the labels for an axis of the given width, at round times of
// the zone, each with room for itself.
func ticks(from, to time.Time, width int, zone *time.Location) []tick {
	span := to.Sub(from)
	if span <= 0 || width <= 0 {
		return nil
	}
	room := func(d time.Duration) float64 { return float64(d) / float64(span) * float64(width) }
	for _, s := range tickSteps {
		format := "15:04"
		if s < time.Minute {
			format = "15:04:05"
		}
		if room(s) >= float64(len(format)+4) {
			return clockTicks(from, to, s, format, zone)
		}
	}
	for _, days := range []int{1, 2, 7, 14} {
		if room(time.Duration(days)*24*time.Hour) >= 9 {
			return dayTicks(from, to, days, zone)
		}
	}
	for _, months := range []int{1, 3, 6, 12, 24, 60, 120} {
		if room(time.Duration(months)*28*24*time.Hour) >= 11 {
			return monthTicks(from, to, months, zone)
		}
	}
	return monthTicks(from, to, 600, zone)
}

func clockTicks(from, to time.Time, step time.Duration, format string, zone *time.Location) []tick {
	var all []tick
	local := from.In(zone)
	year, month, day := local.Date()
	at := time.Date(year, month, day, 0, 0, 0, 0, zone)
	next := func() { at = at.Add(step) }
	if step >= time.Hour {
		// Hours are those of the clock on the wall, also where it is put forward or
		// back in between.
		hour := 0
		next = func() {
			for before := at; !at.After(before); {
				hour += int(step / time.Hour)
				at = time.Date(year, month, day, hour, 0, 0, 0, zone)
			}
		}
	} else if skip := from.Sub(at) / step; skip > 0 {
		at = at.Add(skip * step)
	}
	for ; at.Before(to); next() {
		if at.Before(from) {
			continue
		}
		label := at.Format(format)
		if h, m, s := at.Clock(); h+m+s == 0 {
			label = at.Format("2 Jan")
		}
		all = append(all, tick{at, label})
	}
	return all
}

func dayTicks(from, to time.Time, days int, zone *time.Location) []tick {
	var all []tick
	local := from.In(zone)
	for at := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone); at.Before(to); at = at.AddDate(0, 0, days) {
		if !at.Before(from) {
			all = append(all, tick{at, at.Format("2 Jan")})
		}
	}
	return all
}

func monthTicks(from, to time.Time, months int, zone *time.Location) []tick {
	var all []tick
	local := from.In(zone)
	for at := time.Date(local.Year(), 1, 1, 0, 0, 0, 0, zone); at.Before(to); at = at.AddDate(0, months, 0) {
		if !at.Before(from) {
			all = append(all, tick{at, at.Format("Jan 2006")})
		}
	}
	return all
}
