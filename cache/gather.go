package cache

import "spoor/cache/bitmap"

// rows returns the rows whose value's number has the verdict yes.
func (n *numbered) rows(verdict []uint8) set {
	c, k := n.codes, len(n.of)
	yes := make([]uint8, max(k, 256))
	hits := 0
	for code, number := range n.of {
		yes[code] = verdict[number]
		hits += int(verdict[number])
	}
	switch {
	case hits == 0:
		return noRows
	case hits == k:
		return allRows
	}
	b := bitmap.New(c.Rows())
	words := b.Words()
	if codes := c.Narrow(); codes != nil {
		gatherNarrow(words, codes, (*[256]uint8)(yes))
	} else {
		gatherWide(words, c.Wide(), yes)
	}
	return someRows(b)
}

// gatherNarrow sets the bit of every row whose code is wanted.
func gatherNarrow(words []uint64, codes []uint8, yes *[256]uint8) {
	k := 0
	for ; len(codes) >= 64; k++ {
		run := (*[64]uint8)(codes)
		var w uint64
		for i := 0; i < 64; i += 8 {
			b := yes[run[i]] | yes[run[i+1]]<<1 | yes[run[i+2]]<<2 | yes[run[i+3]]<<3 |
				yes[run[i+4]]<<4 | yes[run[i+5]]<<5 | yes[run[i+6]]<<6 | yes[run[i+7]]<<7
			w |= uint64(b) << (i & 63)
		}
		words[k] = w
		codes = codes[64:]
	}
	for i, c := range codes {
		words[k] |= uint64(yes[c]) << (i & 63)
	}
}

// gatherWide is gatherNarrow for codes of 16 bits.
func gatherWide(words []uint64, codes []uint16, yes []uint8) {
	var table [1 << 16]uint8
	copy(table[:], yes)
	k := 0
	for ; len(codes) >= 64; k++ {
		run := (*[64]uint16)(codes)
		var w uint64
		for i := 0; i < 64; i += 8 {
			b := table[run[i]] | table[run[i+1]]<<1 | table[run[i+2]]<<2 | table[run[i+3]]<<3 |
				table[run[i+4]]<<4 | table[run[i+5]]<<5 | table[run[i+6]]<<6 | table[run[i+7]]<<7
			w |= uint64(b) << (i & 63)
		}
		words[k] = w
		codes = codes[64:]
	}
	for i, c := range codes {
		words[k] |= uint64(table[c]) << (i & 63)
	}
}
