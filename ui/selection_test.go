package ui

import "testing"

func TestTheSelectionKeepsToItsEvents(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "space", "space")
	s.shows("5 Events ● 2 selected", "!●03:09:00", "!●03:06:00")
	if got := s.m.events.Row().Event.Name; got != "CreateAccessKey" {
		t.Errorf("after selecting, the cursor is on %s", got)
	}
	s.keys("k", "space")
	s.shows("● 1 selected")
	s.keys("u")
	s.shows("471 events", "● 1 selected")
	s.keys("f", "type:event:StopLogging", "enter")
	s.shows("!●")
	s.keys("f", "backspace", "type:  user:nobody", "enter")
	s.shows("no event matches", "● 1 selected")
	s.keys("u", "5", "esc")
	s.hides("● 1 selected")
	s.shows("1 event no longer selected")
}

func TestARangeSelectsWhatLiesBetween(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "j", "v")
	s.shows("range of 1", "v selects what lies between")
	s.keys("j", "j")
	s.shows("range of 3")
	s.keys("esc")
	s.hides("range of", "selected")
	s.keys("v", "k", "v")
	s.shows("● 2 selected")
	s.hides("range of")
}

func TestARangeIsMarkedFromEndToEnd(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "j", "v", "k")
	s.shows("range of 2", "!●03:09:00", "!●03:06:00")
	s.keys("j", "esc")
	s.hides("●03:0")
}

func TestARangeReachesBeyondTheRowsThatAreHeld(t *testing.T) {
	s := openOn(t, 80, 24, sharedAccount(t))
	s.keys("j", "v", "G", "v")
	s.shows("● 470 selected")
}

func TestARangeKeepsItsBeginningWhenTheAnswerChanges(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "v", "j", "j", "!")
	s.hides("range of", "StopLogging")
	s.keys("u", "g", "j", "v", "j", "j", "!")
	s.shows("range of 2")
	s.keys("v")
	s.shows("● 2 selected")
}

func TestTooManySelectedToCompareAreCounted(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("D")
	s.shows("space selects events: two to five can be compared")
	s.keys("v", "j", "j", "j", "j", "j", "v", "D")
	s.shows("6 events are selected: two to five can be compared")
}
