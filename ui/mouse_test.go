package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// pointing is a screen with the mouse on and a clock that the test moves.
type pointing struct {
	*screen
	now time.Time
}

func openPointing(t *testing.T, w, h int) *pointing {
	p := &pointing{now: corpusEnd.Add(8 * time.Hour)}
	p.screen = open(t, w, h, Options{Cache: sharedAccount(t), Mouse: true, Now: func() time.Time { return p.now }})
	return p
}

// place is where a text first stands on the screen.
func (p *pointing) place(text string) (x, y int) {
	p.t.Helper()
	for y, line := range strings.Split(p.view(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			return canvas.Width(before), y
		}
	}
	p.t.Fatalf("%q is not on the screen:\n%s", text, p.view())
	return 0, 0
}

func (p *pointing) press(x, y int) {
	p.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	p.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
}

func (p *pointing) click(text string) {
	p.t.Helper()
	p.now = p.now.Add(time.Second)
	x, y := p.place(text)
	p.press(x, y)
}

func (p *pointing) doubleClick(text string) {
	p.t.Helper()
	p.click(text)
	x, y := p.m.pointer.x, p.m.pointer.y
	p.now = p.now.Add(100 * time.Millisecond)
	p.press(x, y)
}

func (p *pointing) wheel(text string, button tea.MouseButton) {
	p.t.Helper()
	x, y := p.place(text)
	p.send(tea.MouseWheelMsg{X: x, Y: y, Button: button})
}

func TestTheMouseIsOffUntilAskedFor(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	if mode := s.m.View().MouseMode; mode != tea.MouseModeNone {
		t.Errorf("mouse mode %v", mode)
	}
	s.send(tea.MouseClickMsg{X: 3, Y: 12, Button: tea.MouseLeft})
	if s.m.focus != pane.Events {
		t.Error("a click went through")
	}
	s.keys("P")
	if mode := s.m.View().MouseMode; mode != tea.MouseModeCellMotion {
		t.Errorf("mouse mode %v", mode)
	}
	s.shows("the mouse works here")
	s.keys("P")
	s.shows("the mouse is the terminal's again")
}

func TestAClickFocusesAPaneAndChoosesWhatIsThere(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.click("deploy-bot  ")
	if p.m.focus != pane.Users {
		t.Errorf("the focus is on %d", p.m.focus)
	}
	p.keys("+")
	if got := p.filter(); got != "user:deploy-bot" {
		t.Errorf("filter %q", got)
	}
	p.keys("u")
	p.click("DescribeInstances")
	if p.m.focus != pane.Events || p.m.events.Position() != 1 {
		t.Errorf("the focus is on %d, the cursor at %d", p.m.focus, p.m.events.Position())
	}
	p.keys("-")
	if got := p.filter(); got != "-event:DescribeInstances" {
		t.Errorf("filter %q", got)
	}
	p.click("3 Resource types")
	if p.m.focus != pane.Types {
		t.Errorf("the focus is on %d", p.m.focus)
	}
}

func TestADoubleClickOpens(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.doubleClick("mallory  ")
	if got := p.filter(); got != "user:mallory" {
		t.Fatalf("filter %q", got)
	}
	p.doubleClick("StopLogging  ")
	if p.m.focus != pane.Detail {
		t.Errorf("the focus is on %d", p.m.focus)
	}
	p.doubleClick("▸ userIdentity")
	p.shows("▾ userIdentity")
	p.click("CreateUser")
	p.now = p.now.Add(time.Second)
	p.press(p.m.pointer.x, p.m.pointer.y)
	if p.m.focus != pane.Events {
		t.Error("two clicks a second apart opened the event")
	}
}

func TestAClickOnTheNameOfAColumnSortsByIt(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.click("resource   ")
	p.shows("resource ↑", "sorted by resource")
}

func TestTheWheelScrollsWhatIsUnderThePointer(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.click("deploy-bot  ")
	p.wheel("DescribeInstances", tea.MouseWheelDown)
	if p.m.focus != pane.Users {
		t.Error("the wheel took the focus")
	}
	p.shows("4 / 471")
	p.wheel("DescribeInstances", tea.MouseWheelUp)
	p.wheel("DescribeInstances", tea.MouseWheelUp)
	p.shows("4 / 471")
	if at, line, _ := p.m.events.Cursor(); line != 3 {
		t.Errorf("the cursor %v is on line %d", at, line)
	}
	p.keys("?")
	before := p.view()
	p.wheel("What works here", tea.MouseWheelDown)
	if p.view() == before {
		t.Error("the wheel does nothing in the help")
	}
}

