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
	type source struct {
		words   [][]byte
		posting func(word int) ([]uint16, error)
	}
	var sources []source
	var escaped []int
	for i, x := range indexes {
		words := bytes.Split(x.vocabulary, []byte{0})
		if x.words == 0 {
			words = nil
		} else if len(words) != x.words+2 {
			return nil, fmt.Errorf("vocabulary: %w", ErrDamaged)
		} else {
			words = words[1 : len(words)-1]
		}
		if len(moved[i]) != x.blocks {
			return nil, fmt.Errorf("index of %d blocks for %d: %w", x.blocks, len(moved[i]), ErrDamaged)
		}
		b := x.postings
		scratch := newBlocks(x.blocks)
		sources = append(sources, source{words, func(int) ([]uint16, error) {
			clear(scratch)
			rest, err := x.readPosting(b, true, scratch)
			if err != nil {
				return nil, err
			}
			b = rest
			var posting []uint16
			for k := range x.blocks {
				if scratch.Has(k) && moved[i][k] >= 0 {
					posting = append(posting, uint16(moved[i][k]))
				}
			}
			return posting, nil
		}})
		for _, k := range x.escaped {
			if moved[i][k] >= 0 {
				escaped = append(escaped, moved[i][k])
			}
		}
	}
	all := map[string][]uint16{}
	for _, s := range sources {
		for n, w := range s.words {
			posting, err := s.posting(n)
			if err != nil {
				return nil, err
			}
			if len(posting) > 0 {
				all[string(w)] = append(all[string(w)], posting...)
			}
		}
	}
	if more != nil {
		for _, w := range more.words {
			key := string(more.text[w.at : w.at+uint32(w.length)])
			for _, k := range w.posting {
				all[key] = append(all[key], uint16(moreAt[k]))
			}
		}
		for _, k := range more.escaped {
			escaped = append(escaped, moreAt[k])
		}
	}
	entries := make([]entry, 0, len(all))
	for w, posting := range all {
		slices.Sort(posting)
		entries = append(entries, entry{w, slices.Compact(posting)})
	}
	slices.SortFunc(entries, func(x, y entry) int { return bytes.Compare([]byte(x.word), []byte(y.word)) })
	slices.Sort(escaped)
	return encode(entries, blocks, slices.Compact(escaped)), nil
}
