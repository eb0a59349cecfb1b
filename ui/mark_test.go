package ui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spoor/cache"
)

func TestANoteStaysWithItsEventAndIsFoundAgain(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("f", "type:event:CreateAccessKey", "enter", "c")
	s.shows("Note on CreateAccessKey", "what is to be remembered")
	s.keys("type:persistence, see #123 #ioc", "enter")
	s.shows("03:05:00¶", "noted: is:marked finds it again", "note      persistence, see #123", "#ioc")
	s.keys("m")
	s.shows("03:05:00★", "note      persistence, see #123")
	s.keys("f", "type: OR is:marked", "enter", "c")
	s.shows("❯ persistence, see #123 #ioc")
	for range "persistence, see #123 #ioc" {
		s.keys("backspace")
	}
	s.keys("enter")
	s.shows("03:05:00★", "note taken away")
	s.keys("m")
	s.shows("star taken away")
	s.hides("03:05:00★", "03:05:00¶")
}

func TestANoteLeftAsItIsIsNotWrittenAnew(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("c", "type:first", "enter", "c", "esc", "c", "enter")
	s.hides("noted", "note taken away")
	s.shows("note      first")
}

func TestTheListOfMarksLeadsToTheEvent(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("M")
	s.shows("no event is marked yet")
	s.hides("goes to the event")
	s.keys("esc", "f", "type:event:CreateAccessKey", "enter", "c", "type:the key #ioc", "enter", "u", "G", "m", "M")
	s.shows("2 marked events", "¶ 2026-11-18 03:05:00", "mallory · CreateAccessKey · #ioc · the key", "★ 2026-11-13")
	s.keys("enter")
	if row := s.m.events.Row(); row == nil || row.Event.Name != "CreateAccessKey" || s.filter() != "" {
		t.Fatalf("the cursor is on %+v under %q", row, s.filter())
	}
	s.keys("f", "type:user:alice", "enter", "M", "enter")
	if row := s.m.events.Row(); row == nil || row.Event.Name != "CreateAccessKey" {
		t.Errorf("the cursor is on %+v", row)
	}
	s.shows("around 18 Nov 03:05:00 UTC", "StopLogging", "5 Events user:alice › around 18 Nov 03:05:00")
	s.keys("j")
	if row := s.m.events.Row(); row == nil || row.Event.Name != "ListUsers" {
		t.Errorf("after one line down the cursor is on %+v", row)
	}
	s.keys("[")
	if got := s.filter(); got != "user:alice" {
		t.Errorf("back is %q", got)
	}
}

func TestWordsWithASignAreTags(t *testing.T) {
	for written, want := range map[string]cache.Mark{
		"":                         {},
		"a note":                   {Note: "a note"},
		"#ioc":                     {Tags: []string{"ioc"}},
		"#ioc seen #b #ioc":        {Note: "seen", Tags: []string{"ioc", "b"}},
		" one  line\n\ntwo #x\n#y": {Note: "one line\n\ntwo", Tags: []string{"x", "y"}},
		"ticket #123 and # #é":     {Note: "ticket #123 and #", Tags: []string{"é"}},
	} {
		var got cache.Mark
		got.Note, got.Tags = readNote(written)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", written, d)
		}
		again, tags := readNote(writeNote(got))
		if again != got.Note || strings.Join(tags, " ") != strings.Join(got.Tags, " ") {
			t.Errorf("%q is read as %q %q after it was written", written, again, tags)
		}
	}
}

func TestANoteHasAsManyLinesAsItNeeds(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("f", "type:event:CreateAccessKey", "enter", "c", "type:first made at night", "ctrl+j", "type:then used from a hotel #ioc", "enter")
	s.shows("note      first made at night", "then used from a hotel", "#ioc")
	s.keys("c")
	s.shows("❯ first made at night", "then used from a hotel", "#ioc")
	s.keys("ctrl+j", "type:and again", "enter", "M")
	s.shows("#ioc · first made at night then used from a hotel and again")
}

func TestMarksAreSetOnTheWholeSelection(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	s.keys("f", "type:user:mallory", "enter", "space", "space", "m")
	s.shows("2 events starred: is:marked finds them again")
	if got := strings.Count(s.view(), "★"); got != 2 {
		t.Errorf("%d stars:\n%s", got, s.view())
	}
	s.keys("m")
	s.shows("star taken away from 2 events")
	s.hides("★")
	// Each keeps what it had: what is written is added.
	s.keys("esc", "g", "c", "type:one #a", "enter", "j", "c", "type:other", "enter", "g", "space", "space", "c")
	s.shows("Note on 2 selected events", "added to what each has")
	s.keys("type:both #b", "enter")
	s.shows("2 events noted")
	s.keys("M")
	s.shows("#a · #b · one both", "#b · other both")
}

func TestTheListOfMarksHoldsTheOneThatIsStillBeingWritten(t *testing.T) {
	s := openOn(t, 120, 40, smallAccount(t))
	_, writes := s.m.Update(keyPress(t, "m"))
	_, lists := s.m.Update(keyPress(t, "M"))
	s.run(lists)
	s.settle()
	s.hides("marked event")
	s.run(writes)
	s.settle()
	s.shows("1 marked event", "★ 2026-11-19")
}
