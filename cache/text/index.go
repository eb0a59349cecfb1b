package text

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"sort"

	"spoor/query"
)

// ErrDamaged is wrapped by errors about an index that is not what was written.
var ErrDamaged = errors.New("text index damaged")

// Index reads a stored index. It aliases the bytes it was opened from.
type Index struct {
	words, blocks int
	escaped       []int
	marks         []byte
	vocabulary    []byte
	postings      []byte
}

// Open reads the head of a stored index. What follows is checked as it is used.
func Open(stored []byte) (*Index, error) {
	var head [5]uint64
	b := stored
	for i := range head {
		most := uint64(len(stored))
		if i == 1 {
			most = 1 << 16 // blocks, which may be without any words
		}
		v, n := binary.Uvarint(b)
		if n <= 0 || v > most {
			return nil, fmt.Errorf("head: %w", ErrDamaged)
		}
		head[i], b = v, b[n:]
	}
	x := &Index{words: int(head[0]), blocks: int(head[1])}
	for range head[4] {
		v, n := binary.Uvarint(b)
		if n <= 0 || v >= head[1] {
			return nil, fmt.Errorf("head: %w", ErrDamaged)
		}
		x.escaped, b = append(x.escaped, int(v)), b[n:]
	}
	marks := (x.words + perMark - 1) / perMark * 8
	if uint64(len(b)) != uint64(marks)+head[2]+head[3] {
		return nil, fmt.Errorf("head: %w", ErrDamaged)
	}
	x.marks, b = b[:marks], b[marks:]
	x.vocabulary, x.postings = b[:head[2]], b[head[2]:]
	return x, nil
}

// Blocks is how many blocks are indexed.
func (x *Index) Blocks() int { return x.blocks }

// Blocks is a set of blocks.
type Blocks []uint64

func newBlocks(n int) Blocks { return make(Blocks, (n+63)/64) }

// Has reports whether block k is in the set.
func (b Blocks) Has(k int) bool { return k>>6 < len(b) && b[k>>6]>>(k&63)&1 != 0 }

// each calls f with every block of the set, rising.
func (b Blocks) each(f func(k int)) {
	for i, w := range b {
		for w != 0 {
			f(i<<6 + bits.TrailingZeros64(w))
			w &= w - 1
		}
	}
}

// Lookup returns the blocks that may hold what a search needs.
func (x *Index) Lookup(n Need) (Blocks, error) {
	out := newBlocks(x.blocks)
	if n.Any {
		for k := range x.blocks {
			out[k>>6] |= 1 << (k & 63)
		}
		return out, nil
	}
	err := x.lookup(n, out)
	if n.Values {
		for _, k := range x.escaped {
			out[k>>6] |= 1 << (k & 63)
		}
	}
	return out, err
}

// lookup adds the blocks that hold all of one alternative's pieces.
func (x *Index) lookup(n Need, out Blocks) error {
	for _, alternative := range n.Alternatives {
		var all Blocks
		for _, p := range alternative {
			some := newBlocks(x.blocks)
			if err := x.piece(p, some); err != nil {
				return err
			}
			if all == nil {
				all = some
				continue
			}
			for i := range all {
				all[i] &= some[i]
			}
		}
		for i := range all {
			out[i] |= all[i]
		}
	}
	return nil
}

