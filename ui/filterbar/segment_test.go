package filterbar

import (
	"strings"
	"testing"
	"time"

	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

func line(t *testing.T, width int, filter ...Segment) string {
	t.Helper()
	th, err := theme.For(theme.Dark, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := canvas.New(width, 1)
	New().Draw(c.All(), pane.Env{Theme: th, Zone: time.UTC}, filter)
	return strings.TrimRight(c.Text(), " ")
}

func TestAFilterThatDoesNotFitEndsInAnEllipsis(t *testing.T) {
	filter := []Segment{{Text: "user:mallory"}, {Text: "-event:List*"}}
	whole := " ❯ user:mallory -event:List*"
	for width := 6; width < 40; width++ {
		got := line(t, width, filter...)
		switch fits := width > event.Width(whole); {
		case fits && got != whole:
			t.Errorf("at %d cells: %q", width, got)
		case !fits && (!strings.HasSuffix(got, "…") || event.Width(got) != width-1):
			t.Errorf("at %d cells: %q", width, got)
		}
	}
	off := append(filter, Segment{Text: "is:error", Off: true})
	if got, want := line(t, 24, off...), " ❯ user:mallory…  1 off"; got != want {
		t.Errorf("with a part off: %q, want %q", got, want)
	}
}