func TestTheBrushIsDrawnWithTheMouse(t *testing.T) {
	p := openPointing(t, 120, 40)
	from, y := p.place("15 Nov")
	to, _ := p.place("17 Nov")
	p.send(tea.MouseClickMsg{X: from, Y: y, Button: tea.MouseLeft})
	p.send(tea.MouseMotionMsg{X: to - 3, Y: y + 2, Button: tea.MouseLeft})
	p.send(tea.MouseMotionMsg{X: to - 1, Y: y + 9, Button: tea.MouseLeft})
	p.send(tea.MouseReleaseMsg{X: to - 1, Y: y + 9, Button: tea.MouseLeft})
	p.send(tea.MouseMotionMsg{X: 2, Y: y})
	p.shows("brush 1 d 2")
	p.keys("enter")
	if w := p.m.shown.window; w.To.Sub(w.From) < 46*time.Hour || w.To.Sub(w.From) > 50*time.Hour {
		t.Errorf("the window is %v", w.To.Sub(w.From))
	}
}

func TestAClickOnTheFilterEditsItThere(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.keys("f", "type:user:alice is:read", "enter")
	p.click("alice is:read")
	p.keys("type:x")
	if got := p.m.bar.Value(); got != "user:xalice is:read " {
		t.Errorf("the text is %q", got)
	}
	p.click("1 Time")
	if p.m.bar.Editing() || p.m.focus != pane.Time || p.filter() != "user:xalice is:read" {
		t.Errorf("editing %v, focus %d, filter %q", p.m.bar.Editing(), p.m.focus, p.filter())
	}
}

func TestTabsAndChoicesOfMenusAreClickedOn(t *testing.T) {
	p := openPointing(t, 60, 20)
	p.click("2  3")
	p.shows("deploy-bot")
	p.click("5  6")
	p.click("DescribeInst")
	p.keys("p")
	p.click("198.51.100.7")
	if got := p.filter(); got != "ip:198.51.100.7" {
		t.Errorf("filter %q", got)
	}
	p.keys("p")
	p.click("spoor")
	p.hides("Everything with the same")
}

func TestAClickTakesACompletion(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.keys("f", "type:user:")
	p.click("│ mallory ")
	if got := p.m.bar.Value(); got != "user:mallory " || !p.m.bar.Editing() {
		t.Errorf("the text is %q, editing %v", got, p.m.bar.Editing())
	}
	p.keys("type:event:", "down")
	x, y := p.place("│ CreateAccessKey")
	p.press(x, y)
	if got := p.m.bar.Value(); got != "user:mallory event:CreateAccessKey " {
		t.Errorf("a click on the second took %q", got)
	}
}

func TestAClickIntoAWordOfTheFilterOffersHowItGoesOn(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.keys("f", "type:user:a is:read", "enter")
	x, y := p.place(" is:read")
	p.press(x, y)
	p.shows("│ alice │")
}

func TestTheWheelOverTheCompletionsGoesThroughThem(t *testing.T) {
	p := openPointing(t, 80, 24)
	p.keys("f", "type:user:")
	x, y := p.place("│ mallory ")
	p.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
	p.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
	if !p.m.bar.Chosen() {
		t.Fatalf("nothing is chosen:\n%s", p.view())
	}
	p.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelUp})
	p.shows("1 / ")
	p.keys("esc", "esc")
	p.wheel("DescribeIns", tea.MouseWheelDown)
	p.shows("4 / 471")
}

func TestWhatLiesInADialogIsClickedOn(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.keys("t")
	p.click("last cached hour")
	p.hides("yesterday 3pm")
	p.shows("23:00")
	p.keys("A", "?")
	p.click("on an event")
	p.shows("What works here")
	p.keys("type:writes")
	p.click("writes only, and back")
	if got := p.filter(); got != "is:write" {
		t.Fatalf("filter %q", got)
	}
	p.keys("F")
	p.click("● is:write")
	p.shows("○ is:write", "1 off")
	p.click("spoor")
	p.hides("Parts of the filter")
	p.keys("5", "C")
	p.click("account")
	p.keys("esc")
	p.shows("account")
}

func TestAHintIsClickedOn(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.click("? help")
	p.shows("What works here")
	p.click("esc close")
	p.hides("What works here")
	p.click("l cell")
	p.click("p pivot")
	p.shows("Everything with the same")
	p.click("esc close")
	p.click("f filter")
	p.keys("type:user:alice")
	p.click("enter apply")
	if got := p.filter(); got != "user:alice" {
		t.Errorf("filter %q", got)
	}
	p.keys("c", "type:seen")
	p.click("spoor")
	p.shows("Note on", "seen")
}

func TestTheWheelStopsAtTheEndsOfAMenu(t *testing.T) {
	p := openPointing(t, 120, 40)
	p.keys("y")
	p.wheel("Copy", tea.MouseWheelUp)
	p.shows("▌ y event id")
	for range 12 {
		p.wheel("Copy", tea.MouseWheelDown)
	}
	p.shows("▌ r record")
	p.keys("j")
	p.shows("▌ y event id")
}
