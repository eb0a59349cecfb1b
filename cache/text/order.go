package text

import (
	"cmp"
	"math/bits"
	"slices"
)

// ranked is a word and eight of its bytes, the first the highest: first those it
// begins with, and where they do not tell, those that follow.
type ranked struct {
	eight uint64
	word  uint32
}

// inOrder returns the words in rising order.
func (v *vocabulary) inOrder() []ranked {
	order := make([]ranked, len(v.ends))
	for i := range order {
		order[i].word = uint32(i)
	}
	v.sort(order, make([]ranked, len(order)), 0)
	return order
}

// sort puts words in order that have their first bytes in common, so many.
func (v *vocabulary) sort(words, room []ranked, common int) {
	for i := range words {
		w := &words[i]
		w.eight = bits.ReverseBytes64(eightAt(v.bytes(w.word), common))
	}
	sortByEight(words, room)
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && words[to].eight == words[from].eight {
			to++
		}
		// Zeros stand behind the end of a word and no word has any, so those that
		// are alike here go on.
		if to > from+1 {
			v.sort(words[from:to], room, common+8)
		}
		from = to
	}
}

// sortByEight sorts by the eight bytes: a byte at a time from the last to the
// first, or by comparing where the words are few.
func sortByEight(words, room []ranked) {
	if len(words) < 256 {
		slices.SortFunc(words, func(a, b ranked) int { return cmp.Compare(a.eight, b.eight) })
		return
	}
	room = room[:len(words)]
	var counts [8][256]uint32
	for _, w := range words {
		for k := range counts {
			counts[k][byte(w.eight>>(8*k))]++
		}
	}
	from, to := words, room
	for k := range counts {
		count := &counts[k]
		if count[byte(words[0].eight>>(8*k))] == uint32(len(words)) {
			continue // all have this byte
		}
		at := uint32(0)
		for c, n := range count {
			count[c] = at
			at += n
		}
		for _, w := range from {
			c := byte(w.eight >> (8 * k))
			to[count[c]] = w
			count[c]++
		}
		from, to = to, from
	}
	if &from[0] != &words[0] {
		copy(words, from)
	}
}
