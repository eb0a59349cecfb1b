package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/filterbar"
)

func TestTheFilterIsCompletedWithFieldsFlagsAndValuesByFrequency(t *testing.T) {
	s := openOn(t, 80, 24, sharedAccount(t))
	s.keys("f")
	s.hides("who: the user name")
	s.keys("type:us")
	s.shows("╭───", "user:", "agent:")
	s.keys("tab")
	if got := s.m.bar.Value(); got != "user:" {
		t.Fatalf("the bar holds %q", got)
	}
	// The values of the cache, the most frequent first, with how many events
	// have each.
	lines := listed(s)
	if len(lines) < 3 || !strings.HasPrefix(lines[0], "monitor") {
		t.Fatalf("listed are %q", lines)
	}
	s.keys("type:al")
	s.shows("alice")
	s.keys("tab", "type:is:wr", "tab")
	if got := s.m.bar.Value(); got != "user:alice is:write " {
		t.Fatalf("the bar holds %q", got)
	}
	s.hides("changed something")
	s.keys("enter")
	if got := s.filter(); got != "user:alice is:write" {
		t.Errorf("the filter is %q", got)
	}
}

// listed returns the lines of the open list of completions.
func listed(s *screen) []string {
	var lines []string
	for _, line := range strings.Split(s.view(), "\n")[3:] {
		_, after, ok := strings.Cut(line, "│")
		// The list's own lower edge lies within the frame of Time.
		if !ok || !s.m.bar.Listing() || strings.Contains(after, "╰") {
			break
		}
		if cut := strings.LastIndex(after, "│"); cut >= 0 {
			after = after[:cut]
		}
		for _, part := range strings.Split(after, "│") {
			if part = strings.TrimSpace(strings.Trim(part, "▌ ")); part != "" {
				lines = append(lines, strings.Join(strings.Fields(part), " "))
				break
			}
		}
	}
	return lines
}

func TestEnterAppliesAFinishedFilterWhateverIsOffered(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:al")
	if !s.m.bar.Listing() {
		t.Fatal("nothing is offered")
	}
	s.keys("enter")
	if got := s.filter(); got != "user:al" || s.m.bar.Editing() {
		t.Errorf("the filter is %q", got)
	}
	// Once one has gone into the list enter takes what is chosen, and esc goes
	// out of it.
	s.keys("f", "backspace", "down", "esc")
	if !s.m.bar.Editing() || s.m.bar.Chosen() {
		t.Error("esc did not go out of the list only")
	}
	s.keys("down", "enter")
	if got := s.m.bar.Value(); got != "user:alice " || !s.m.bar.Editing() {
		t.Errorf("the bar holds %q", got)
	}
	s.keys("enter")
	if got := s.filter(); got != "user:alice" {
		t.Errorf("the filter is %q", got)
	}
}

func TestTabListsEverythingWhereNoWordWasBegun(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "tab")
	s.shows("user:", "role:", "1 / ")
	s.keys("down", "down", "up", "enter")
	if got := s.m.bar.Value(); got != "user:" {
		t.Errorf("the bar holds %q", got)
	}
	s.keys("esc", "esc")
	if s.m.bar.Editing() {
		t.Error("esc twice does not leave the bar")
	}
}

func TestPathsAreCompletedFromTheRecordOnView(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:event:CreateAccessKey user:mallory", "enter", "f", "type:requestParameters.us")
	s.shows("requestParameters.userName:", "in the record on view")
	s.keys("tab", "tab")
	if got := s.m.bar.Value(); got != "event:CreateAccessKey user:mallory requestParameters.userName:backup-svc " {
		t.Errorf("the bar holds %q", got)
	}
}

func TestAnOutdatedCompletionIsDropped(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:us")
	s.m.completed(completedMsg{gen: s.m.completing.gen - 1, text: "us", at: 2, items: []filterbar.Candidate{{Completion: query.Completion{End: 2, Text: "stale:"}}}})
	s.hides("stale:")
	s.m.completed(completedMsg{gen: s.m.completing.gen, text: "u", at: 1, items: []filterbar.Candidate{{Completion: query.Completion{End: 1, Text: "stale:"}}}})
	s.hides("stale:")
}

// closedStore answers nothing.
type closedStore struct{ store }

func (closedStore) ValuesUnder(context.Context, query.Query, query.Field, string, int) ([]cache.FacetValue, error) {
	return nil, errors.New("the cache is gone")
}

func TestFieldsAreCompletedThoughTheCacheCannotBeRead(t *testing.T) {
	got := candidates(context.Background(), closedStore{}, query.Query{}, "us", 2, nil)
	if len(got) == 0 || got[0].Text != "user:" {
		t.Errorf("offered are %v", got)
	}
}

func TestNoSecretIsOffered(t *testing.T) {
	record := []byte(`{"responseElements":{"credentials":{"sessionToken":"IQoJb3JpZ2luX2Vj` + strings.Repeat("A", 200) + `","accessKeyId":"ASIAEXAMPLE"}}}`)
	for _, c := range candidates(context.Background(), closedStore{}, query.Query{}, "responseElements.credentials.", 29, record) {
		if strings.Contains(c.Text, "sessionToken") {
			t.Errorf("%q is offered", c.Text)
		}
	}
}

