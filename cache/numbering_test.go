package cache

import (
	"testing"

	"pgregory.net/rapid"
)

func TestATextKeepsTheNumberItWasGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var n numbering
		given := map[string]uint32{}
		for range rapid.IntRange(0, 300).Draw(t, "texts") {
			text := rapid.StringN(0, 2, -1).Draw(t, "text")
			number, hash, ok := n.find(text)
			want, known := given[text]
			if ok != known || ok && number != want {
				t.Fatalf("%q has number %d (%v), want %d (%v)", text, number, ok, want, known)
			}
			if !ok {
				if number = n.add(hash); int(number) != len(given) {
					t.Fatalf("the number after %d is %d", len(given), number)
				}
				given[text] = number
			}
		}
	})
}
