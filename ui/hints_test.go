package ui

import (
	"strings"
	"testing"
)

func TestHintsSayWhatTheKeysDoHere(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.shows("enter detail   / find   h l cell")
	s.keys("space", "space")
	s.shows("D compare")
	s.keys("D")
	s.shows("side by side", " tab all lines   esc close ")
	s.keys("tab")
	s.shows(" tab only what differs   esc close ")
	s.keys("esc", "esc")
	s.hides("D compare")
	s.keys("Q")
	s.shows("Saved queries", " enter ask   esc close ")
	s.keys("esc", "y")
	s.shows(" enter copy   esc close ")
	s.keys("esc", "p")
	s.shows(" enter go there ")
	s.keys("esc", "e")
	s.shows(" enter write   esc close ")
	s.keys("esc", ":")
	s.shows(" enter run   esc close ")
	s.keys("esc", "1")
	s.shows(" h l move ")
}

func TestHintsOfTheFilterBarFollowOneIntoTheCompletions(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:us")
	s.shows("enter apply   esc cancel   tab complete")
	s.keys("down")
	s.shows("enter take   esc back   ↓ ↑ choose")
	s.keys("esc")
	s.shows("enter apply   esc cancel")
}

func TestAnEmptyAnswerTellsNoKeysThatWouldBeTyped(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:nobody")
	s.shows("no event matches", "esc leaves the filter as it was")
	s.hides("takes the last change back")
	s.keys("enter")
	s.shows("u takes the last change back")
}

func TestNothingIsOfferedToDoWithEventsWhereThereAreNone(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:nobody", "enter")
	s.shows("no event matches", " f filter ")
	s.hides("enter detail", "space select", "p pivot")
	for _, key := range []string{"p", "y"} {
		s.keys(key)
		s.shows("there is no event here")
	}
	s.keys("u", "f", "type:nosuchword", "enter", "2")
	s.shows(" f filter ")
	s.hides("only this", "y copy")
	s.keys("6")
	s.hides("space fold", "p pivot")
	s.keys("u")
	s.keys("j")
	s.shows("space fold", "p pivot")
}

func TestHelpIsReadWholeWhereThereIsRoom(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("?")
	s.shows("copy the value; of events lines of text, values, paths, records", "sort by the column of the cell, up, down, and back to newest first")
}

func TestWhatADialogIsToldOfIsNotFaintAsWhatLiesBehindIt(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	const faint = "\x1b[0;2;38"
	for _, keys := range [][]string{{"p"}, {"esc", "C", "space", "j", "space", "j", "space", "j", "space"}} {
		s.keys(keys...)
		lines := strings.Split(s.m.View().Content, "\n")
		if !strings.Contains(lines[1], faint) || strings.Contains(lines[39], faint) {
			t.Errorf("after %v the filter is\n%q\nand the line at the bottom\n%q", keys, lines[1], lines[39])
		}
	}
	s.shows("one has to stay")
}

func TestTimeOfAnEmptyCacheSaysWhatItWouldShow(t *testing.T) {
	s := openOn(t, 80, 24, newCache(t))
	s.keys("1")
	s.shows("when events happened is shown here", " f filter ")
	s.hides("h l move", "take window")
}
