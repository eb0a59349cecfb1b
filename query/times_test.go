package query

import (
	"errors"
	"strings"
	"testing"
	"time"

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

func TestATimeWithASpaceInItIsNeverTakenForATimeAndAText(t *testing.T) {
	for text, want := range map[string]string{
		"after:2026-11-19 14:00":             `after:"2026-11-19 14:00"`,
		"is:write -before:monday 3pm":        `before:"monday 3pm"`,
		"time:2026-11-19..2026-11-20 noon":   `time:"2026-11-19..2026-11-20 noon"`,
		"after:3d ago":                       `after:"3d ago"`,
		"time:(yesterday 14:00)":             `time:"yesterday 14:00"`,
		"before:2026-11-19T14:00 utc is:any": `before:"2026-11-19T14:00 utc"`,
	} {
		_, err := Parse(text, Options{})
		var mistake *Error
		if !errors.As(err, &mistake) || !strings.Contains(mistake.Suggestion, want) {
			t.Errorf("%s: %v, want the suggestion %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		`after:2026-11-19 "14:00"`:       `"14:00"`,
		`after:2026-11-19 111122223333`:  `111122223333`,
		`after:14:00 15:00`:              `15:00`,
		`last:24h 14:00`:                 `14:00`,
		`after:2026-11-19 AND 14:00`:     `14:00`,
		`after:2026-11-19 error payroll`: `payroll`,
	} {
		x, err := Parse(text, Options{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if printed := Print(x); !strings.HasSuffix(strings.ReplaceAll(printed, `\`, ""), want) {
			t.Errorf("%s is printed %s", text, printed)
		}
	}
}

func TestATextBehindATimeIsPrintedSoThatItParsesBack(t *testing.T) {
	day := Window{From: time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC)}
	for _, as := range []string{"", "after:2026-11-19", "after:3d", "after:monday", "after:14:00", "after:2026-11-19T14:00", "after:yesterday", "after:now"} {
		for _, word := range []string{"14:00", "3pm", "noon", "ago", "UTC", "z", "am", "2026", "7", "2026-11-19", "3d", "payroll", "14", "1t3"} {
			for _, x := range []Expr{And{Time{day, as}, Text{NewWord(word)}}, And{Not{Time{day, as}}, Text{NewWord(word)}, mustParse(t, "is:write")}} {
				printed := Print(x)
				again, err := Parse(printed, Options{})
				if err != nil {
					t.Errorf("%s: %v", printed, err)
				} else if got := Print(again); got != printed {
					t.Errorf("%s comes back as %s", printed, got)
				}
			}
		}
	}
}
