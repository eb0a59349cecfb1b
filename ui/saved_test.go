package ui

import (
	"testing"

	"spoor/config"
	"spoor/query"
	"spoor/ui/pane"
)

func TestASavedQueryIsChosenWithItsCount(t *testing.T) {
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Queries: map[string]string{"the night": "user:mallory is:write", "broken": "is:writ"}})
	s.keys("Q")
	s.shows("Saved queries", "the night", "user:mallory is:write", "3", "✗ unknown flag", "logging touched", "the access key of this event")
	s.keys("j", "enter")
	if got := s.filter(); got != "user:mallory is:write" {
		t.Errorf("the filter is %q", got)
	}
	s.shows("3 of 471 events", "u goes back to the filter before")
	s.keys("u", "Q", "enter")
	s.shows("broken: unknown flag")
}

func TestASavedQueryStandsInThePalette(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys(":", "type:logging touched", "enter")
	s.shows("1 of 471 events", "StopLogging")
}

func TestBuiltInQueriesCanBeReadAndPrintThemselves(t *testing.T) {
	for _, b := range config.BuiltIn() {
		x, err := query.Parse(b.Filter, query.Options{})
		if err != nil {
			t.Errorf("%s: %v", b.Name, err)
			continue
		}
		if got := query.Print(x); got != b.Filter {
			t.Errorf("%s is printed as %s", b.Name, got)
		}
	}
}

func TestNamesStandBesideTheNumbersAndStayOutOfTheFilter(t *testing.T) {
	s := open(t, 200, 60, Options{
		Cache: sharedAccount(t), Facets: []string{"ip", "account", "key"}, Columns: []string{"user", "event", "from", "account"},
		Names: &pane.Names{
			Accounts: map[string]string{"111122223333": "payments"},
			IPs:      map[string]string{"192.0.2.66": "hotel"},
			Keys:     map[string]string{"AKIAIOSFODNN7EXAMPLE": "the leaked one"},
		},
	})
	s.keys("2", "/", "type:hotel")
	s.shows("hotel 192.0.2.66")
	s.keys("enter")
	if got := s.filter(); got != "ip:192.0.2.66" {
		t.Fatalf("the filter is %q", got)
	}
	s.shows("payments 111122223333", "the leaked one AKIA", "192.0.2.66 · hotel", "111122223333 · payments", "AKIAIOSFODNN7EXAMPLE · the leaked one", "StopLogging", "hotel  ")
}
