package cache

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMeaningsAreReadAsTheyWerePutDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.Uint32Range(0, 5), rapid.SampledFrom([]uint32{0, 1 << 20, math.MaxUint32 - 1, math.MaxUint32}))
		lists := rapid.SliceOfN(rapid.SliceOfN(word, 0, 6), 0, 20).Draw(t, "lists")
		var words, ends []uint32
		for _, list := range lists {
			words = append(words, list...)
			ends = append(ends, uint32(len(words)))
		}
		of := meaningsOf(words, ends).reader()
		for k, list := range lists {
			if got := of.next(); !slices.Equal(got, list) {
				t.Fatalf("list %d: %v, want %v", k, got, list)
			}
		}
		if len(of.left) != 0 {
			t.Fatalf("%d bytes are left over", len(of.left))
		}
	})
}
