package filterbar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

func look(t *testing.T) *theme.Theme {
	t.Helper()
	th, err := theme.For(theme.Dark, theme.Terminal{Colors: 1 << 24}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

// offered is a bar in which a text was typed that values go on with.
func offered(typed string, values ...string) *Bar {
	b := New()
	b.Edit(typed)
	known := query.Known{Values: func(query.Field, string) []string { return values }}
	var items []Candidate
	for _, c := range query.Complete(typed, len(typed), known) {
		items = append(items, Candidate{Completion: c})
	}
	b.Offer(typed, len(typed), items)
	return b
}

// listed draws the list below a bar.
func listed(t *testing.T, b *Bar) *canvas.Canvas {
	t.Helper()
	c := canvas.New(60, 20)
	b.DrawList(c.All(), pane.Env{Theme: look(t), Zone: time.UTC})
	return c
}

// twenty are values that no two lines of a list could be confused by.
func twenty() (values []string) {
	for i := range 20 {
		values = append(values, fmt.Sprintf("user-%02d", i))
	}
	return values
}

func TestAValueWhoseLettersGrowInLowerCaseIsListed(t *testing.T) {
	value := strings.Repeat("Ⱥ", 9) + " xyz"
	if got := listed(t, offered("agent:x", value)).Text(); !strings.Contains(got, value) {
		t.Errorf("the list is\n%s", got)
	}
}

func TestWhatIsPointedAtIsWhatStandsThere(t *testing.T) {
	for _, down := range []int{0, 1, 12, 20} {
		b := offered("user:u", twenty()...)
		b.Choose(down)
		lines := strings.Split(listed(t, b).Text(), "\n")
		pointed := 0
		for y, line := range lines {
			x := strings.Index(line, "user-")
			if x < 0 {
				before := b.completion.chosen
				if b.Point(b.completion.box.X+3, y); b.completion.chosen != before {
					t.Errorf("nothing stands in line %d, and item %d is chosen", y, b.completion.chosen)
				}
				continue
			}
			pointed++
			if !b.Point(b.completion.box.X+3, y) || !b.Chosen() {
				t.Fatalf("line %d, %q, is not pointed at", y, line)
			}
			if got := b.completion.items[b.completion.chosen].Text; !strings.Contains(line, got) {
				t.Errorf("%s was chosen in line %q", got, line)
			}
			b.Unchoose()
		}
		if pointed != mostListed {
			t.Errorf("%d lines were pointed at", pointed)
		}
	}
}

func TestOneLineOfTheListIsMarkedTheFirstWhereNoneIsChosen(t *testing.T) {
	th := look(t)
	ground := func(s canvas.Style) string {
		c := canvas.New(1, 1)
		c.All().Fill(canvas.Style{BG: s.BG}, "x")
		_, after, _ := strings.Cut(c.String(), "48;")
		colour, _, _ := strings.Cut(after, "m")
		return "48;" + colour
	}
	for down, want := range map[int]struct{ line, style string }{0: {"user-00", ground(th.SelectedBlur)}, 1: {"user-00", ground(th.Selected)}, 3: {"user-02", ground(th.Selected)}} {
		b := offered("user:u", twenty()...)
		b.Choose(down)
		c := listed(t, b)
		plain := strings.Split(c.Text(), "\n")
		for y, line := range strings.Split(c.String(), "\n") {
			marked := strings.Contains(line, ground(th.SelectedBlur)) || strings.Contains(line, ground(th.Selected))
			if is := strings.Contains(plain[y], want.line); marked != is || is && !strings.Contains(line, want.style) {
				t.Errorf("%d down: %q is marked: %v", down, plain[y], marked)
			}
		}
	}
}

func TestTheListGoesWhereTheCursorIsMovedAway(t *testing.T) {
	b := offered("user:u", twenty()...)
	if !b.Listing() {
		t.Fatal("nothing is listed")
	}
	b.Type(tea.KeyPressMsg{Code: tea.KeyLeft})
	if b.Cursor() != len("user:") || b.Listing() {
		t.Errorf("with the cursor at %d it is listed: %v", b.Cursor(), b.Listing())
	}
}

func TestAMistakeAtTheEndIsShownBehindTheFilter(t *testing.T) {
	const typed = "is:write ("
	_, err := query.Parse(typed, query.Options{})
	if err == nil {
		t.Fatal("it is no mistake")
	}
	draw := func(err error) (*canvas.Canvas, int) {
		b := New()
		b.Edit(typed)
		b.SetProblem(err)
		c := canvas.New(40, 1)
		return c, b.Draw(c.All(), pane.Env{Theme: look(t), Zone: time.UTC}, nil)
	}
	got, _ := draw(err)
	want, at := draw(nil)
	if got.String() == want.String() {
		t.Error("nothing is marked")
	}
	want.All().Put(at, 0, look(t).Problem.With(canvas.Underline), " ")
	if got.String() != want.String() {
		t.Errorf("drawn as %q\nwant     %q", got.String(), want.String())
	}
}
