package text

import (
	"bytes"
	"fmt"
	"slices"
)

// Merge puts indexes together. moved says for each index where its blocks are
// now among the given number of blocks; -1 for those that are no longer there.
// more, where it is not nil, has indexed blocks that are in none of them, and
// moreAt says where those are.
func Merge(indexes []*Index, moved [][]int, more *Builder, moreAt []int, blocks int) ([]byte, error) {
	if more != nil {
		x, err := Open(more.Encode())
		if err != nil {
			return nil, err
		}
		indexes = append(slices.Clip(indexes), x)
		moved = append(slices.Clip(moved), moreAt)
	}
	runs := make([]*run, len(indexes))
	var escaped []int
	for i, x := range indexes {
		if len(moved[i]) != x.blocks {
			return nil, fmt.Errorf("index of %d blocks for %d: %w", x.blocks, len(moved[i]), ErrDamaged)
		}
		for _, to := range moved[i] {
			if to >= blocks {
				return nil, fmt.Errorf("block %d of %d", to, blocks)
			}
		}
		runs[i] = &run{x: x, moved: moved[i], vocabulary: x.vocabulary, postings: x.postings, scratch: newBlocks(x.blocks)}
		if err := runs[i].next(); err != nil {
			return nil, err
		}
		for _, k := range x.escaped {
			if moved[i][k] >= 0 {
				escaped = append(escaped, moved[i][k])
			}
		}
	}
	w := newWriter(blocks)
	var posting []uint16
	for {
		var least []byte
		for _, r := range runs {
			if r.word != nil && (least == nil || bytes.Compare(r.word, least) < 0) {
				least = r.word
			}
		}
		if least == nil {
			break
		}
		posting = posting[:0]
		for _, r := range runs {
			if r.word != nil && bytes.Equal(r.word, least) {
				posting = append(posting, r.posting...)
				if err := r.next(); err != nil {
					return nil, err
				}
			}
		}
		if len(posting) > 0 {
			if !slices.IsSorted(posting) {
				slices.Sort(posting)
			}
			w.add(least, slices.Compact(posting))
		}
	}
	slices.Sort(escaped)
	return w.finish(slices.Compact(escaped)), nil
}

// run goes through the words of one index.
type run struct {
	x                    *Index
	moved                []int
	vocabulary, postings []byte
	scratch              Blocks
	done                 int
	// word is the current word, nil behind the last; posting are its blocks,
	// where they are now.
	word    []byte
	posting []uint16
}

func (r *run) next() error {
	if r.done == r.x.words {
		r.word = nil
		return nil
	}
	r.done++
	if len(r.vocabulary) < 2 || r.vocabulary[0] != 0 {
		return fmt.Errorf("vocabulary: %w", ErrDamaged)
	}
	end := bytes.IndexByte(r.vocabulary[1:], 0)
	if end <= 0 {
		return fmt.Errorf("vocabulary: %w", ErrDamaged)
	}
	word := r.vocabulary[1 : 1+end]
	if r.word != nil && bytes.Compare(r.word, word) >= 0 {
		return fmt.Errorf("vocabulary out of order: %w", ErrDamaged)
	}
	r.word, r.vocabulary = word, r.vocabulary[1+end:]
	clear(r.scratch)
	rest, err := r.x.readPosting(r.postings, true, r.scratch)
	if err != nil {
		return err
	}
	r.postings = rest
	r.posting = r.posting[:0]
	r.scratch.each(func(k int) {
		if k < len(r.moved) && r.moved[k] >= 0 {
			r.posting = append(r.posting, uint16(r.moved[k]))
		}
	})
	return nil
}
