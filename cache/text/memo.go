package text

import "hash/maphash"

// memo remembers which words the stretches of text seen lately consist of. A
// stretch is known by its 64-bit hash under a seed of this process alone: that
// two of a batch's stretches share one is as likely as one in a billion batches.
type memo struct {
	places [1 << 14]remembered
	words  []uint32
	// recording collects the words that are being noted.
	recording []uint32
}

// remembered is one stretch and its words.
type remembered struct {
	hash     uint64
	from, to uint32 // in words
	last     int32  // the block it was seen in last
}

// find returns the place of a stretch and whether it is the one remembered
// there.
func (m *memo) find(text []byte) (r *remembered, hash uint64, seen bool) {
	hash = maphash.Bytes(seed, text)
	r = &m.places[hash%uint64(len(m.places))]
	return r, hash, r.hash == hash && r.to > 0
}

// keep remembers what was recorded as the words of a stretch.
func (m *memo) keep(r *remembered, hash uint64, block int32) {
	r.hash, r.last = hash, block
	r.from = uint32(len(m.words))
	m.words = append(m.words, m.recording...)
	r.to = uint32(len(m.words))
}
