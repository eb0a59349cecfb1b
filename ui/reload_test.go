package ui

import (
	"context"
	"errors"
	"testing"

	"spoor/cache"
)

// What another program writes about the event that is looked at is seen, without
// the cursor being moved.
func TestANoteWrittenElsewhereShowsInDetail(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	c := s.m.options.Cache
	other, err := cache.Open(context.Background(), cache.Options{Path: c.Path(), Command: "another"})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.SetMarks(context.Background(), []cache.Marked{{Ref: s.m.events.Row().Ref, Mark: cache.Mark{Note: "seen by the night shift"}}}); err != nil {
		t.Fatal(err)
	}
	s.send(watchMsg{})
	s.until(func() bool { return len(s.m.shown.marks) > 0 })
	s.settle()
	s.shows("seen by the night shift")
}

func TestARecordThatCannotBeReadIsOfNoMatterOnceItsEventHasGone(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	row := s.m.events.Row().Ref
	s.keys("j")
	s.send(loadedMsg{ref: row, err: errors.New("load event: not in the cache")})
	s.hides("not in the cache")
	s.send(loadedMsg{ref: s.m.events.Row().Ref, err: errors.New("load event: not in the cache")})
	s.shows("not in the cache")
}

func TestRowsThatCannotBeReadAreNotAskedForWithoutPause(t *testing.T) {
	s := openOn(t, 120, 24, sharedAccount(t))
	s.m.Update(keyPress(t, "G"))
	s.send(pageMsg{answer: s.m.shown.answer, err: errors.New("input/output error")})
	s.shows("input/output error")
	if _, missing := s.m.events.Missing(); !missing {
		t.Error("they were asked for again at once")
	}
	s.send(watchMsg{})
	s.shows("471 / 471")
	s.hides("input/output error")
	if _, missing := s.m.events.Missing(); missing {
		t.Error("they were not asked for again")
	}
}
