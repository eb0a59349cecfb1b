package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// ahead returns a screen at rest on a cache, and what is to come to it.
func ahead(t *testing.T, o Options) (*screen, *arrivals) {
	s := made(t, o)
	came := &arrivals{}
	came.run(s.m.Init())
	came.give(s, tea.WindowSizeMsg{Width: 120, Height: 40})
	came.all(s)
	return s, came
}

// press presses keys before anything that comes is delivered.
func (a *arrivals) press(s *screen, keys ...string) {
	for _, key := range keys {
		a.give(s, keyPress(s.t, key))
	}
}

// all delivers what has come until nothing more does.
func (a *arrivals) all(s *screen) {
	for len(a.msgs) > 0 {
		a.deliver(s, 0)
	}
}

func TestRunsSelectedFastAreAllSelected(t *testing.T) {
	c := newCache(t)
	fill(t, c, runsOfCalls()...)
	s, came := ahead(t, Options{Cache: c})
	came.press(s, "X")
	came.all(s)
	came.press(s, "space", "space", "space")
	came.all(s)
	s.shows("● 21 selected")
}

// What is done with the selection is done with all that was selected before.
func TestWhatIsDoneWithTheSelectionWaitsForIt(t *testing.T) {
	c := newCache(t)
	fill(t, c, runsOfCalls()...)
	s, came := ahead(t, Options{Cache: c})
	came.press(s, "X")
	came.all(s)
	came.press(s, "space", "space", "e")
	came.all(s)
	s.shows("● the selection: 14")
	came.press(s, "esc", "g", "space")
	came.press(s, "m")
	came.all(s)
	s.shows("● 7 selected", "7 events starred")
	came.press(s, "esc", "v", "G", "v", "esc")
	came.all(s)
	s.hides("selected", "range of")
	came.press(s, "v", "k", "v", "e")
	came.all(s)
	s.shows("● the selection: ")
}

func TestMatchesGoneToFastAreAllCounted(t *testing.T) {
	c := newCache(t)
	fill(t, c, runsOfCalls()...)
	s, came := ahead(t, Options{Cache: c})
	came.press(s, "/")
	for _, r := range "user:carol" {
		came.press(s, string(r))
	}
	came.press(s, "enter", "n", "n")
	came.all(s)
	s.shows("match 3 of 98")
	came.press(s, "N", "N", "N", "N", "n")
	came.all(s)
	s.shows("match 4 of 98")
	came.press(s, "N", "N", "N", "N", "N", "N")
	came.all(s)
	s.shows("match 1 of 98")
	came.press(s, "N")
	came.all(s)
	s.shows("no more of the 98 matches this way")
}

// An answer that comes between takes nothing of what is looked for with it.
func TestWhatIsLookedForIsFoundInTheAnswerThatCameMeanwhile(t *testing.T) {
	c := newCache(t)
	fill(t, c, runsOfCalls()...)
	s, came := ahead(t, Options{Cache: c})
	came.press(s, "/")
	for _, r := range "user:carol" {
		came.press(s, string(r))
	}
	came.press(s, "enter")
	came.all(s)
	came.press(s, "!", "n")
	came.all(s)
	s.shows("match 2 of 17", "▌r 22:22:00  carol")
}

// A mark is made of the one before, though that is not written yet.
func TestMarksSetFastAreMadeOfEachOther(t *testing.T) {
	s, came := ahead(t, Options{Cache: smallAccount(t)})
	came.press(s, "m", "c", "a", "enter")
	came.all(s)
	s.shows("★", "note      a")
	came.press(s, "m", "m", "m", "j", "m", "m")
	for len(came.msgs) > 0 {
		came.deliver(s, len(came.msgs)-1)
	}
	s.hides("★")
	s.shows("¶")
}

func TestTheWindowMovesAsOftenAsItWasAskedTo(t *testing.T) {
	s, came := ahead(t, Options{Cache: sharedAccount(t)})
	end := s.m.shown.window.To
	came.press(s, "1", "+", "+", "+")
	came.all(s)
	if got, want := s.m.shown.window.To.Sub(s.m.shown.window.From), 21*time.Hour; got != want {
		t.Errorf("zoomed in three times the window is %v, want %v", got, want)
	}
	came.press(s, "A")
	came.all(s)
	came.press(s, "<", "<", "<", ">")
	came.all(s)
	if got, want := s.m.shown.window.To, end.Add(-14*24*time.Hour); !got.Equal(want) {
		t.Errorf("the window ends at %v, want %v", got, want)
	}
}

// What is written is what the dialog says.
func TestAnExportCountsWhatCameSinceItWasOpened(t *testing.T) {
	t.Chdir(t.TempDir())
	s, came := ahead(t, Options{Cache: sharedAccount(t)})
	came.press(s, "!", "e")
	s.shows("all of the answer: 471 events")
	came.press(s, "enter")
	s.shows("the answer is still to come")
	came.all(s)
	s.shows("all of the answer: 21 events", "21 events, about")
}

func TestTheListOfMarksOpensOnce(t *testing.T) {
	s, came := ahead(t, Options{Cache: sharedAccount(t)})
	came.press(s, "M", "M")
	came.all(s)
	if n := len(s.m.dialogs); n != 1 {
		t.Errorf("%d lists are open", n)
	}
	came.press(s, "esc", "M", "f", "x")
	came.all(s)
	if len(s.m.dialogs) > 0 || !s.m.bar.Editing() {
		t.Errorf("%d lists came over the filter", len(s.m.dialogs))
	}
}

// A terminal at the end of a slow line sends two presses of esc as one.
func TestEscPressedTwiceAtOnceClosesTwoThings(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("z", "p", "alt+esc")
	s.hides("Everything with the same")
	s.shows("1 Time")
}

// What only the record tells is in the pivots and the copy menu though they were
// asked for before it came.
func TestMenusAskedForBeforeTheRecordCameHoldWhatItTells(t *testing.T) {
	c := newCache(t)
	issue := call{at: corpusEnd.Add(-time.Minute), user: "mallory", source: "iam", name: "CreateAccessKey", from: "192.0.2.66", region: "us-east-1"}.record(1)
	fill(t, c, strings.Replace(issue, `"responseElements":null`, `"responseElements":{"accessKey":{"accessKeyId":"AKIAI44QH8DHBEXAMPLE"}}`, 1),
		call{at: corpusEnd.Add(-time.Second), user: "mallory", source: "iam", name: "ListUsers", from: "192.0.2.66", region: "us-east-1", reads: true}.record(2))
	s, came := ahead(t, Options{Cache: c})
	came.press(s, "j", "p", "tab", "down")
	s.hides("key issued here")
	came.all(s)
	s.shows("n key issued here      AKIAI44QH8DHBEXAMPLE", "0 events", "▌ w issue of this key", "in this window · tab")
	came.press(s, "n")
	came.all(s)
	if got := s.filter(); got != "key:AKIAI44QH8DHBEXAMPLE" {
		t.Errorf("the filter is %q", got)
	}

	s, came = ahead(t, Options{Cache: c})
	came.press(s, "j", "y", "r")
	came.all(s)
	s.shows("sent the 1 record to the clipboard")
}
