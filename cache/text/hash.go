package text

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

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

// hash is a 64-bit hash of a token, never 0. No byte of a token is 0, so it needs
// no length.
func (t *token) hash() uint64 {
	h := mix(t.eights[0]^salts[0], salts[1])
	for i := 8; i < t.length; i += 8 {
		h = mix(t.eights[i>>3]^h, salts[2])
	}
	return max(h, 1)
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

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
	return max(mix(mix(first^salts[0], last^salts[1])^uint64(n), salts[2]), 1)
}
