package ui

import (
	"math/rand/v2"
	"slices"
	"testing"

	"spoor/cache"
)

func TestEventsAreComparedInOneOrderWhateverTheirTimesAre(t *testing.T) {
	// 1700, twice the same second of 2026, 2260.
	want := []cache.Ref{{Nanos: -8_520_336_000_000_000_000}, {Nanos: 1_772_446_505e9, Key: cache.Key{1}}, {Nanos: 1_772_446_505e9, Key: cache.Key{2}}, {Nanos: 9_151_488_000_000_000_000}}
	for range 50 {
		got := slices.Clone(want)
		rand.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		if slices.SortFunc(got, inTime); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}
