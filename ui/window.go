package ui

import (
	"time"

	"spoor/query"
)

// opening is how long the opening window is unless the options say otherwise.
const opening = 7 * 24 * time.Hour

// window is the window of the query. As long as nobody chose one it follows the
// newest cached event, so that old data never opens on an empty screen.
type window struct {
	chosen bool
	// length is how long it is as long as nobody chose one, 0 for opening.
	length time.Duration
	query.Window
}

// resolve returns the bounds for a cache that holds n events from first to
// last. Bounds that are open become those of what is held.
func (w window) resolve(first, last time.Time, n int) query.Window {
	if !w.chosen {
		if n == 0 {
			return query.Window{}
		}
		to := after(last, last.Sub(first))
		length := w.length
		if length <= 0 {
			length = opening
		}
		from := to.Add(-length)
		if first.After(from) {
			from = first.Truncate(grain(last.Sub(first)))
		}
		return query.Window{From: from, To: to}
	}
	r := w.Window
	if r.To.IsZero() && n > 0 {
		r.To = after(last, last.Sub(first))
	}
	if r.From.IsZero() && n > 0 {
		r.From = first.Truncate(grain(last.Sub(first)))
	}
	if !r.From.Before(r.To) && !r.From.IsZero() {
		r.To = r.From.Add(time.Second)
	}
	return r
}

// asked returns the window that the query asks about, also while its answer is
// still to come.
func (m *Model) asked() query.Window {
	if w := m.history.now.window; w.chosen && !w.From.IsZero() && !w.To.IsZero() {
		return w.resolve(w.From, w.To, 0)
	}
	return m.shown.window
}

// grain is what the bounds of a window of some length are rounded to.
func grain(span time.Duration) time.Duration {
	switch {
	case span > 24*time.Hour:
		return time.Hour
	case span > time.Hour:
		return 5 * time.Minute
	}
	return time.Minute
}

// after returns a round time just after t, so that an event at t is inside a
// window of some length that ends there.
func after(t time.Time, span time.Duration) time.Time {
	g := grain(span)
	return t.Truncate(g).Add(g)
}

// shift moves a window by its own length. One of whole days in the zone stays one,
// though the clocks are changed on some of them.
func shift(w query.Window, by int, zone *time.Location) query.Window {
	from, to := w.From.In(zone), w.To.In(zone)
	if midnight(from) && midnight(to) {
		const day = 24 * time.Hour
		days := by * int(to.Sub(from).Round(day)/day)
		return query.Window{From: from.AddDate(0, 0, days).UTC(), To: to.AddDate(0, 0, days).UTC()}
	}
	d := time.Duration(by) * to.Sub(from)
	return query.Window{From: w.From.Add(d), To: w.To.Add(d)}
}

// midnight reports whether a day begins at a time, in the time's own zone.
func midnight(t time.Time) bool {
	year, month, day := t.Date()
	return t.Equal(time.Date(year, month, day, 0, 0, 0, 0, t.Location()))
}
