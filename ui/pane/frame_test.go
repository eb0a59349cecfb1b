package pane

import (
	"strings"
	"testing"

	"spoor/ui/canvas"
	"spoor/ui/theme"
)

func TestTitleAndCountStandInTheUpperEdge(t *testing.T) {
	dark, err := theme.For(theme.Dark, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		width int
		head  Head
		want  string
	}{
		{24, Head{Title: "Users", Count: "9"}, "╭ 2 Users ────────── 9 ╮"},
		{24, Head{Title: "Resource types", Count: "549"}, "╭ 2 Resource types 549 ╮"},
		{24, Head{Title: "Resource types", Count: "12,549"}, "╭ 2 Resource t… 12,549 ╮"},
		{24, Head{Title: "Users", Note: "● 1", Count: "9"}, "╭ 2 Users ● 1 ────── 9 ╮"},
		{24, Head{Title: "Users", Note: "a note that is too long", Count: "9"}, "╭ 2 Users ────────── 9 ╮"},
		{10, Head{Title: "Event sources", Count: "123"}, "╭ 2 Eve… ╮"},
		{4, Head{Title: "Users", Count: "9"}, "╭… ╮"},
	} {
		screen := canvas.New(c.width, 2)
		f := Frame{Rect: canvas.Rect{W: c.width, H: 2}, Shown: true}
		f.DrawBorder(screen.All(), dark, false)
		f.DrawHead(screen.All(), dark, Users, c.head, false)
		if got, _, _ := strings.Cut(screen.Text(), "\n"); got != c.want {
			t.Errorf("%+v in %d is\n%s, want\n%s", c.head, c.width, got, c.want)
		}
	}
}

func TestStackedFramesShareTheirEdge(t *testing.T) {
	dark, _ := theme.For(theme.Dark, theme.Terminal{}, nil)
	screen := canvas.New(4, 5)
	Frame{Rect: canvas.Rect{W: 4, H: 3}, JoinBelow: true}.DrawBorder(screen.All(), dark, false)
	Frame{Rect: canvas.Rect{Y: 2, W: 4, H: 3}, JoinAbove: true}.DrawBorder(screen.All(), dark, true)
	if got, want := screen.Text(), "╭──╮\n│  │\n├──┤\n│  │\n╰──╯"; got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}
