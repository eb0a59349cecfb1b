package query

import (
	"testing"

	"pgregory.net/rapid"
)

func TestTheWindowOfAFilter(t *testing.T) {
	x := mustParse(t, "after:2026-11-18 user:a before:2026-11-19 last:7d -time:today")
	window, rest := WindowOf(x)
	if got := Print(Time{Window: window}); got != "time:2026-11-18T00:00:00Z..2026-11-19T00:00:00Z" {
		t.Errorf("window %s", got)
	}
	if got := Print(rest); got != "user:a -time:today" {
		t.Errorf("rest %s", got)
	}
	if window, rest := WindowOf(nil); !window.IsOpen() || rest != nil {
		t.Errorf("of nothing: %v, %v", window, rest)
	}
	nested, _ := WindowOf(mustParse(t, "before:2026-11-18 before:2026-11-19 after:2026-11-11 after:2026-11-10"))
	if got := Print(Time{Window: nested}); got != "time:2026-11-11T00:00:00Z..2026-11-18T00:00:00Z" {
		t.Errorf("of times within others: %s", got)
	}
	none, _ := WindowOf(mustParse(t, "before:2026-11-18 after:2026-11-19"))
	if none.Contains(testNow) || none.IsOpen() {
		t.Errorf("times that exclude each other leave %v", none)
	}
}

func TestTakingTheWindowOutKeepsTheMeaning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, s := All(drawExpr(t, 2), drawExpr(t, 1)), drawSubject(t)
		window, rest := WindowOf(x)
		if got, want := window.Contains(s.Event.Time) && Match(rest, s), Match(x, s); got != want {
			t.Fatalf("%q: %v, want %v", Print(x), got, want)
		}
	})
}

func TestTimesCanBeWrittenOut(t *testing.T) {
	x := mustParse(t, "user:a (last:24h OR time:yesterday)")
	if got, want := Print(Absolute(x)), "user:a (time:2026-11-19T15:04:05Z.. OR time:2026-11-19T00:00:00Z..2026-11-20T00:00:00Z)"; got != want {
		t.Errorf("written out: %s, want %s", got, want)
	}
}
