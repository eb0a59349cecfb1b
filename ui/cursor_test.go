package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/events"
)

func TestTheCursorStaysOnItsEventWhenTheAnswerChanges(t *testing.T) {
	c := smallAccount(t)
	s := openOn(t, 120, 40, c)
	s.keys("f", "type:user:(mallory OR monitor)", "enter", "f")
	for range len("user:(mallory OR monitor) ") {
		s.keys("backspace")
	}
	s.keys("type:user:mallory", "enter", "5", "j")
	row := *s.m.events.Row()
	s.keys("u")
	if got := s.m.events.Row(); got == nil || got.Ref != row.Ref {
		t.Fatalf("the cursor was on %s and is on %v", row.Event.ID, got)
	}
	late := call{at: corpusEnd.Add(-time.Second), user: "monitor", source: "ec2", name: "DescribeVolumes", from: "198.51.100.7", region: "eu-west-1", reads: true}
	fill(t, c, late.record(90001))
	s.send(refreshedMsg{changed: true})
	if got := s.m.events.Row(); got == nil || got.Ref != row.Ref {
		t.Fatalf("after an event came in the cursor is on %v", got)
	}
	s.shows("472 events")
}

func TestNewEventsComeInAboveACursorThatWasNotMoved(t *testing.T) {
	c := smallAccount(t)
	s := openOn(t, 120, 40, c)
	late := call{at: corpusEnd.Add(-time.Second), user: "monitor", source: "ec2", name: "DescribeVolumes", from: "198.51.100.7", region: "eu-west-1", reads: true}
	fill(t, c, late.record(90001))
	s.send(refreshedMsg{changed: true})
	if got := s.m.events.Row().Event.Name; got != "DescribeVolumes" {
		t.Errorf("the cursor is on %s", got)
	}
}

func TestACursorPutOnRowsThatHaveNotComeStaysThereWhenTheQueryIsAskedAnew(t *testing.T) {
	for _, fold := range []bool{false, true} {
		s := open(t, 120, 24, Options{Cache: sharedAccount(t), Folded: fold})
		s.m.Update(keyPress(t, "G"))
		if s.m.events.Row() != nil {
			t.Fatal("the row is there already")
		}
		s.run(s.m.query())
		s.settle()
		s.shows("471 / 471")
	}
}

func TestACursorMovedWhileAnAnswerIsUnderWayIsNotTakenBack(t *testing.T) {
	c := smallAccount(t)
	s := openOn(t, 120, 40, c)
	s.keys("j")
	for _, keys := range [][]string{{"j", "j", "j"}, {"G"}} {
		// The question is asked, the cursor moves, then the answer arrives.
		asked := s.m.query()
		for _, k := range keys {
			_, cmd := s.m.Update(keyPress(t, k))
			s.run(cmd)
		}
		s.until(func() bool { return s.m.events.Row() != nil && s.m.loading == (cache.Ref{}) })
		want := s.m.events.Position()
		s.run(asked)
		s.settle()
		if got := s.m.events.Position(); got != want {
			t.Errorf("after %v the cursor was at %d and is at %d", keys, want, got)
		}
	}
}

func TestWhereTheEventUnderTheCursorIsLeftOutTheCursorStaysAtItsTime(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d")
	was, line := *s.m.events.Row(), 0
	_, line, _ = s.m.events.Cursor()
	s.keys("l", "l", "-")
	if got, want := s.filter(), "-event:"+was.Event.Name; got != want {
		t.Fatalf("filter %q, want %q", got, want)
	}
	now := s.m.events.Row()
	if at := s.m.events.Position(); at == 0 || now.Event.Time.After(was.Event.Time) || was.Event.Time.Sub(now.Event.Time) > time.Hour {
		t.Errorf("from %v the cursor went to %v, position %d", was.Event.Time, now.Event.Time, at)
	}
	if _, at, _ := s.m.events.Cursor(); at != line {
		t.Errorf("from line %d it went to line %d", line, at)
	}
	s.keys("G", "f", "type:user:mallory", "enter")
	if at := s.m.events.Position(); at != 22 {
		t.Errorf("of 23 newer ones the cursor is at %d", at)
	}
	s.keys("k", "k", "f", "type:user:nobody", "enter")
	s.shows("no event matches")
	if s.keys("u"); s.m.events.Position() != 20 {
		t.Errorf("back from an empty answer the cursor is at %d", s.m.events.Position())
	}
}

