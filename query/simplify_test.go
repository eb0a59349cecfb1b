package query

import (
	"testing"

	"pgregory.net/rapid"
)

func TestASimplifiedExpressionMeansTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawExpr(t, 4)
		simple := Simplify(x)
		if !Equal(Simplify(simple), simple) {
			t.Fatalf("%q simplifies to %q, and that to %q", Print(x), Print(simple), Print(Simplify(simple)))
		}
		for range 4 {
			if s := drawSubject(t); Match(x, s) != Match(simple, s) {
				t.Fatalf("%q matches %v, simplified %q does not", Print(x), Match(x, s), Print(simple))
			}
		}
	})
}

func TestSimplify(t *testing.T) {
	for text, want := range map[string]string{
		"a a":                          "a",
		"-(-a)":                        "a",
		"a OR *":                       "",
		"a -*":                         "-*",
		"a OR -*":                      "a",
		"user:a OR user:b OR user:a":   "user:(a OR b)",
		"user:(a OR * OR b)":           "user:*",
		"user:a OR is:write OR user:b": "user:(a OR b) OR is:write",
		"user:a user:b":                "user:a user:b",
	} {
		if got := Print(Simplify(mustParse(t, text))); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestWhatNarrowsFindsNothingNew(t *testing.T) {
	known := 0
	rapid.Check(t, func(t *rapid.T) {
		before := drawExpr(t, 2)
		after := drawExpr(t, 2)
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			after = All(before, after)
		case 1:
			after = And(append([]Expr{after}, Conjuncts(before)...))
		case 2:
			before = AnyOf(before, after)
		}
		if !Narrows(before, after) {
			return
		}
		known++
		for range 4 {
			if s := drawSubject(t); Match(after, s) && !Match(before, s) {
				t.Fatalf("%q should narrow %q, but finds %+v", Print(after), Print(before), s.Event)
			}
		}
	})
	if known == 0 {
		t.Error("nothing was ever known to narrow")
	}
}

func TestNarrows(t *testing.T) {
	for _, test := range []struct {
		before, after string
		want          bool
	}{
		{"", "user:alice", true},
		{"user:alice", "", false},
		{"user:alice", "is:write user:alice", true},
		{"user:(alice OR bob)", "user:bob", true},
		{"user:bob", "user:(alice OR bob)", false},
		{"-user:bob", "-user:(alice OR bob)", true},
		{"-user:(alice OR bob)", "-user:bob", false},
		{"pay", "payroll", true},
		{"payroll", "pay", false},
		{"last:24h", "last:1h", true},
		{"last:1h", "last:24h", false},
		{"a OR b", "a", true},
		{"a OR b", "b c", true},
		{"ip:10.0.0.0/8", "ip:10.1.0.0/16", true},
		{"ip:10.0.0.0/8", `ip:"10.1.2.3"`, true},
		{"event:Delete*", `event:"DeleteBucket"`, true},
		{"agent:cli", "agent:aws-cli", true},
		{"user:*", "user:alice", true},
		{"source:iam", "source:iam.amazonaws.com", true},
		{"requestParameters.a:1", "requestParameters.b:1", false},
		{"-a", "-ab", false},
		{"-ab", "-a", true},
	} {
		if got := Narrows(mustParse(t, test.before), mustParse(t, test.after)); got != test.want {
			t.Errorf("from %q to %q narrows: %v", test.before, test.after, got)
		}
	}
}

func TestConjunctsAndWhatIsLeftWithoutAField(t *testing.T) {
	x := mustParse(t, "user:a -user:b (user:c OR user:d) (user:e OR source:iam) is:write last:24h payroll (user:f OR is:root)")
	if n := len(Conjuncts(x)); n != 8 {
		t.Errorf("%d conjuncts, want 8", n)
	}
	if got, want := Print(Without(x, FieldUser)), "(user:e OR source:iam) is:write last:24h payroll (user:f OR is:root)"; got != want {
		t.Errorf("without user: %s, want %s", got, want)
	}
	if got := Print(Without(mustParse(t, "user:a"), FieldUser)); got != "" {
		t.Errorf("without its only part: %q", got)
	}
	if Without(mustParse(t, "user:a"), FieldUser) != nil {
		t.Error("nothing left is not nil")
	}
	if got := Print(Remove(x, Flag{FlagWrite})); got != "user:a -user:b (user:c OR user:d) (user:e OR source:iam) last:24h payroll (user:f OR is:root)" {
		t.Errorf("without is:write: %s", got)
	}
	if got, want := len(FieldsOf(x)), 3; got != want {
		t.Errorf("%d fields, want %d", got, want)
	}
}

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

func TestTimesCanBeWrittenOutAndCountedAnew(t *testing.T) {
	x := mustParse(t, "user:a (last:24h OR time:yesterday)")
	if got, want := Print(Absolute(x)), "user:a (time:2026-11-19T15:04:05Z.. OR time:2026-11-19T00:00:00Z..2026-11-20T00:00:00Z)"; got != want {
		t.Errorf("written out: %s, want %s", got, want)
	}
	later := testOptions()
	later.Now = testNow.AddDate(0, 0, 1)
	fresh := Refresh(x, later)
	if got, want := Print(Absolute(fresh)), "user:a (time:2026-11-20T15:04:05Z.. OR time:2026-11-20T00:00:00Z..2026-11-21T00:00:00Z)"; got != want {
		t.Errorf("a day later: %s, want %s", got, want)
	}
	if Print(fresh) != Print(x) {
		t.Errorf("counting anew changed %q to %q", Print(x), Print(fresh))
	}
}