// piece adds the blocks with a word that the piece may be a part of.
func (x *Index) piece(p Piece, out Blocks) error {
	if p.Start && p.End {
		return x.whole(p.Text, out)
	}
	needle := query.NewNeedle(p.Text)
	at := 0
	last := -1
	mark, markAt := 0, 0 // where counting words goes on from
	for {
		i, end := needle.Find(x.vocabulary[at:])
		if i < 0 {
			return nil
		}
		i, end = i+at, end+at
		if p.Start && (i == 0 || x.vocabulary[i-1] != 0) || p.End && (end == len(x.vocabulary) || x.vocabulary[end] != 0) {
			at = i + 1
			continue
		}
		// The word's number is how many zero bytes come before it.
		if m := x.markBefore(i); m > mark {
			mark, markAt = m, x.vocabularyAt(m)
		}
		if markAt < 0 || markAt > i {
			return fmt.Errorf("marks: %w", ErrDamaged)
		}
		word := mark*perMark + bytes.Count(x.vocabulary[markAt:i], []byte{0}) - 1
		if word >= x.words || word < 0 {
			return fmt.Errorf("vocabulary: %w", ErrDamaged)
		}
		if word != last {
			if err := x.posting(word, out); err != nil {
				return err
			}
			last = word
		}
		at = i + 1
	}
}

// whole adds the blocks with a word.
func (x *Index) whole(text string, out Blocks) error {
	// The marks are in the order of their words.
	mark := sort.Search(len(x.marks)/8, func(m int) bool {
		word, _ := x.wordAt(x.vocabularyAt(m))
		return word > text
	}) - 1
	if mark < 0 {
		return nil
	}
	at := x.vocabularyAt(mark)
	for k := range perMark {
		word, next := x.wordAt(at)
		switch {
		case next < 0 || word > text:
			return nil
		case word == text && mark*perMark+k < x.words:
			return x.posting(mark*perMark+k, out)
		}
		at = next
	}
	return nil
}

// wordAt returns the word behind the zero byte at a place in the vocabulary, and
// where the next one's stands; -1 where there is none.
func (x *Index) wordAt(at int) (word string, next int) {
	if at < 0 || at >= len(x.vocabulary) {
		return "", -1
	}
	n := bytes.IndexByte(x.vocabulary[at+1:], 0)
	if n < 0 {
		return "", -1
	}
	return string(x.vocabulary[at+1 : at+1+n]), at + 1 + n
}

func (x *Index) vocabularyAt(mark int) int {
	return int(binary.LittleEndian.Uint32(x.marks[8*mark:]))
}

// markBefore returns the last mark that is not behind a place in the
// vocabulary.
func (x *Index) markBefore(at int) int {
	lo, hi := 0, len(x.marks)/8
	for lo+1 < hi {
		mid := (lo + hi) / 2
		if x.vocabularyAt(mid) <= at-1 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// posting adds the blocks of a word.
func (x *Index) posting(word int, out Blocks) error {
	mark := word / perMark
	at := int(binary.LittleEndian.Uint32(x.marks[8*mark+4:]))
	if at > len(x.postings) {
		return fmt.Errorf("marks: %w", ErrDamaged)
	}
	b := x.postings[at:]
	for skip := word % perMark; ; skip-- {
		rest, err := x.readPosting(b, skip == 0, out)
		if err != nil || skip == 0 {
			return err
		}
		b = rest
	}
}

// readPosting goes past one list of blocks, adding it where wanted.
func (x *Index) readPosting(b []byte, wanted bool, out Blocks) ([]byte, error) {
	v, n := binary.Uvarint(b)
	if n <= 0 || v>>1 > uint64(x.blocks) {
		return nil, fmt.Errorf("posting: %w", ErrDamaged)
	}
	b = b[n:]
	if v&1 != 0 {
		flat := (x.blocks + 7) / 8
		if len(b) < flat {
			return nil, fmt.Errorf("posting: %w", ErrDamaged)
		}
		if wanted {
			for i, w := range b[:flat] {
				out[i>>3] |= uint64(w) << (i & 7 * 8)
			}
		}
		return b[flat:], nil
	}
	last := -1
	for range v >> 1 {
		gap, n := binary.Uvarint(b)
		if n <= 0 || gap >= uint64(x.blocks) || last+1+int(gap) >= x.blocks {
			return nil, fmt.Errorf("posting: %w", ErrDamaged)
		}
		last += 1 + int(gap)
		b = b[n:]
		if wanted {
			out[last>>6] |= 1 << (last & 63)
		}
	}
	return b, nil
}
