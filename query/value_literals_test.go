package query

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryAcceptedValueHoldsOneOfTheTermsLiterals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Field(rapid.IntRange(int(FieldNone)+1, int(FieldTime)-1).Draw(t, "field"))
		term := Term{Field: f, Patterns: []Pattern{drawPattern(t, f, false)}}
		if rapid.Bool().Draw(t, "two patterns") {
			term.Patterns = append(term.Patterns, drawPattern(t, f, false))
		}
		m := term.Matcher()
		literals := m.Literals()
		if literals == nil {
			return
		}
		for _, value := range testWords {
			if !m.MatchValue(value) {
				continue
			}
			found := false
			for _, literal := range literals {
				found = found || strings.Contains(Fold(value), literal)
			}
			if !found {
				t.Fatalf("%s accepts %q, which holds none of %q", Print(term), value, literals)
			}
		}
	})
}