func TestAskingOnWhileAnAnswerComesInPartsKeepsTheEventThatHadTheCursor(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d")
	ref, line, _ := s.m.events.Cursor()
	s.m.query()
	first := *s.m.shown.answer
	first.Partial = true
	s.m.Update(answeredMsg{gen: s.m.ask.gen, answer: &first, place: events.Place{Rows: first.Rows[:20]}, keep: ref, window: s.m.shown.window, held: 471, more: make(chan answeredMsg)})
	if now, _, _ := s.m.events.Cursor(); now == ref {
		t.Fatal("the first part holds the event")
	}
	s.run(s.m.query())
	s.settle()
	if now, at, _ := s.m.events.Cursor(); now != ref || at != line {
		t.Errorf("the cursor is on line %d, was on %d; on the same event: %v", at, line, now == ref)
	}
}

func TestTheValueOfACellIsIncludedAndExcluded(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("+")
	s.shows("h and l choose a cell")
	s.keys("l", "-")
	if got := s.filter(); got != "-user:monitor" {
		t.Fatalf("filter %q", got)
	}
	s.keys("l", "+")
	if got := s.filter(); got != "-user:monitor event:UpdateFunctionCode20150331v2" {
		t.Fatalf("filter %q", got)
	}
	s.keys("l", "l", "l", "l", "+")
	if got := s.filter(); !strings.HasSuffix(got, " ip:198.51.100.20") {
		t.Fatalf("filter %q", got)
	}
	s.keys("esc", "+")
	s.shows("h and l choose a cell")
}

func TestTheCursorGoesFromMatchToMatch(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("n")
	s.shows("nothing was searched for yet")
	s.keys("/", "type:backup-svc", "enter")
	s.shows("match 1 of 1")
	if got := s.m.events.Row().Event.Name; got != "CreateAccessKey" {
		t.Fatalf("the cursor is on %s", got)
	}
	s.keys("n")
	s.shows("no more of the 1 match this way")
	s.keys("g", "/", "type:error:* user:mallory", "enter")
	s.shows("match 1 of 21")
	s.keys("n", "n", "N")
	s.shows("match 2 of 21")
	s.keys("/", "type:is:writ", "enter")
	s.shows("unknown flag")
	s.keys("/", "type:nosuchthing", "enter")
	s.shows("nothing here matches nosuchthing")
}

func TestTheCursorGoesToEventsLikeThisOne(t *testing.T) {
	s := openOn(t, 120, 40, sharedAccount(t))
	s.keys("*")
	s.shows("h and l choose a cell")
	s.keys("l", "l", "*")
	first := s.m.events.Row()
	if first.Event.Name != "GetMetricData" || s.m.events.Position() == 0 {
		t.Fatalf("the cursor is on %s at %d", first.Event.Name, s.m.events.Position())
	}
	s.keys("#")
	if at := s.m.events.Position(); at != 0 {
		t.Errorf("the cursor is at %d", at)
	}
	s.keys("o")
	if got := s.m.events.Row(); got.Event.Session != first.Event.Session || s.m.events.Position() == 0 {
		t.Errorf("the cursor is at %d in session %q", s.m.events.Position(), got.Event.Session)
	}
}

// Whatever is sought from wherever, the cursor goes where walking row by row
// would find it.
func TestSeekingFindsWhatWalkingFinds(t *testing.T) {
	c := sharedAccount(t)
	ctx := context.Background()
	all, err := c.Answer(ctx, query.Query{}, cache.View{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"user:mallory", "is:error", "user:alice", "event:StopLogging", "user:nobody", "-user:monitor", "*"}).Draw(t, "want")
		want, err := query.Parse(text, query.Options{})
		if err != nil {
			t.Fatal(err)
		}
		from, by := rapid.IntRange(0, len(all.Rows)-1).Draw(t, "from"), rapid.SampledFrom([]int{1, -1}).Draw(t, "by")
		expect, ok := from, false
		for expect += by; expect >= 0 && expect < len(all.Rows) && !ok; expect += by {
			if ok = query.Match(orEverything(want), query.Subject{Event: &all.Rows[expect].Event}); ok {
				break
			}
		}
		at, _, _, found, err := nextMatch(ctx, c, all, from, orEverything(want), by)
		if err != nil {
			t.Fatal(err)
		}
		if found != ok || found && at != expect {
			t.Fatalf("%s from %d by %d is at %d (%v), walking finds %d (%v)", text, from, by, at, found, expect, ok)
		}
	})
}
