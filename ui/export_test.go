package ui

import (
	"os"
	"strings"
	"testing"

	"spoor/event"
)

// exportTo types the name of a file into the open choice of an export, and waits
// for what becomes of it.
func exportTo(s *screen, name string) {
	for range 40 {
		s.keys("backspace")
	}
	s.keys("type:" + name)
	s.press("enter", func() bool { return s.m.shown.notice.text != "" || len(s.m.dialogs) > 1 })
	s.until(func() bool { return s.m.exporting == nil })
}

func TestTheAnswerIsExportedToAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory is:write", "enter", "e")
	s.until(func() bool { return strings.Contains(s.view(), "3 events, about") })
	s.shows("all of the answer: 3 events", "● json", "spoor-20261120-080000.json")
	s.keys("up", "right")
	s.shows("● jsonl", "spoor-20261120-080000.jsonl")
	s.keys("down")
	exportTo(s, "out.jsonl")
	s.shows("3 events, ", "written to ")
	written, err := os.ReadFile("out.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(written)), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines are written", len(lines))
	}
	if e, err := event.Decode([]byte(lines[0]), nil); err != nil || e.Name != "StopLogging" {
		t.Errorf("first is %s (%v)", e.Name, err)
	}
}

func TestAnExportReplacesNoFileUnasked(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("held.json", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	held := func() string {
		b, _ := os.ReadFile("held.json")
		return string(b)
	}
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("e")
	exportTo(s, "held.json")
	s.shows("is there already", "choose another name")
	s.keys("enter")
	s.shows("Export", "held.json")
	if held() != "mine" {
		t.Fatal("the file was replaced")
	}
	s.press("enter", func() bool { return len(s.m.dialogs) > 1 })
	s.press("r", func() bool { return s.m.shown.notice.text != "" && s.m.exporting == nil })
	s.shows("471 events, ")
	if !strings.HasPrefix(held(), `{"Records":[`) {
		t.Errorf("written is %.40q", held())
	}
}

func TestTheSelectionIsExportedAsABundleWhoseHashCanBeCopied(t *testing.T) {
	t.Chdir(t.TempDir())
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("f", "type:user:mallory", "enter", "space", "space", "u", "e")
	s.shows("● the selection: 2", "the answer: 471")
	s.keys("up", "left")
	s.shows("● bundle", ".zip")
	s.keys("down")
	exportTo(s, "it's.zip")
	s.shows("hash of the manifest", `spoor verify`, "2 events, ")
	s.keys("h")
	s.shows("sent the hash of the manifest to the clipboard")
	if _, err := os.Stat("it's.zip"); err != nil {
		t.Error(err)
	}
	if got := quoted("it's.zip"); got != `'it'\''s.zip'` {
		t.Errorf("the name is quoted as %s", got)
	}
}

func TestAnExportThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Chdir(t.TempDir())
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("e")
	exportTo(s, "no/such/folder.json")
	s.shows("nothing was exported: ")
}

func TestSelectedEventsStandSideBySide(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("D")
	s.shows("space selects events: two to five can be compared")
	s.keys("f", "type:user:mallory is:write", "enter", "space", "j", "D")
	s.shows("2 events side by side", "≠ eventName", "StopLogging", "CreateAccessKey", "tab: the lines that agree too")
	s.hides("≠ awsRegion")
	s.keys("tab")
	s.shows("awsRegion", "tab: only what differs")
	s.keys("esc")
	s.hides("side by side")
}
