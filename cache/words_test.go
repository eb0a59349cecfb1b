package cache

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"spoor/query"
)

func drawText(t *rapid.T) string {
	if rapid.IntRange(0, 1000).Draw(t, "long") == 0 {
		// Around what one block holds.
		return strings.Repeat("x", lastPlace+rapid.IntRange(-2, 2).Draw(t, "length")-2) + rapid.StringN(0, 4, -1).Draw(t, "end")
	}
	return rapid.OneOf(rapid.StringN(0, 2, -1), rapid.StringOf(rapid.RuneFrom([]rune("abAB"))),
		rapid.SampledFrom([]string{"\xc3", "\xa9", "é", "É", "\xa9é", strings.Repeat("ab", 400)})).Draw(t, "text")
}

func TestAWordKeepsTheNumberItWasGivenAndItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w words
		given := map[string]uint32{}
		var order []string
		for range rapid.IntRange(0, 300).Draw(t, "texts") {
			text := drawText(t)
			if rapid.IntRange(0, 50).Draw(t, "forget") == 0 {
				w.table, w.tags = nil, nil
			}
			if !w.indexed() {
				w.index()
			}
			number, hash, ok := w.find(text)
			want, known := given[text]
			if ok != known || ok && number != want {
				t.Fatalf("%.20q has number %d (%v), want %d (%v)", text, number, ok, want, known)
			}
			if !ok {
				if number = w.add(text, hash); int(number) != len(given) {
					t.Fatalf("the number after %d is %d", len(given), number)
				}
				given[text] = number
				order = append(order, text)
			}
		}
		for n, text := range order {
			if got := string(w.at(n)); got != text {
				t.Fatalf("word %d is %.20q, want %.20q", n, got, text)
			}
		}
	})
}

func TestVerdictsAreThoseOfTestingEveryWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w words
		fill := func() {
			for range rapid.IntRange(0, 50).Draw(t, "texts") {
				text := drawText(t)
				if _, hash, ok := w.find(text); !ok {
					w.add(text, hash)
				}
			}
			if rapid.IntRange(0, 3).Draw(t, "many") == 0 {
				for n := range 2 * manyWords {
					text := strings.Repeat("abAB"[n&3:][:1], n&7) + string(rune('0'+n%61)) + string(rune(n+300))
					if _, hash, ok := w.find(text); !ok {
						w.add(text, hash)
					}
				}
			}
		}
		literals := rapid.SampledFrom([][]string{nil, {"ab"}, {"a", "b"}, {"é"}, {"\xa9"}, {"abab", "é"}}).Draw(t, "literals")
		test := func(word string) bool {
			for _, literal := range literals {
				if strings.Contains(query.Fold(word), literal) && len(word)&1 == 0 {
					return true
				}
			}
			return literals == nil && len(word)&1 == 0
		}
		var v verdicts
		for range 3 {
			fill()
			passed, err := v.of(context.Background(), w.textOf, literals, test)
			if err != nil {
				t.Fatal(err)
			}
			for n := range w.Len() {
				text := string(w.at(n))
				if got := passed.of(uint32(n)) == 1; got != test(text) {
					t.Fatalf("%q: %.20q passes: %v, want %v", literals, text, got, test(text))
				}
			}
		}
	})
}
