package query

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// drawText draws text of letters that fold in every way there is, and of bytes
// that are no UTF-8.
func drawText(t *rapid.T, label string) string {
	pieces := []string{"a", "A", "b", "k", "K", "s", "S", "é", "É", "ſ", "\u212a", "σ", "ς", "Σ", "Ⱥ", "ⱥ", "İ", "ı", "\xff", "\xc3", "\xa9", "1", " ", "\ufffd", "ǅ", "Ǆ"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, label), "")
}

func TestFoldingIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, "s")
		folded := Fold(s)
		if Fold(folded) != folded {
			t.Fatalf("%q folds to %q, and that to %q", s, folded, Fold(folded))
		}
		if string(AppendFold(nil, []byte(s))) != folded {
			t.Fatalf("%q folds differently as bytes", s)
		}
		if equalFold(s, folded) != true {
			t.Fatalf("%q is not equal to its folded form", s)
		}
		other := drawText(t, "other")
		if equalFold(other, folded) != (Fold(other) == folded) {
			t.Fatalf("equalFold(%q, %q)", other, folded)
		}
	})
}

func TestFoldingJoinsCasesAndNothingElse(t *testing.T) {
	for _, same := range [][2]string{{"ALICE", "alice"}, {"É", "é"}, {"Σ", "ς"}, {"σ", "ς"}, {"Ⱥ", "ⱥ"}, {"ǅ", "ǆ"}} {
		if Fold(same[0]) != Fold(same[1]) {
			t.Errorf("%q and %q differ", same[0], same[1])
		}
	}
	for _, differ := range [][2]string{{"k", "\u212a"}, {"s", "ſ"}, {"i", "İ"}, {"i", "ı"}, {"e", "é"}, {"\xc3", "\xc4"}} {
		if Fold(differ[0]) == Fold(differ[1]) {
			t.Errorf("%q and %q are the same", differ[0], differ[1])
		}
	}
}

func TestTextIsFoundWhereItsFoldedFormStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, word := drawText(t, "text"), drawText(t, "word")
		if word == "" {
			return
		}
		needle := Fold(word)
		start, end := indexFold(text, needle)
		if start >= 0 && Fold(text[start:end]) != needle {
			t.Fatalf("%q was found in %q as %q", word, text, text[start:end])
		}
		// A needle that is no UTF-8 may begin inside a character of the text.
		if found := strings.Contains(Fold(text), needle); utf8.ValidString(needle) && found != (start >= 0) {
			t.Fatalf("%q in %q: found %v, want %v", word, text, start >= 0, found)
		}
		if s, e := indexFold([]byte(text), needle); s != start || e != end {
			t.Fatalf("%q in %q as bytes: %d–%d, want %d–%d", word, text, s, e, start, end)
		}
	})
}