func TestFiltersTypedBeforeComeBack(t *testing.T) {
	kept := make(chan string, 10)
	s := open(t, 120, 40, Options{
		Cache: sharedAccount(t), Filters: []string{"user:alice", "is:denied last:24h"},
		Remember: func(f string) error { kept <- f; return nil },
	})
	s.keys("f", "type:ip:192", "up")
	if got := s.m.bar.Value(); got != "is:denied last:24h" {
		t.Fatalf("the newest is %q", got)
	}
	s.keys("up", "up")
	if got := s.m.bar.Value(); got != "user:alice" {
		t.Fatalf("the oldest is %q", got)
	}
	s.keys("down", "down")
	if got := s.m.bar.Value(); got != "ip:192" {
		t.Fatalf("what was being typed comes back as %q", got)
	}
	s.keys("up", "up", "type: is:read", "enter")
	if got := s.filter(); got != "user:alice is:read" {
		t.Fatalf("the filter is %q", got)
	}
	if got := <-kept; got != "user:alice is:read" || len(kept) > 0 {
		t.Errorf("remembered is %q", got)
	}
	// The newest is the one in force: the one before it comes first.
	s.keys("f", "up")
	if got := s.m.bar.Value(); got != "is:denied last:24h" {
		t.Errorf("the one before is %q", got)
	}
}

func TestFiltersTypedBeforeAreSearched(t *testing.T) {
	s := open(t, 80, 24, Options{Cache: sharedAccount(t), Filters: []string{"user:alice is:write", "event:CreateUser", "user:mallory is:write"}})
	s.keys("f", "ctrl+r")
	s.shows("Filters typed before", "event:CreateUser")
	s.keys("type:write ali")
	s.hides("event:CreateUser")
	s.shows("1 of 3")
	s.keys("enter")
	if got := s.m.bar.Value(); got != "user:alice is:write" || !s.m.bar.Editing() {
		t.Fatalf("the bar holds %q", got)
	}
	s.keys("enter")
	s.shows("❯ user:alice is:write")
	s.keys("f", "ctrl+r", "type:zzz")
	s.shows("no filter holds that")
	s.keys("esc", "esc")
	if s.m.bar.Editing() {
		t.Error("the bar is still edited")
	}
}

func TestNoFilterWithASecretIsRemembered(t *testing.T) {
	for filter, want := range map[string]bool{
		"user:alice": true, "": false, "a\nb": false, strings.Repeat("x", LongestRemembered+1): false,
		"AKIAIOSFODNN7EXAMPLE": true, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE1": false,
		"responseElements.credentials.sessionToken:*":     true,
		"requestParameters.masterUserPassword:hunter2":    false,
		"IQoJb3JpZ2luX2Vj" + strings.Repeat("Abc1", 60):   false,
		"id:4b825dc642cb6eb9a060e54bf8d69288fbee4904 x:y": true,
	} {
		if got := memorable(filter); got != want {
			t.Errorf("%q is remembered: %t", filter, got)
		}
	}
	var typed []string
	for i := range MostRemembered + 10 {
		typed = Remembered(typed, strings.Repeat("x", i+1))
	}
	typed = Remembered(typed, "xxxxxxxxxxxxxxxxxxxx")
	if len(typed) != MostRemembered || typed[len(typed)-1] != "xxxxxxxxxxxxxxxxxxxx" || slices.Index(typed, "xxxxxxxxxxxxxxxxxxxx") != len(typed)-1 {
		t.Errorf("%d are remembered, the newest is %q", len(typed), typed[len(typed)-1])
	}
}

func TestThatAValueIsStillMissingIsSaidOnlyWhenItIsApplied(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:")
	s.hides("has no value")
	s.keys("enter")
	s.shows("has no value")
	if !s.m.bar.Editing() {
		t.Error("a filter without its value was applied")
	}
	s.keys("type:a")
	s.shows("alice")
}

func TestValuesAreThoseOfTheRestOfTheQuery(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:event:StopLogging user:")
	if got := listed(s); len(got) != 1 || got[0] != "mallory 1" {
		t.Errorf("listed are %q", got)
	}
	// Where nothing of the kind is left they are those of the cache.
	s.keys("type:ali")
	if got := listed(s); len(got) != 1 || got[0] != "alice" {
		t.Errorf("listed are %q", got)
	}
}

func TestWhatIsTypedBehindTheFilterIsAWordOfItsOwn(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "f", "type:is:write", "enter")
	if got := s.filter(); got != "user:mallory is:write" {
		t.Errorf("the filter is %q", got)
	}
	s.keys("f", "enter", "u")
	if got := s.filter(); got != "user:mallory" {
		t.Errorf("leaving the filter as it is was a change: %q", got)
	}
}

// enter on a mistake closes the list, so that one reads what is wrong; nothing
// but typing opens it again.
func TestTheListClosedOverAMistakeStaysClosed(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:(", "enter")
	s.hides("│ alice")
	s.m.reload()
	s.send(noticeOverMsg{})
	s.hides("│ alice")
	s.keys("type:a")
	s.shows("│ alice")
}
