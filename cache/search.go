package cache

import (
	"fmt"
	"slices"
	"sync"

	"spoor/cache/bitmap"
	"spoor/cache/segment"
)

// blocksAtOnce is how many blocks are read while the file is held. They are
// searched after it has been let go.
const blocksAtOnce = 64

// searcher searches blocks for what a recordNode looks for. Searchers are used
// again and again for the memory they hold.
type searcher struct {
	// stored holds blocks as read, ends where each one's ends.
	stored []byte
	ends   []int
	scan   segment.Scan
	hits   []bool
}

var searchers = sync.Pool{New: func() any { return new(searcher) }}

// search sets the rows among left whose records match.
func (n *recordNode) search(at *evaluation, c *candidates, left set, out *bitmap.Bits) error {
	var todo []int
	for _, k := range slices.Backward(c.blocks) { // the newest records are behind
		if wanted(at.part.sealed, c.places, k, left) {
			todo = append(todo, k)
		}
	}
	goesOn := func() bool { return at.ctx.Err() == nil }
	return openBlocks(at, todo, func(k int, s *searcher) {
		s.block(n, goesOn, n.need.Values && c.escaped[k], func(record int) bool {
			row := c.places.Row(k, record)
			return left.all || left.bits.Has(row)
		}, func(record int) { out.Set(c.places.Row(k, record)) })
	})
}

// openBlocks calls f with one block of the part after the other, opened. It
// returns no error only where ctx has not ended when the last f returned.
func openBlocks(at *evaluation, blocks []int, f func(k int, s *searcher)) error {
	if len(blocks) == 0 {
		return nil
	}
	s := searchers.Get().(*searcher)
	defer searchers.Put(s)
	for run := range slices.Chunk(blocks, blocksAtOnce) {
		if err := s.read(at, run); err != nil {
			return err
		}
		from := 0
		for i, k := range run {
			if err := at.ctx.Err(); err != nil {
				return err
			}
			ref := at.part.manifest.Blocks[k]
			if err := s.scan.Open(ref, s.stored[from:s.ends[i]]); err != nil {
				return at.part.damaged(fmt.Errorf("block %d: %w", ref.Key, err))
			}
			from = s.ends[i]
			at.cache.searched.Add(1)
			f(k, s)
		}
	}
	return at.ctx.Err()
}

// read copies blocks out of the file.
func (s *searcher) read(at *evaluation, blocks []int) error {
	s.stored, s.ends = s.stored[:0], s.ends[:0]
	return at.cache.reading(at.ctx, func(r *reading) error {
		for _, k := range blocks {
			err := r.stored(at.part.sealed, k, func(stored []byte) error {
				s.stored = append(s.stored, stored...)
				return nil
			})
			if err != nil {
				return err
			}
			s.ends = append(s.ends, len(s.stored))
		}
		return nil
	})
}

// block calls found with the records of the opened block that are wanted and
// match.
func (s *searcher) block(n *recordNode, goesOn func() bool, escaped bool, wanted func(record int) bool, found func(record int)) {
	test := func(i int) {
		if wanted(i) && n.match(goesOn, s.scan.Record(i)) {
			found(i)
		}
	}
	switch {
	case len(n.needles) == 0 || escaped:
		for i := range s.scan.Len() {
			test(i)
		}
	case n.exact:
		s.scan.Holding(n.needles[0], func(i int) {
			if wanted(i) {
				found(i)
			}
		})
	case len(n.needles) == 1:
		s.scan.Holding(n.needles[0], test)
	default:
		s.hits = append(s.hits[:0], make([]bool, s.scan.Len())...)
		for _, needle := range n.needles {
			s.scan.Holding(needle, func(i int) { s.hits[i] = true })
		}
		for i, hit := range s.hits {
			if hit {
				test(i)
			}
		}
	}
}

// wanted reports whether any row of a block is in the set.
func wanted(s *sealed, places *segment.Places, k int, left set) bool {
	if left.all {
		return true
	}
	records := s.manifest.Blocks[k].Records
	if places.InOrder() {
		from := places.Row(k, 0)
		return left.bits.CountRange(from, from+records) > 0
	}
	for i := range records {
		if left.bits.Has(places.Row(k, i)) {
			return true
		}
	}
	return false
}
