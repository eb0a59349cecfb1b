package cache

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"spoor/cache/bitmap"
)

// drawCodes draws codes of one of the forms, and what they are row by row.
func drawCodes(t *rapid.T) (codes, []int) {
	n := rapid.SampledFrom([]int{1, 63, 64, 65, 128, 129, 500}).Draw(t, "rows")
	k := rapid.SampledFrom([]int{1, 2, 16, 17, 256, 257}).Draw(t, "codes")
	bias := rapid.SampledFrom([]int{0, 3, 50}).Draw(t, "bias")
	other := rapid.IntRange(0, k-1)
	plain := make([]int, n)
	counts := make([]uint32, k)
	for row := range plain {
		if bias == 0 || rapid.IntRange(0, bias).Draw(t, "other") == 0 {
			plain[row] = other.Draw(t, "code")
		} else {
			plain[row] = k / 2
		}
		counts[plain[row]]++
	}
	var narrow []uint8
	var wide []uint16
	for _, code := range plain {
		switch {
		case k > 256:
			wide = append(wide, uint16(code))
		case k > 1:
			narrow = append(narrow, uint8(code))
		}
	}
	return packCodes(n, counts, narrow, wide), plain
}

func drawRows(t *rapid.T, n int) *bitmap.Bits {
	b := bitmap.New(n)
	often := rapid.SampledFrom([]int{0, 1, 9}).Draw(t, "often")
	for row := range n {
		if rapid.IntRange(0, 10).Draw(t, "in") <= often {
			b.Set(row)
		}
	}
	return b
}

func TestRowsOfCodesAreThoseThatHaveThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, plain := drawCodes(t)
		yes := new(codeSet)
		for i := range yes {
			yes[i] = uint8(i & 1) // what is left there by others
		}
		for code := range c.k {
			yes[code] = uint8(rapid.IntRange(0, 1).Draw(t, "yes"))
		}
		got := c.rows(yes)
		for row, code := range plain {
			if has := got.all || got.bits != nil && got.bits.Has(row); has != (yes[code] == 1) {
				t.Fatalf("row %d of %d with code %d: %v", row, len(plain), code, has)
			}
		}
		if got.bits != nil && got.bits.Len() == c.n {
			if past := got.bits.Words()[len(got.bits.Words())-1] >> ((c.n-1)&63 + 1); c.n&63 != 0 && past != 0 {
				t.Fatalf("bits beyond row %d: %b", c.n, past)
			}
		}
	})
}

func TestCountsOfCodesAreThoseOfTheirRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, plain := drawCodes(t)
		n := &numbered{codes: c}
		b := drawRows(t, c.n)
		got, want := make([]codeCount, c.k), make([]codeCount, c.k)
		n.count(b, got)
		for row, code := range plain {
			if b.Has(row) {
				want[code].add(row)
			}
		}
		for code := range want {
			if got[code].count != want[code].count || want[code].count > 0 && got[code] != want[code] {
				t.Fatalf("code %d: %+v, want %+v", code, got[code], want[code])
			}
		}
		clear(want)
		for row, code := range plain {
			want[code].add(row)
		}
		if all := n.countAll(); !slices.Equal(all, want) {
			t.Fatalf("all rows: %v, want %v", all, want)
		}
	})
}

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
