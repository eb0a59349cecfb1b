package help

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

func drawn(o *Overlay, w, h int) string {
	look, _ := theme.For(theme.Mono, theme.Terminal{}, nil)
	c := canvas.New(w, h)
	o.Draw(c.All(), pane.Env{Theme: look, Focused: true})
	return c.Text()
}

func typed(o *Overlay, s string) {
	for _, r := range s {
		o.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// chosen returns the action that enter would run.
func chosen(t *testing.T, o *Overlay) keymap.Action {
	t.Helper()
	several, ok := o.Do(keymap.PickChoose).(pane.Several)
	if !ok {
		return keymap.None
	}
	if several[0] != (pane.Close{}) {
		t.Errorf("help stays open: %v", several)
	}
	return several[1].(pane.Run).Action
}

func TestHelpListsWhatWorksHereItsOwnFirst(t *testing.T) {
	var lines []string
	for _, line := range strings.Split(drawn(New(keymap.Default(), keymap.Time), 60, 16), "\n") {
		lines = append(lines, strings.TrimSpace(line))
	}
	got := strings.Join(lines, "\n")
	want := `
╭─ What works here ────────────────────────────────────╮
│ ❯ type to search, enter runs                         │
│ ──────────────────────────────────────────────────── │
│ in Time                                              │
│ ▌ h       move the brush to earlier                  │
│   l       move the brush to later                    │`
	if !strings.Contains(got, want[1:]) {
		t.Errorf("got\n%s", got)
	}
	if strings.Contains(got, "look at the event") {
		t.Error("help for Time lists what works in Events only")
	}
}

func TestThePaletteHoldsEveryActionThatCanBeRun(t *testing.T) {
	o := NewPalette(keymap.Default())
	var listed []keymap.Action
	for _, l := range o.shown {
		if l.action != nil {
			listed = append(listed, l.action.Action)
		}
	}
	for _, b := range keymap.Default().All() {
		_, runnable := groups[b.Context]
		itself := b.Action == keymap.ShowHelp || b.Action == keymap.ShowPalette || b.Action == keymap.Back
		if got := slices.Contains(listed, b.Action); got != (runnable && !itself) {
			t.Errorf("%s is listed: %t", b.Action, got)
		}
	}
}

func TestEveryPlaceHasAGroupOrBelongsToATextFieldOrDialog(t *testing.T) {
	for _, c := range keymap.Contexts() {
		if _, ok := groups[c]; !ok && !c.Typing() && c != keymap.Menu && c != keymap.Arrange && c != keymap.Compare && c != keymap.Parts && c != keymap.Saved {
			t.Errorf("actions of %s are in no group", c)
		}
	}
}

func TestWhatIsTypedNarrowsAndEnterRunsTheBest(t *testing.T) {
	for typing, want := range map[string]keymap.Action{
		"":               keymap.OpenDetail,
		"writes":         keymap.WritesOnly,
		"zoom":           keymap.ZoomPane,
		"y":              keymap.CopyMenu,
		"[":              keymap.StepBack,
		"failures-only":  keymap.FailuresOnly,
		"leave":          keymap.Quit,
		"no such action": keymap.None,
	} {
		o := New(keymap.Default(), keymap.Events)
		typed(o, typing)
		if got := chosen(t, o); got != want {
			t.Errorf("%q runs %q, want %q", typing, got, want)
		}
	}
}

func TestTheCursorPassesOverHeadingsAndTheListScrolls(t *testing.T) {
	o := NewPalette(keymap.Default())
	drawn(o, 40, 12)
	seen := map[keymap.Action]bool{}
	for range len(o.shown) {
		a := chosen(t, o)
		seen[a] = true
		keys := strings.Join(o.shown[o.cursor].action.Keys, " ")
		if !strings.Contains(drawn(o, 40, 12), "▌") {
			t.Fatalf("the line of %s (%s) is not seen", a, keys)
		}
		o.Do(keymap.PickDown)
	}
	if len(seen) != len(o.all) {
		t.Errorf("the cursor reached %d of %d actions", len(seen), len(o.all))
	}
	for range len(o.shown) {
		o.Do(keymap.PickPageUp)
	}
	if o.cursor != 1 || !strings.Contains(drawn(o, 40, 12), "always") {
		t.Errorf("at the top is\n%s", drawn(o, 40, 12))
	}
}

func TestTheMatchedLettersAreMarked(t *testing.T) {
	o := NewPalette(keymap.Default())
	typed(o, "brush")
	l := o.shown[0]
	var letters string
	for _, i := range l.matched {
		letters += string(l.action.Help[i])
	}
	if letters != "brush" {
		t.Errorf("%q is marked in %q", letters, l.action.Help)
	}
}

func TestHelpStaysInsideASmallScreen(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {200, 60}, {12, 5}, {3, 3}, {0, 0}} {
		w, h := size[0], size[1]
		o := NewPalette(keymap.Default())
		for i, line := range strings.Split(drawn(o, w, h), "\n") {
			line = strings.TrimSpace(line)
			if line != "" && !strings.HasSuffix(line, "│") && !strings.HasSuffix(line, "╮") && !strings.HasSuffix(line, "╯") {
				t.Errorf("%s: line %d ends without a border: %q", fmt.Sprint(size), i, line)
			}
		}
	}
}

func TestWhatHoldsTheWordsComesBeforeWhatHasTheirLetters(t *testing.T) {
	o := NewPalette(keymap.Default())
	typed(o, "saved")
	if got := chosen(t, o); got != keymap.SavedQueries {
		t.Errorf("the first is %q", got)
	}
	l := o.shown[0]
	if help := l.action.Help; help[l.matched[0]:l.matched[len(l.matched)-1]+1] != "saved" {
		t.Errorf("marked are %v of %q", l.matched, help)
	}
}

func TestWhatIsCalledAsTypedIsTheFirst(t *testing.T) {
	for words, want := range map[string]keymap.Action{
		"name": keymap.NameValue, "sort": keymap.SortEvents, "copy": keymap.CopyMenu, "pivot": keymap.PivotMenu, "undo": keymap.Undo,
	} {
		o := NewPalette(keymap.Default())
		typed(o, words)
		if got := chosen(t, o); got != want {
			t.Errorf("the first for %q is %q", words, got)
		}
	}
}

func TestLettersFarApartAreNoMatch(t *testing.T) {
	o := NewPalette(keymap.Default())
	typed(o, "history")
	if len(o.shown) != 0 {
		t.Errorf("shown is %q", o.shown[0].action.Help)
	}
	o = NewPalette(keymap.Default())
	typed(o, "clmns")
	if got := chosen(t, o); got != keymap.ChooseColumns {
		t.Errorf("the first is %q", got)
	}
}

func TestWhatOtherToolsCallAnActionFindsIt(t *testing.T) {
	for _, b := range keymap.Default().All() {
		for _, name := range b.Action.OtherNames() {
			o := NewPalette(keymap.Default())
			typed(o, name)
			found := 0
			for _, l := range o.shown {
				if l.action != nil && l.action.Action == b.Action {
					found++
				}
			}
			if found != 1 {
				t.Errorf("%s stands %d times under %q", b.Action, found, name)
			}
		}
	}
	for word, want := range map[string]keymap.Action{"sync": keymap.Fetch, "refr": keymap.Fetch, "exit": keymap.Quit, "Diff": keymap.CompareEvents, "compare": keymap.CompareEvents} {
		o := NewPalette(keymap.Default())
		typed(o, word)
		if got := chosen(t, o); got != want {
			t.Errorf("%q runs %q, want %q", word, got, want)
		}
	}
}
