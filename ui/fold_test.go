package ui

import (
	"strings"
	"testing"
)

func TestRunsOfAlikeEventsFoldIntoOneRowThatOpens(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("x")
	s.shows("X folds runs of alike events")
	s.keys("f", "type:user:mallory", "enter", "5", "X")
	s.shows("×20", "1 / 23")
	s.keys("j", "j", "j")
	s.shows("4–23 / 23", "20 alike over 2 min")
	if got := strings.Count(s.view(), "ListUsers"); got > 3 {
		t.Errorf("ListUsers stands %d times on the screen:\n%s", got, s.view())
	}
	s.keys("x")
	s.shows("4 / 23", "┌", "│")
	s.keys("j", "x")
	s.shows("4–23 / 23")
	s.keys("X")
	s.shows("4 / 23")
	s.hides("×20")
}

func TestAMatchInsideARunIsShown(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "5", "X", "/", "type:time:2026-11-18T03:01:31Z..2026-11-18T03:01:32Z", "enter")
	s.shows("match 1 of 1", "10 / 23")
}

func TestTheEventsOfARunAreSelectedTogether(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "5", "X", "G", "space")
	s.shows("● 20 selected")
	s.keys("space")
	s.hides("selected")
}

func TestAMarkedEventIsNeverFoldedAway(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("f", "type:user:mallory", "enter", "5", "j", "j", "j", "j", "j", "m", "X")
	s.shows("★", "×17")
}

func TestFoldingStaysWhenTheQueryChanges(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("X", "f", "type:user:mallory", "enter")
	s.shows("×20")
	s.keys("s")
	s.shows("oldest first", "×20")
}
