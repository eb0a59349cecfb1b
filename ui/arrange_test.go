package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestEventsAreSortedByTheColumnOfTheCell(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "5", "l", "l", "s")
	s.shows("event ↑", "sorted by event")
	if got := s.m.events.Row().Event.Name; got != "CreateAccessKey" {
		t.Errorf("first is %s", got)
	}
	s.keys("s")
	s.shows("event ↓")
	if got := s.m.events.Row().Event.Name; got != "StopLogging" {
		t.Errorf("first is %s", got)
	}
	s.keys("s")
	s.hides("event ↓", "event ↑")
	s.keys("esc", "s")
	s.shows("↑", "oldest first")
	if got := s.m.events.Row().Event.Name; got != "ListUsers" {
		t.Errorf("first is %s", got)
	}
}

func TestTheColumnsAndTheirOrderAreChosen(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("C")
	s.shows("Columns", "▌ ● user", "● event", "account")
	s.keys("J", "esc")
	if head := eventsHead(s); !(strings.Index(head, "event") < strings.Index(head, "user")) {
		t.Errorf("the columns are %q", head)
	}
	s.keys("C", "space", "esc")
	if head := eventsHead(s); strings.Contains(head, "event") {
		t.Errorf("the columns are %q", head)
	}
	if got := strings.Join(s.m.events.Columns(), " "); got != "user resource from" {
		t.Errorf("chosen are %q", got)
	}
}

// eventsHead is the line of the names of the columns.
func eventsHead(s *screen) string {
	for _, line := range strings.Split(s.view(), "\n") {
		if strings.Contains(line, " user ") && strings.Contains(line, "from") {
			return line
		}
	}
	return ""
}

func TestChosenColumnsOpenWithTheScreen(t *testing.T) {
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Columns: []string{"error", "account", "event"}})
	s.keys("f", "type:event:CreateUser", "enter")
	s.shows("✗ AccessDenied", "111122223333 CreateUser")
	_, err := New(t.Context(), Options{Cache: sharedAccount(t), Columns: []string{"eror"}})
	if err == nil || !strings.Contains(err.Error(), `there is no column "eror": use user, `) {
		t.Errorf("a column that is not there is taken: %v", err)
	}
}

func TestTheServiceHasAColumnWhereThereIsRoom(t *testing.T) {
	s := openOn(t, 160, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter")
	s.shows("service", " iam ", " cloudtrail ")
	s.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	s.shows("CreateAccessKey")
	s.hides("service")
}

func TestAFacetPaneShowsWhatIsChosen(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("3", "C")
	s.shows("Show here", "IP addresses")
	s.keys("j", "j", "j", "j", "j", "enter")
	s.shows("3 IP addresses", "198.51.100.7")
	s.keys("enter")
	if got := s.filter(); got != "ip:198.51.100.7" {
		t.Errorf("the filter is %q", got)
	}
	s.keys("2", "C", "j", "j", "enter")
	s.shows("2 Event sources", "4 Users")
}

func TestChosenFacetsOpenWithTheScreen(t *testing.T) {
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Facets: []string{"event", "error"}})
	s.shows("2 Event names", "3 Errors", "4 Event sources", "AccessDenied")
}
