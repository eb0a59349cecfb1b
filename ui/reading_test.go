package ui

import (
	"context"
	"testing"
	"time"

	"spoor/cache"
)

// Who reads an event in Detail keeps it, whatever comes in above it.
func TestTheEventThatIsReadStays(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("=", "enter")
	other, err := cache.Open(context.Background(), cache.Options{Path: s.m.options.Cache.Path(), Command: "another"})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	was := s.m.events.Row().Ref
	fill(t, other, call{at: corpusEnd.Add(-time.Second), user: "mallory", source: "iam", name: "DeleteUser", from: "192.0.2.66", region: "us-east-1"}.record(9001))
	s.send(watchMsg{})
	s.until(func() bool { return s.m.shown.answer.Matched == 472 })
	s.settle()
	if got := s.m.events.Row().Ref; got != was {
		t.Errorf("Detail went on to another event:\n%s", s.view())
	}
}
