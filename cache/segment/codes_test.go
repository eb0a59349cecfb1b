package segment

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"spoor/cache/bitmap"
)

// drawCodes draws codes of one of the forms, and what they are row by row.
func drawCodes(t *rapid.T) (Codes, []int) {
	n := rapid.SampledFrom([]int{1, 63, 64, 65, 128, 129, 500}).Draw(t, "rows")
	k := rapid.SampledFrom([]int{1, 2, 3, 4, 16, 17, 256, 257}).Draw(t, "codes")
	bias := rapid.SampledFrom([]int{0, 3, 50}).Draw(t, "bias")
	other := rapid.IntRange(0, k-1)
	plain := make([]int, n)
	list := make([]uint16, n)
	counts := make([]CodeCount, k)
	for row := range plain {
		if bias == 0 || rapid.IntRange(0, bias).Draw(t, "other") == 0 {
			plain[row] = other.Draw(t, "code")
		} else {
			plain[row] = k / 2
		}
		list[row] = uint16(plain[row])
		counts[plain[row]].add(row)
	}
	c := newCodes(list, counts)
	if rapid.Bool().Draw(t, "stored") {
		r := Reader{b: c.appendTo(nil, rapid.Bool().Draw(t, "small"))}
		c = readCodes(&r, n, k)
		if err := r.End(); err != nil {
			t.Fatal(err)
		}
	}
	for row, code := range plain {
		if got := c.Code(row); got != code {
			t.Fatalf("row %d has code %d, want %d", row, got, code)
		}
	}
	return c, plain
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
		yes := new(CodeSet)
		for i := range yes {
			yes[i] = uint8(i & 1) // what is left there by others
		}
		for code := range c.k {
			yes[code] = uint8(rapid.IntRange(0, 1).Draw(t, "yes"))
		}
		if c.k == 1 {
			return
		}
		got := c.With(yes)
		for row, code := range plain {
			if has := got.Has(row); has != (yes[code] == 1) {
				t.Fatalf("row %d of %d with code %d: %v", row, len(plain), code, has)
			}
		}
		if past := got.Words()[len(got.Words())-1] >> ((c.n-1)&63 + 1); c.n&63 != 0 && past != 0 {
			t.Fatalf("bits beyond row %d: %b", c.n, past)
		}
	})
}

func TestCountsOfCodesAreThoseOfTheirRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, plain := drawCodes(t)
		b := drawRows(t, c.n)
		got, want := make([]CodeCount, c.Room()), make([]CodeCount, c.k)
		c.Count(b, got, c.CountAll)
		for row, code := range plain {
			if b.Has(row) {
				want[code].add(row)
			}
		}
		for code := range want {
			if got[code].Count != want[code].Count || want[code].Count > 0 && got[code] != want[code] {
				t.Fatalf("code %d: %+v, want %+v", code, got[code], want[code])
			}
		}
		clear(want)
		for row, code := range plain {
			want[code].add(row)
		}
		if all := c.CountAll(); !slices.Equal(all, want) {
			t.Fatalf("all rows: %v, want %v", all, want)
		}
	})
}
