package bitmap

import (
	"testing"

	"pgregory.net/rapid"
)

// model is the naive set that Bits is compared with.
type model map[int]bool

func draw(t *rapid.T, n int, label string) (*Bits, model) {
	b, m := New(n), model{}
	if n == 0 {
		return b, m
	}
	for _, i := range rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 200).Draw(t, label) {
		b.Set(i)
		m[i] = true
	}
	return b, m
}

func agree(t *rapid.T, what string, b *Bits, n int, in func(int) bool) {
	count := 0
	for i := range n {
		if b.Has(i) != in(i) {
			t.Fatalf("%s: row %d: got %v, want %v", what, i, b.Has(i), in(i))
		}
		if in(i) {
			count++
		}
	}
	if b.Count() != count {
		t.Fatalf("%s: count %d, want %d", what, b.Count(), count)
	}
}

func TestSetsBehaveLikeANaiveModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(t, "n")
		a, ma := draw(t, n, "a")
		b, mb := draw(t, n, "b")

		c := a.Clone()
		c.And(b)
		agree(t, "and", c, n, func(i int) bool { return ma[i] && mb[i] })
		c = a.Clone()
		c.Or(b)
		agree(t, "or", c, n, func(i int) bool { return ma[i] || mb[i] })
		c = a.Clone()
		c.AndNot(b)
		agree(t, "and not", c, n, func(i int) bool { return ma[i] && !mb[i] })
		c = a.Clone()
		c.Not()
		agree(t, "not", c, n, func(i int) bool { return !ma[i] })
		agree(t, "full", Full(n), n, func(int) bool { return true })

		from := rapid.IntRange(0, n).Draw(t, "from")
		to := rapid.IntRange(0, n).Draw(t, "to")
		c = a.Clone()
		c.Keep(from, to)
		within := func(i int) bool { return i >= from && i < to }
		agree(t, "keep", c, n, func(i int) bool { return ma[i] && within(i) })
		if got := a.CountRange(from, to); got != c.Count() {
			t.Fatalf("count of %d…%d: got %d, want %d", from, to, got, c.Count())
		}
		c.And(b)
		if got := a.CountRangeAnd(b, from, to); got != c.Count() {
			t.Fatalf("count of both in %d…%d: got %d, want %d", from, to, got, c.Count())
		}
	})
}

func TestNextAndPrevFindTheNearestRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "n")
		a, m := draw(t, n, "a")
		at := rapid.IntRange(0, n-1).Draw(t, "at")
		next, prev := -1, -1
		for i := at; i < n && next < 0; i++ {
			if m[i] {
				next = i
			}
		}
		for i := at; i >= 0 && prev < 0; i-- {
			if m[i] {
				prev = i
			}
		}
		if got := a.Next(at); got != next {
			t.Fatalf("next from %d: got %d, want %d", at, got, next)
		}
		if got := a.Prev(at); got != prev {
			t.Fatalf("prev from %d: got %d, want %d", at, got, prev)
		}
		seen := 0
		last := -1
		a.Each(func(row int) {
			if !m[row] || row <= last {
				t.Fatalf("Each gave %d after %d", row, last)
			}
			last = row
			seen++
		})
		if seen != len(m) {
			t.Fatalf("Each gave %d rows, want %d", seen, len(m))
		}
	})
}
