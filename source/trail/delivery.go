package trail

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"sync"
	"time"

	"spoor/source"
)

// delivery is what a trail has delivered into one folder of a bucket: events of
// one account, Region and kind. Its listing and the ends of its objects together
// say what is covered.
//
// The lister fills it in until it closes it; from then on it belongs to Pull.
type delivery struct {
	place string
	parts parts
	// from and to bound what was listed; from is never before the first object
	// that was ever delivered there. asOf is when it was listed, by the clock of
	// S3.
	from, to, asOf time.Time
	// files is how many objects were listed.
	files int

	closed bool
	ended  int
	// mu guards unread, which the receiver of the objects adds to.
	mu sync.Mutex
	// unread are the objects that were not read whole, by day.
	unread map[time.Time]*unread
}

type unread struct {
	objects int
	first   string
}

const day = 24 * time.Hour

func (d *delivery) end(f listed, end *source.FileEnd) {
	d.ended++
	d.note(f, end)
	if end.Status != source.Partial && end.Status != source.Failed && end.Status != source.Known {
		end.Worsened = func(end *source.FileEnd) {
			end.Again = end.Status == source.Partial // or the next pull would take it for read
			d.note(f, end)
		}
	}
}

// note takes down that an object was not read whole.
func (d *delivery) note(f listed, end *source.FileEnd) {
	if end.Status != source.Failed && end.Status != source.Partial || f.delivered.IsZero() {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unread == nil {
		d.unread = map[time.Time]*unread{}
	}
	on := f.delivered.Truncate(day)
	if d.unread[on] == nil {
		d.unread[on] = &unread{first: path.Base(f.place) + ": " + end.Reason}
	}
	d.unread[on].objects++
}

func (u *unread) reason() string {
	if u.objects == 1 {
		return "an object could not be read: " + u.first
	}
	return fmt.Sprintf("%d objects could not be read, the first of them %s", u.objects, u.first)
}

// closing says what is covered, in a batch of its own; nil where nothing is.
func (d *delivery) closing() *source.Batch {
	covered := d.covered()
	if len(covered) == 0 {
		return nil
	}
	b := &source.Batch{From: source.From{Kind: Kind, Place: d.place, Fetched: d.asOf}, Stretches: covered}
	b.Revise = func() { b.Stretches = d.covered() }
	return b
}

// covered is what is covered, as far as is known of the objects by now.
//
// A trail's selectors are not known. So its log files count as delivered for
// management events, and for data events where it ever had any.
func (d *delivery) covered() []source.Stretch {
	d.mu.Lock()
	defer d.mu.Unlock()
	categories, lateness := d.parts.covers()
	until := d.asOf.Add(-lateness)
	if !d.to.IsZero() && d.to.Before(until) {
		until = d.to
	}
	var all []source.Stretch
	add := func(from, to time.Time, state source.State, reason string) {
		if !from.Before(to) {
			return
		}
		for _, category := range categories {
			all = append(all, source.Stretch{
				Account: d.parts.account, Region: d.parts.region, Category: category,
				From: from, To: to, State: state, Reason: reason, IfSeen: category == "Data",
			})
		}
	}
	at := d.from
	for _, on := range slices.SortedFunc(maps.Keys(d.unread), time.Time.Compare) {
		// What happened late on a day is delivered on the next.
		begin, end := latest(at, on.Add(-lateness)), soonest(until, on.Add(day))
		add(at, begin, source.Delivered, "")
		add(begin, end, source.Unavailable, d.unread[on].reason())
		at = latest(at, end)
	}
	add(at, until, source.Delivered, "")
	return all
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func soonest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
