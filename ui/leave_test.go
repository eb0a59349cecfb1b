package ui

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
)

func TestLeavingATemporaryCacheWithMarksAsksWhetherToKeepIt(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("taken", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, 120, 40, Options{Cache: smallAccount(t), Temporary: true})
	s.keys("m", "q")
	s.shows("1 event is marked, and this cache is a temporary one", "keep it in a file")
	s.keys("f")
	s.shows("Keep events and marks in", "spoor-20261120-080000.bolt")
	for range "spoor-20261120-080000.bolt" {
		s.keys("backspace")
	}
	s.keys("type:taken")
	s.press("enter", func() bool { return s.m.shown.notice.text != "" })
	s.shows("taken is there already: choose another name", "Keep events and marks in")
	s.keys("type:-not")
	s.press("enter", func() bool { return s.m.kept != "" })
	if got, _ := filepath.Abs("taken-not"); s.m.kept != got {
		t.Errorf("it is kept as %q", s.m.kept)
	}
}

func TestMarksThatCameWithTheEventsAreNotAskedAbout(t *testing.T) {
	c := smallAccount(t)
	open(t, 120, 40, Options{Cache: c}).keys("m")
	s := open(t, 120, 40, Options{Cache: c, Temporary: true})
	s.shows("★")
	if s.m.leave(); len(s.m.dialogs) > 0 {
		t.Error("it is asked though nothing was marked here")
	}
}

func TestLeavingWithoutMarksAsksNothing(t *testing.T) {
	for _, o := range []Options{{Temporary: true}, {Temporary: false}} {
		o.Cache = smallAccount(t)
		s := open(t, 120, 40, o)
		if !o.Temporary {
			s.keys("m")
		}
		if cmd := s.m.leave(); cmd == nil || len(s.m.dialogs) > 0 {
			t.Errorf("temporary %v: it is asked", o.Temporary)
		}
	}
}

func TestLeavingWaitsForWhatWasMarkedUnlessAskedTwice(t *testing.T) {
	quits := func(a *arrivals) bool {
		return slices.ContainsFunc(a.msgs, func(msg tea.Msg) bool { _, ok := msg.(tea.QuitMsg); return ok })
	}
	for _, c := range []struct {
		name           string
		cache          *cache.Cache
		keys           []string
		before, behind bool // the mark is written
	}{
		{"once", smallAccount(t), []string{"m", "q"}, false, true},
		{"twice", smallAccount(t), []string{"m", "q", "q"}, true, true},
		{"interrupted", smallAccount(t), []string{"m", "ctrl+c"}, false, true},
		{"two marks", smallAccount(t), []string{"m", "j", "m", "q"}, false, true},
		{"a mark that is not kept", sharedAccount(t), []string{"m", "q"}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openOn(t, 120, 40, c.cache)
			var came arrivals
			for _, k := range c.keys {
				came.give(s, keyPress(t, k))
			}
			if quits(&came) != c.before {
				t.Errorf("before it is written the screen ends: %v", !c.before)
			}
			for i := 0; i < len(came.msgs) && !quits(&came); {
				came.deliver(s, i)
			}
			if quits(&came) != c.behind {
				t.Errorf("at last the screen ends: %v\n%s", !c.behind, s.view())
			}
			if !c.behind {
				s.shows("the mark was not kept")
			}
		})
	}
}
