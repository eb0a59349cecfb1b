package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spoor/config"
	"spoor/query"
	"spoor/ui/pane"
)

// keeper takes in what the screen keeps in the settings.
type keeper struct {
	changes []config.Change
	err     error
}

func (k *keeper) keep(changes ...config.Change) error {
	k.changes = append(k.changes, changes...)
	return k.err
}

func TestTheFilterIsSavedUnderANameRenamedAndDeleted(t *testing.T) {
	var k keeper
	given := map[string]string{"mine": "is:denied"}
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Queries: given, Keep: k.keep})
	s.keys("S")
	s.shows("there is no filter to save · f writes one")
	s.keys("f", "type:user:mallory is:write", "enter", "F", "2", "esc", "S")
	s.shows("Save the filter as", "user:mallory")
	s.keys("enter")
	s.shows("the filter needs a name")
	s.keys("type:the night", "enter")
	s.shows("saved as the night: Q lists it")
	s.keys("S", "type:mine", "enter")
	s.shows("There is a query mine already")
	s.keys("o", "esc", "Q")
	s.shows("• mine", "• the night", "failures")
	s.keys("j", "r", "type: before", "enter")
	s.shows("• the night before", "renamed to the night before")
	s.keys("x")
	s.shows("Delete the query the night before?")
	s.keys("y")
	s.hides("• the night before")
	s.keys("j", "j", "x")
	s.shows("that query comes with spoor")
	want := []config.Change{
		{Path: []string{"queries", "the night"}, Value: "user:mallory"},
		{Path: []string{"queries", "the night"}, Rename: "the night before"},
		{Path: []string{"queries", "the night before"}},
	}
	if d := cmp.Diff(want, k.changes); d != "" {
		t.Errorf("-want +kept\n%s", d)
	}
	if len(given) != 1 {
		t.Errorf("the settings that were given are changed: %v", given)
	}
}

func TestWhatCannotBeKeptIsSaidAndNotShown(t *testing.T) {
	k := keeper{err: errors.New("change the settings in config.toml: edit it by hand")}
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Keep: k.keep})
	s.keys("W", "S", "type:writes", "enter")
	s.shows("✗ change the settings in config.toml: edit it by hand")
	s.keys("Q")
	s.hides("• writes")
}

func TestWithoutSettingsNamesLastAsLongAsTheScreen(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("W", "S", "type:writes", "enter")
	s.shows("saved as writes: Q lists it until the screen ends")
	s.keys("Q")
	s.shows("• writes")
}

func TestAFilterWithASecretIsNotSaved(t *testing.T) {
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Query: "requestParameters.masterUserPassword:hunter2"})
	s.keys("S")
	s.shows("the filter holds a secret")
}

func TestAccountsAddressesAndKeysAreGivenNames(t *testing.T) {
	var k keeper
	names := &pane.Names{}
	s := open(t, 200, 60, Options{Cache: sharedAccount(t), Names: names, Facets: []string{"ip", "account", "key"}, Keep: k.keep})
	s.keys("f", "type:user:mallory", "enter", "2", "i")
	s.shows("Name of IP address 192.0.2.66")
	s.keys("type:the hotel", "enter")
	s.shows("named the hotel", "the hotel 192.0.2.66", "192.0.2.66 · the hotel")
	// On an event one chooses which of its numbers is meant.
	s.keys("5", "i")
	s.shows("Give a name to", "access key", "AKIAIOSFODNN7EXAMPLE", "IP address", "the hotel 192.0.2.66", "account", "111122223333")
	s.keys("a", "type:payments", "enter")
	s.shows("payments 111122223333")
	s.keys("2", "i")
	s.shows("the hotel")
	for range len("the hotel") {
		s.keys("backspace")
	}
	s.keys("enter")
	s.shows("the name is taken away")
	s.hides("the hotel")
	want := []config.Change{
		{Path: []string{"names", "ips", "192.0.2.66"}, Value: "the hotel"},
		{Path: []string{"names", "accounts", "111122223333"}, Value: "payments"},
		{Path: []string{"names", "ips", "192.0.2.66"}},
	}
	if d := cmp.Diff(want, k.changes); d != "" {
		t.Errorf("-want +kept\n%s", d)
	}
	if len(names.Accounts) > 0 {
		t.Error("the names that were given are changed")
	}
}

// Wherever a number is chosen it can be told by its name.
func TestNumbersAreToldByTheirNamesWhereTheyAreChosen(t *testing.T) {
	names := &pane.Names{IPs: map[string]string{"192.0.2.66": "hotel"}, Keys: map[string]string{"AKIAIOSFODNN7EXAMPLE": "deploy bot"}}
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Names: names})
	s.keys("f", "type:ip:192")
	s.shows("│ 192.0.2.66   hotel   23 │")
	s.keys("tab", "enter", "5", "p")
	s.shows("deploy bot AKIAIOSFODNN7EXAMPLE", "hotel 192.0.2.66")
	s.keys("i")
	s.shows("→ IP address hotel 192.0.2.66", "› ip hotel")
}

func TestOnlyNumbersAreGivenNames(t *testing.T) {
	s := openOn(t, 80, 24, sharedAccount(t))
	s.keys("2", "i")
	s.shows("names are for accounts, addresses and access keys")
	s.keys("5", "i", "x", "type:"+strings.Repeat("x", mostOfName+1), "enter")
	s.shows("a name has at most 60 characters")
}

// Every common investigation begins with a query that spoor brings, and each
// finds what it is for in the demo's kind of account.
func TestTheBuiltInQueriesHoldTheCommonInvestigations(t *testing.T) {
	held := map[string]bool{}
	for _, b := range config.BuiltIn() {
		held[b.Name] = true
	}
	for _, name := range []string{"changes", "failures", "console sign-ins", "sign-ins without MFA", "new keys and users", "IAM changes", "across accounts", "root", "secrets read", "logging touched", "public exposure"} {
		if !held[name] {
			t.Errorf("there is no query %q", name)
		}
	}
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter")
	found := false
	for _, one := range s.m.savedQueries() {
		found = found || one.Filter == fmt.Sprint(query.FieldKey)+":AKIAIOSFODNN7EXAMPLE"
	}
	if !found {
		t.Error("there is no query for the access key of the event under the cursor")
	}
}
