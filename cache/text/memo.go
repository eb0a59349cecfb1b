package text

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// memo remembers which words the stretches of text seen lately consist of.
type memo struct {
	places [1 << 14]remembered
	words  []uint32
	// recording collects the words that are being noted.
	recording []uint32
}

// remembered is one stretch, known by its hash, and its words. It is small, so
// that all of them stay in the processor's cache.
type remembered struct {
	hash uint64
	last int32  // the block it was seen in last
	from uint32 // in words: how many, and each
}

// place returns where a stretch is remembered, if it is.
func (m *memo) place(hash uint64) *remembered { return &m.places[hash%uint64(len(m.places))] }

// keep remembers what was recorded as the words of a stretch.
func (m *memo) keep(r *remembered, hash uint64, block int32) {
	*r = remembered{hash, block, uint32(len(m.words))}
	m.words = append(append(m.words, uint32(len(m.recording))), m.recording...)
}

// wordsOf are the words of a stretch.
func (m *memo) wordsOf(r *remembered) []uint32 {
	from, n := r.from+1, m.words[r.from]
	return m.words[from : from+n]
}

// salts are of this process alone, so that no file can be written whose texts
// share a hash. That two of a batch do by accident is as likely as one in a
// billion batches.
var salts = func() (s [3]uint64) {
	seed := maphash.MakeSeed()
	for i := range s {
		s[i] = maphash.Comparable(seed, i)
	}
	return s
}()

// hashOf is a 64-bit hash of a text, never 0. Most texts are short, and their
// bytes fit into two words.
func hashOf(text []byte) uint64 {
	n := len(text)
	var first, last uint64
	switch {
	case n >= 8:
		first, last = binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[n-8:])
		for i := 8; i < n-8; i += 8 {
			first = mix(first^salts[2], binary.LittleEndian.Uint64(text[i:])^salts[1])
		}
	case n >= 4:
		first, last = uint64(binary.LittleEndian.Uint32(text)), uint64(binary.LittleEndian.Uint32(text[n-4:]))
	case n > 0:
		first = uint64(text[0]) | uint64(text[n/2])<<8 | uint64(text[n-1])<<16
	}
	return mix(mix(first^salts[0], last^salts[1])^uint64(n), salts[2]) | 1
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
