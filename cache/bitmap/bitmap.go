// Package bitmap holds sets of row numbers as plain bitmaps, the currency in
// which the cache computes answers: one bit a row, combined a word at a time.
package bitmap

import "math/bits"

// Bits is a set of the numbers 0 … n-1. Bits beyond n in the last word are
// always zero. All operations on two sets want sets of the same n.
type Bits struct {
	words []uint64
	n     int
}

// New returns the empty set over n rows.
func New(n int) *Bits { return &Bits{words: make([]uint64, (n+63)/64), n: n} }

// Full returns the set of all n rows.
func Full(n int) *Bits {
	b := New(n)
	for i := range b.words {
		b.words[i] = ^uint64(0)
	}
	b.trim()
	return b
}

func (b *Bits) trim() {
	if rest := b.n & 63; rest != 0 {
		b.words[len(b.words)-1] &= 1<<rest - 1
	}
}

// Len is n, the number of rows the set ranges over.
func (b *Bits) Len() int { return b.n }

// Words gives the words behind the set, for loops that work a word at a time.
// Bits beyond Len must stay zero.
func (b *Bits) Words() []uint64 { return b.words }

// Set adds row i.
func (b *Bits) Set(i int) { b.words[i>>6] |= 1 << (i & 63) }

// Clear takes row i out.
func (b *Bits) Clear(i int) { b.words[i>>6] &^= 1 << (i & 63) }

// Has reports whether row i is in the set.
func (b *Bits) Has(i int) bool { return b.words[i>>6]>>(i&63)&1 != 0 }

// Clone returns a copy that shares nothing.
func (b *Bits) Clone() *Bits {
	c := &Bits{words: make([]uint64, len(b.words)), n: b.n}
	copy(c.words, b.words)
	return c
}

// And keeps the rows that are also in o.
func (b *Bits) And(o *Bits) {
	w := o.words[:len(b.words)]
	for i := range b.words {
		b.words[i] &= w[i]
	}
}

// Or adds the rows of o.
func (b *Bits) Or(o *Bits) {
	w := o.words[:len(b.words)]
	for i := range b.words {
		b.words[i] |= w[i]
	}
}

// AndNot takes out the rows of o.
func (b *Bits) AndNot(o *Bits) {
	w := o.words[:len(b.words)]
	for i := range b.words {
		b.words[i] &^= w[i]
	}
}

// Not turns the set into its complement.
func (b *Bits) Not() {
	for i := range b.words {
		b.words[i] = ^b.words[i]
	}
	b.trim()
}

// Keep keeps the rows from ≤ i < to.
func (b *Bits) Keep(from, to int) {
	from, to = max(from, 0), min(to, b.n)
	if from >= to {
		clear(b.words)
		return
	}
	clear(b.words[:from>>6])
	b.words[from>>6] &= ^uint64(0) << (from & 63)
	if to&63 != 0 {
		b.words[to>>6] &= 1<<(to&63) - 1
		clear(b.words[to>>6+1:])
	} else {
		clear(b.words[to>>6:])
	}
}

// Count is the number of rows in the set.
func (b *Bits) Count() int {
	n := 0
	for _, w := range b.words {
		n += bits.OnesCount64(w)
	}
	return n
}

// CountRange is the number of rows from ≤ i < to in the set.
func (b *Bits) CountRange(from, to int) int {
	return countRange(b.words, nil, from, min(to, b.n))
}

// CountRangeAnd is the number of rows from ≤ i < to in both sets.
func (b *Bits) CountRangeAnd(o *Bits, from, to int) int {
	return countRange(b.words, o.words, from, min(to, b.n))
}

func countRange(a, o []uint64, from, to int) int {
	if from >= to {
		return 0
	}
	word := func(i int) uint64 {
		if o == nil {
			return a[i]
		}
		return a[i] & o[i]
	}
	first, last := from>>6, (to-1)>>6
	head := ^uint64(0) << (from & 63)
	tail := ^uint64(0) >> (63 - (to-1)&63)
	if first == last {
		return bits.OnesCount64(word(first) & head & tail)
	}
	n := bits.OnesCount64(word(first)&head) + bits.OnesCount64(word(last)&tail)
	if o == nil {
		for _, w := range a[first+1 : last] {
			n += bits.OnesCount64(w)
		}
		return n
	}
	for i := first + 1; i < last; i++ {
		n += bits.OnesCount64(a[i] & o[i])
	}
	return n
}

// Next returns the smallest row ≥ i in the set, or -1.
func (b *Bits) Next(i int) int {
	if i >= b.n {
		return -1
	}
	i = max(i, 0)
	w := b.words[i>>6] >> (i & 63)
	if w != 0 {
		return i + bits.TrailingZeros64(w)
	}
	for k := i>>6 + 1; k < len(b.words); k++ {
		if b.words[k] != 0 {
			return k<<6 + bits.TrailingZeros64(b.words[k])
		}
	}
	return -1
}

// Prev returns the largest row ≤ i in the set, or -1.
func (b *Bits) Prev(i int) int {
	if i < 0 || b.n == 0 {
		return -1
	}
	i = min(i, b.n-1)
	w := b.words[i>>6] << (63 - i&63)
	if w != 0 {
		return i - bits.LeadingZeros64(w)
	}
	for k := i>>6 - 1; k >= 0; k-- {
		if b.words[k] != 0 {
			return k<<6 + 63 - bits.LeadingZeros64(b.words[k])
		}
	}
	return -1
}

// Each calls f with every row of the set in rising order.
func (b *Bits) Each(f func(row int)) {
	for k, w := range b.words {
		for w != 0 {
			f(k<<6 + bits.TrailingZeros64(w))
			w &= w - 1
		}
	}
}
