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
	for _, c := range New(time.Time{}).Story() {
		filter, err := query.Parse(c.Filter, query.Options{Now: End, Zone: time.UTC})
		if err != nil {
			t.Errorf("%q: %v", c.Title, err)
			continue
		}
		matches := query.Compile(filter)
		for i := range events {
			e := &events[i]
			if e.Time.Before(c.From) || !e.Time.Before(c.To) {
				continue
			}
			got := matches.Match(query.Subject{Event: e, Facts: query.Facts{Record: raw[i]}})
			if want := shows[c.Title].match(e, raw[i]); got != want {
				t.Errorf("%q: the filter says %t, plain Go %t: %s", c.Title, got, want, raw[i])
				break
			}
		}
	}
}
