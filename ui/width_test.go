package ui

import (
	"strings"
	"testing"

	"spoor/ui/pane"
)

func TestColumnsAreWidenedAndNarrowedByHand(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("}")
	s.shows("h and l choose a column")
	s.keys("l", "l", "}")
	s.shows("cells wide; | lets it fit by itself")
	wide := strings.Index(eventsHead(s), "resource")
	s.keys("{", "{", "{", "{")
	if narrow := strings.Index(eventsHead(s), "resource"); narrow >= wide {
		t.Errorf("resource stands at %d, and at %d when event is narrower", wide, narrow)
	}
	was := s.m.events.Widths()["event"]
	again := open(t, 120, 40, Options{Cache: sharedAccount(t), Widths: s.m.events.Widths()})
	if again.m.events.Widths()["event"] != was || was == 0 {
		t.Errorf("event was %d wide and opens %d wide", was, again.m.events.Widths()["event"])
	}
	s.keys("|")
	if w := s.m.events.Widths(); len(w) > 0 {
		t.Errorf("widths %v", w)
	}
}

func TestColumnsThatDoNotFitAreScrolledTo(t *testing.T) {
	s := open(t, 80, 24, Options{Cache: sharedAccount(t), Columns: []string{"user", "event", "session", "agent", "from"}})
	s.shows("user", "›")
	s.hides("agent", "‹")
	s.keys("h")
	s.shows("agent", "‹", "aws-cli")
	s.hides("›")
	s.keys("+")
	if got := s.filter(); got != "ip:198.51.100.7" {
		t.Errorf("filter %q", got)
	}
}

func TestTheOrderOfTheRowsOpensAsItWasLeft(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("l", "s", "s")
	if got := s.m.events.SortName(); got != "-user" {
		t.Fatalf("the order is %q", got)
	}
	again := open(t, 120, 40, Options{Cache: sharedAccount(t), Sort: "-user", Folded: true})
	again.shows("user ↓", "alike")
	if got := again.m.events.Row().Event.User; got != "monitor" || again.m.focus != pane.Events {
		t.Errorf("the first event is %s's", got)
	}
	s.keys("esc", "s")
	if got := s.m.events.SortName(); got != "time" {
		t.Errorf("the order is %q", got)
	}
}
