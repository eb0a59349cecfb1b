package query

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// matchSlowly is what a wildcard means, written for plainness.
func matchSlowly(parts []globPart, s []rune) bool {
	if len(parts) == 0 {
		return len(s) == 0
	}
	switch parts[0].kind {
	case globRun:
		return matchSlowly(parts[1:], s) || len(s) > 0 && matchSlowly(parts, s[1:])
	case globOne:
		return len(s) > 0 && matchSlowly(parts[1:], s[1:])
	}
	return len(s) > 0 && s[0] == parts[0].char && matchSlowly(parts[1:], s[1:])
}

func TestAWildcardMatchesAsItsDefinitionSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wildcard := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "B", "*", "?", `\*`, `\?`, `\\`, "é"}), 0, 8).Draw(t, "wildcard"), "")
		if rapid.Bool().Draw(t, "between runs") {
			wildcard = "*" + wildcard + "*"
		}
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "A", "b", "*", "?", `\`, "É"}), 0, 8).Draw(t, "s"), "")
		g := newGlob(wildcard)
		if got, want := g.match(s), matchSlowly(g.parts, []rune(Fold(s))); got != want {
			t.Fatalf("%s matches %q: %v, want %v", wildcard, s, got, want)
		}
		if !newGlob(plainWildcard(wildcard)).match(s) == g.match(s) {
			t.Fatalf("%s and %s differ on %q", wildcard, plainWildcard(wildcard), s)
		}
	})
}

func TestWildcards(t *testing.T) {
	for _, test := range []struct {
		wildcard, value string
		want            bool
	}{
		{"Delete*", "DeleteBucket", true},
		{"delete*", "DeleteBucket", true},
		{"Delete*", "UndeleteBucket", false},
		{"*bucket", "DeleteBucket", true},
		{"a?c", "abc", true},
		{"a?c", "aéc", true},
		{"a?c", "ac", false},
		{`a\*b`, "a*b", true},
		{`a\*b`, "axb", false},
		{"\xff*", "\xffx", true},
		{"\xff*", "\xfex", false},
		{"\xff*", "\ufffdx", false},
		{"?", "\xff", true},
	} {
		if got := newGlob(test.wildcard).match(test.value); got != test.want {
			t.Errorf("%q matches %q: %v", test.wildcard, test.value, got)
		}
	}
}

// A wildcard with many stars over a long value would take for ever if every
// star were tried at every place.
func TestManyStarsTakeNoExponentialTime(t *testing.T) {
	done := make(chan bool)
	go func() {
		done <- newGlob(strings.Repeat("*a", 500) + "b").match(strings.Repeat("a", 20_000))
	}()
	select {
	case matched := <-done:
		if matched {
			t.Error("matched")
		}
	case <-time.After(time.Minute):
		t.Fatal("still matching after a minute")
	}
}
