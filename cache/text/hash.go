package text

import (
	"hash/maphash"
	"math/bits"
)

// salts are of this process alone, so that no file can be written whose words
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
