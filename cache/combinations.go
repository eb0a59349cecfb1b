package cache

import "math/bits"

// combinations keeps a tally for every combination of numbers that there is. A
// combination of some is known by the number of the one without its last, and that
// last.
type combinations struct {
	levels  []pairs
	tallies []tally
}

func newCombinations(length int) *combinations { return &combinations{levels: make([]pairs, length)} }

// of returns the tally of a combination. It is valid until the next call.
func (c *combinations) of(numbers []uint32) *tally {
	id := uint32(0)
	for k, number := range numbers {
		id = c.levels[k].id(id, number)
	}
	if int(id) == len(c.tallies) {
		c.tallies = append(c.tallies, tally{})
	}
	return &c.tallies[id]
}

// each calls f with every combination and its tally. The numbers are valid for that
// call.
func (c *combinations) each(f func(numbers []uint32, t *tally)) {
	numbers := make([]uint32, len(c.levels))
	for i := range c.tallies {
		id := uint32(i)
		for k := len(c.levels) - 1; k >= 0; k-- {
			pair := c.levels[k].known[id]
			id, numbers[k] = uint32(pair>>32), uint32(pair)
		}
		f(numbers, &c.tallies[i])
	}
}

// pairs numbers pairs in the order in which they come in.
type pairs struct {
	known []uint64
	table []uint32 // open addressing, at most half taken: a number and one
}

func (p *pairs) id(a, b uint32) uint32 {
	pair := uint64(a)<<32 | uint64(b)
	if 2*len(p.known) >= len(p.table) {
		p.grow()
	}
	i := p.place(pair)
	for ; p.table[i] != 0; i = (i + 1) & (len(p.table) - 1) {
		if id := p.table[i] - 1; p.known[id] == pair {
			return id
		}
	}
	p.known = append(p.known, pair)
	p.table[i] = uint32(len(p.known))
	return uint32(len(p.known) - 1)
}

// place is where in the table a pair is looked for first.
func (p *pairs) place(pair uint64) int {
	hi, lo := bits.Mul64(pair, 0x9e3779b97f4a7c15)
	return int(hi^lo) & (len(p.table) - 1)
}

func (p *pairs) grow() {
	p.table = make([]uint32, max(64, 4*len(p.table)))
	for id, pair := range p.known {
		i := p.place(pair)
		for p.table[i] != 0 {
			i = (i + 1) & (len(p.table) - 1)
		}
		p.table[i] = uint32(id + 1)
	}
}
