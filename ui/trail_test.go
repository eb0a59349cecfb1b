package ui

import (
	"testing"

	"spoor/query"
	"spoor/ui/canvas"
)

func TestThePathOfPivotsStandsInTheFrameAndMovesWithBackAndForward(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.hides("›")
	s.keys("5", "p", "u")
	s.shows("5 Events all › user ")
	s.keys("f", "type:event:StopLogging", "enter")
	s.m.do("close")
	s.keys("u", "u", "5")
	s.hides("all ›")
	s.keys("f", "type:event:StopLogging", "enter", "p", "a", "p", "i")
	s.shows("5 Events event:StopLogging › key AKIAIOSFO…7EXAMPLE › ip 192.0.2.66")
	s.keys("[")
	s.shows("5 Events event:StopLogging › key AKIAIOSFO…7EXAMPLE › ip 192.0.2.66")
	if path, ahead := s.m.history.now.trail.crumbs(100); path != "event:StopLogging › key AKIAIOSFO…7EXAMPLE" || ahead != " › ip 192.0.2.66" {
		t.Errorf("the path is %q, ahead lies %q", path, ahead)
	}
	s.keys("[")
	s.shows("5 Events start › key AKIAIOSFO…7EXAMPLE")
	// What is undone is the pivot, with the path it made.
	s.keys("]", "]", "u")
	if path, ahead := s.m.history.now.trail.crumbs(100); path != "event:StopLogging › key AKIAIOSFO…7EXAMPLE" || ahead != " › ip 192.0.2.66" {
		t.Errorf("after undo the path is %q, ahead lies %q", path, ahead)
	}
}

func TestThePathOfPivotsKeepsItsBeginningAndItsEnd(t *testing.T) {
	var walk trail
	walk = walk.leave(state{filter: query.Flag{Name: query.FlagWrite}}, "", "key AKIA…GCE4")
	walk = walk.leave(state{}, "", "ip 203.0.113.7")
	walk = walk.leave(state{}, "", "user mallory")
	for width, want := range map[int]string{
		80: "is:write › key AKIA…GCE4 › ip 203.0.113.7 › user mallory",
		50: "is:write › … › ip 203.0.113.7 › user mallory",
		30: "is:write › … › user mallory",
		20: "user mallory",
		10: "user …lory",
	} {
		got, _ := walk.crumbs(width)
		if got != want {
			t.Errorf("in %d it is %q, want %q", width, got, want)
		}
		if canvas.Width(got) > width {
			t.Errorf("%q is wider than %d", got, width)
		}
	}
}
