package when

import "time"

// wall returns when the clocks of zone show the given time: the first and the
// last such instant, which differ in the hour that comes twice when summer time
// ends. A time that clocks skip is the instant of the skip. Fields beyond their
// range carry over, as in time.Date.
func wall(year int, month time.Month, day, hour, minute, second, nanos int, zone *time.Location) (first, last time.Time) {
	want := time.Date(year, month, day, hour, minute, second, nanos, time.UTC)
	t := time.Date(year, month, day, hour, minute, second, nanos, zone)
	if shown := civil(t); shown.After(want) {
		skip, _ := t.ZoneBounds()
		return skip, skip
	} else if shown.Before(want) {
		_, skip := t.ZoneBounds()
		return skip, skip
	}
	first, last = t, t
	begin, end := t.ZoneBounds()
	if other := t.Add(-setBack(begin)); civil(other).Equal(want) {
		first = other
	}
	if other := t.Add(setBack(end)); civil(other).Equal(want) {
		last = other
	}
	return first, last
}

// setBack returns by how much clocks are set back at a transition, if they are.
func setBack(transition time.Time) time.Duration {
	if transition.IsZero() {
		return 0
	}
	_, before := transition.Add(-time.Nanosecond).Zone()
	_, after := transition.Zone()
	return time.Duration(max(before-after, 0)) * time.Second
}

// civil returns the date and time that clocks show at t, as if in UTC, for
// comparing.
func civil(t time.Time) time.Time {
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return time.Date(year, month, day, hour, minute, second, t.Nanosecond(), time.UTC)
}

// dayStart returns the first instant of a day.
func dayStart(year int, month time.Month, day int, zone *time.Location) time.Time {
	first, _ := wall(year, month, day, 0, 0, 0, 0, zone)
	return first
}
