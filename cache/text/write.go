package text

import (
	"encoding/binary"
	"math/bits"
)

// perMark is how many words lie between two marks, by which a place in the
// vocabulary is turned into a place among the postings.
const perMark = 32

// writer writes an index, word by word in rising order. The stored form,
// numbers of varying length unless said otherwise:
//
//	words, blocks, size of the vocabulary, size of the postings
//	escaped blocks: how many, and each
//	marks: for every 32nd word four bytes of its place in the vocabulary and
//	four of its place in the postings
//	vocabulary: for each word a zero byte and the word; a zero byte at the end
//	postings: for each word, see appendPosting
type writer struct {
	blocks, words               int
	vocabulary, postings, marks []byte
}

func newWriter(blocks int) *writer { return &writer{blocks: blocks} }

func (w *writer) add(word []byte, posting []uint16) {
	if w.words%perMark == 0 {
		w.marks = binary.LittleEndian.AppendUint32(w.marks, uint32(len(w.vocabulary)))
		w.marks = binary.LittleEndian.AppendUint32(w.marks, uint32(len(w.postings)))
	}
	w.words++
	w.vocabulary = append(w.vocabulary, 0)
	w.vocabulary = append(w.vocabulary, word...)
	w.postings = appendPosting(w.postings, posting, w.blocks)
}

func (w *writer) finish(escaped []int) []byte {
	w.vocabulary = append(w.vocabulary, 0)
	out := make([]byte, 0, len(w.vocabulary)+len(w.postings)+len(w.marks)+32)
	out = binary.AppendUvarint(out, uint64(w.words))
	out = binary.AppendUvarint(out, uint64(w.blocks))
	out = binary.AppendUvarint(out, uint64(len(w.vocabulary)))
	out = binary.AppendUvarint(out, uint64(len(w.postings)))
	out = binary.AppendUvarint(out, uint64(len(escaped)))
	for _, k := range escaped {
		out = binary.AppendUvarint(out, uint64(k))
	}
	out = append(out, w.marks...)
	out = append(out, w.vocabulary...)
	return append(out, w.postings...)
}

// appendPosting writes a list of blocks: twice its length and the gaps between
// blocks, or, where that is shorter, one more than twice its length and a bit
// for every block.
func appendPosting(b []byte, posting []uint16, blocks int) []byte {
	size := 0
	last := -1
	for _, k := range posting {
		size += (bits.Len(uint(int(k)-last-1)|1) + 6) / 7
		last = int(k)
	}
	if flat := (blocks + 7) / 8; flat < size {
		b = binary.AppendUvarint(b, uint64(len(posting))<<1|1)
		at := len(b)
		b = append(b, make([]byte, flat)...)
		for _, k := range posting {
			b[at+int(k)/8] |= 1 << (k % 8)
		}
		return b
	}
	b = binary.AppendUvarint(b, uint64(len(posting))<<1)
	last = -1
	for _, k := range posting {
		b = binary.AppendUvarint(b, uint64(int(k)-last-1))
		last = int(k)
	}
	return b
}
