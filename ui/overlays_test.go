package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spoor/ui/pane"
)

func TestHelpRunsWhatIsChosen(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("?")
	s.shows("What works here", "look at the event")
	s.keys("type:writes", "enter")
	s.hides("What works here")
	if got := s.filter(); got != "is:write" {
		t.Errorf("the filter is %q", got)
	}
	s.keys("?", "esc")
	s.hides("What works here")
}

func TestThePaletteRunsAnActionOfAnotherPane(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys(":", "type:whole-record", "enter")
	if s.m.focus != pane.Detail {
		t.Errorf("the focus is on %d", s.m.focus)
	}
	s.shows("6 Record", `eventVersion        "1.10"`)
}

func TestTheTimeDialogSetsTheWindow(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("t", "type:2026-11-18 03:00..2026-11-18 03:04")
	s.shows("18 Nov 03:00 – 03:04 UTC")
	s.keys("enter")
	s.shows("21 of 471 events")
	s.keys("u")
	s.shows("471 events")
}

func TestAPivotLeadsToWhatIsSharedAndBack(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:event:StopLogging", "enter", "p")
	s.shows("Everything with the same…", "192.0.2.66", "23 events", "only this")
	s.keys("i")
	if got := s.filter(); got != "ip:192.0.2.66" {
		t.Fatalf("the filter is %q", got)
	}
	s.shows("23 of 471 events", "[ goes back")
	s.keys("[")
	if got := s.filter(); got != "event:StopLogging" {
		t.Errorf("back is %q", got)
	}
	s.keys("]")
	if got := s.filter(); got != "ip:192.0.2.66" {
		t.Errorf("forward is %q", got)
	}
	s.keys("]")
	s.shows("no pivot to go forward to")
}

func TestAPivotKeepsTheCursorOnItsEvent(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:event:CreateAccessKey", "enter", "p", "u")
	if got := s.filter(); got != "user:mallory" {
		t.Fatalf("the filter is %q", got)
	}
	if row := s.m.events.Row(); row == nil || row.Event.Name != "CreateAccessKey" {
		t.Errorf("the cursor is on %+v", row)
	}
}

func TestTheSameTimeLiftsTheFilter(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:event:CreateAccessKey", "enter", "p", "t")
	if got := s.filter(); got != "" {
		t.Errorf("the filter is %q", got)
	}
	s.shows("StopLogging", "CreateUser", "DescribeInstances")
}

func TestAPivotInDetailIsAboutTheValueUnderTheCursor(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:event:CreateAccessKey", "enter", "6", "/", "type:backup-svc", "enter", "p", "enter")
	if got := s.filter(); got != "requestParameters.userName:backup-svc" {
		t.Errorf("the filter is %q", got)
	}
}

func TestIncludingAndExcludingInDetailChangesTheFilter(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "6", "j", "l", "-")
	if got := s.filter(); got != "user:mallory -event:StopLogging" {
		t.Errorf("the filter is %q", got)
	}
	s.keys("u", "6", "+")
	if got := s.filter(); got != "user:mallory" {
		t.Errorf("including what is included gives %q", got)
	}
}

func TestACopyGoesToTheClipboardAndSaysThatNobodyKnows(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:event:StopLogging", "enter", "y", "x")
	s.shows("sent the access key to the clipboard; the terminal does not say whether it took it")

	var sent []string
	for _, cmd := range s.m.copy(pane.Copy{Text: "AKIAIOSFODNN7EXAMPLE", What: "access key"})().(tea.BatchMsg)[:1] {
		sent = append(sent, fmt.Sprint(cmd()))
	}
	if len(sent) != 1 || sent[0] != "AKIAIOSFODNN7EXAMPLE" {
		t.Errorf("sent %q", sent)
	}
	s.m.copy(pane.Copy{Text: strings.Repeat("x", 100_000), What: "record"})
	s.shows("at 100 kB it may be more than the terminal takes")
	s.m.copy(pane.Copy{Text: "token", What: "value", Secret: true})
	s.shows("sent the value, which holds a secret, to the clipboard")
}

func TestAClosedPivotMenuCountsNoMore(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("p", "esc")
	s.hides("Everything with the same…")
	if len(s.m.dialogs) != 0 {
		t.Errorf("%d dialogs are open", len(s.m.dialogs))
	}
}

func TestALongNoticeIsReadWholeOnANarrowScreen(t *testing.T) {
	s := openOn(t, 40, 12, sharedAccount(t))
	s.keys("y", "enter")
	s.shows(" sent the event id to the clipboard;", " the terminal does not say whether it", " took it ")
	s.keys("j")
	s.hides("clipboard")
	s.keys("f", "type:is:nothinglikeit")
	s.shows(" unknown flag `nothinglikeit`; there", " are write, read, error, denied, root,")
}

func TestOfALongPathInAProblemTheReasonIsSeen(t *testing.T) {
	s := openOn(t, 80, 24, sharedAccount(t))
	s.send(unkeptMsg{errors.New("open /" + strings.Repeat("folder/", 16) + "history: no space left on device")})
	s.shows("the filter could not be remembered: open", "history: no space left on", "device")
}
