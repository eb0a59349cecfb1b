package ui

import (
	"os"
	"path/filepath"
	"testing"
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
