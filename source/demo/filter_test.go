package demo

import (
	"testing"
	"time"

	"spoor/query"
)

// TestEveryFilterOfTheStoryShowsItsChapter asks the filter language itself: in
// the chapter's time a filter shows what the plain Go of shows does.
func TestEveryFilterOfTheStoryShowsItsChapter(t *testing.T) {
	events, raw := decoded(t)
	for _, c := range story() {
		filter, err := query.Parse(c.filter, query.Options{Now: End, Zone: time.UTC})
		if err != nil {
			t.Errorf("%q: %v", c.title, err)
			continue
		}
		matches := query.Compile(filter)
		for i := range events {
			e := &events[i]
			if e.Time.Before(c.from) || !e.Time.Before(c.to) {
				continue
			}
			got := matches.Match(query.Subject{Event: e, Facts: query.Facts{Record: raw[i]}})
			if want := shows[c.title].match(e, raw[i]); got != want {
				t.Errorf("%q: the filter says %t, plain Go %t: %s", c.title, got, want, raw[i])
				break
			}
		}
	}
}
