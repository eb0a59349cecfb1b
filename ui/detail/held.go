package detail

import (
	"strconv"
	"strings"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// mostSightings is how many sightings of a record are listed one by one.
const mostSightings = 5

// marks returns what a person attached to the event.
func marks(m cache.Mark, env pane.Env) []line {
	l := &lines{text: env.Theme.Text, dim: env.Theme.Dim}
	l.label("mark")
	if m.Star {
		l.add(fact{shown: "★", style: env.Theme.Accent})
	}
	for _, tag := range m.Tags {
		l.add(fact{shown: "#" + event.Clean(tag), raw: tag, what: "tag"})
	}
	for i, paragraph := range strings.Split(m.Note, "\n") {
		if i == 0 {
			l.label("note")
		} else {
			l.label("")
		}
		l.add(fact{shown: event.Clean(paragraph), raw: m.Note, what: "note"})
	}
	return l.done()
}

// held returns what is known of the record itself: where it was seen, and that
// others stand under the same identity. which counts from 0, the record kept
// first.
func held(s *cache.Stored, which int, env pane.Env) []line {
	l := &lines{text: env.Theme.Text, dim: env.Theme.Dim}
	l.label("variants")
	if n := len(s.Variants); n > 0 {
		l.add(fact{shown: "record " + strconv.Itoa(which+1) + " of " + strconv.Itoa(n+1) + " that differ under this id", style: env.Theme.Strong})
	}
	sightings := s.Provenance
	if which > 0 && which <= len(s.Variants) {
		sightings = s.Variants[which-1].Provenance
	}
	for i, seen := range sightings {
		label := ""
		if i == 0 {
			label = "seen in"
		}
		l.label(label)
		if i == mostSightings {
			l.word("and " + text.Count(len(sightings)-i, "other place"))
			break
		}
		sighting(l, seen, env)
	}
	return l.done()
}

func sighting(l *lines, seen cache.Seen, env pane.Env) {
	o := seen.Origin
	place := o.Place
	if place == "" {
		place = o.Kind
	}
	l.add(fact{shown: event.Clean(place), raw: place, what: "place"})
	if o.Page > 0 {
		l.word("page " + text.Group(o.Page))
	}
	if seen.Position > 0 {
		l.word("byte " + text.Group(int(seen.Position)))
	}
	if !o.Fetched.IsZero() {
		l.word("read " + text.Moment(o.Fetched, env.Now, env.Zone) + " " + text.Zone(o.Fetched, env.Zone))
	}
}

// choose returns the wish to have a fact in the filter, and whether that can
// be.
func (f *fact) choose(how pane.Choice) (pane.Choose, bool) {
	if f.field == query.FieldNone || f.raw == "" {
		return pane.Choose{}, false
	}
	return pane.Choose{Field: f.field, Path: f.path, Value: f.raw, How: how}, true
}
