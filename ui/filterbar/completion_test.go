package filterbar

import (
	"strings"
	"testing"
	"time"

	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

// listed is the list below a bar in which a text was typed, and what was drawn.
func listed(t *testing.T, typed string, values ...string) (*Bar, string) {
	t.Helper()
	b := New()
	b.Edit(typed)
	known := query.Known{Values: func(query.Field, string) []string { return values }}
	var items []Candidate
	for _, c := range query.Complete(typed, len(typed), known) {
		items = append(items, Candidate{Completion: c})
	}
	b.Offer(typed, len(typed), items)
	th, err := theme.For(theme.Dark, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := canvas.New(60, 20)
	b.DrawList(c.All(), pane.Env{Theme: th, Zone: time.UTC})
	return b, c.Text()
}

func TestAValueWhoseLettersGrowInLowerCaseIsListed(t *testing.T) {
	value := strings.Repeat("Ⱥ", 9) + " xyz"
	if _, got := listed(t, "agent:x", value); !strings.Contains(got, value) {
		t.Errorf("the list is\n%s", got)
	}
}
