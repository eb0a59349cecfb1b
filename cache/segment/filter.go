package segment

import (
	"encoding/binary"
	"fmt"
)

// Filter is a split-block Bloom filter over the identities of a segment: it
// tells at the cost of one cache line that a key is certainly not there. Keys
// are hashes already, so their bytes are used as they are. With two bytes a key
// about one of a thousand absent keys is taken for present.
type Filter struct{ words []uint32 }

// A block is eight words; a key sets one bit in each.
const blockWords = 8

var salts = [blockWords]uint32{
	0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31,
}

// keyBytes is how much of a filter each identity gets.
const keyBytes = 2

func newFilter(keys [][16]byte, bytesPerKey int) *Filter {
	blocks := (len(keys)*bytesPerKey + 31) / 32
	f := &Filter{words: make([]uint32, blocks*blockWords)}
	for i := range keys {
		block, h := f.at(&keys[i])
		for k := range block {
			block[k] |= 1 << (h * salts[k] >> 27)
		}
	}
	return f
}

func (f *Filter) at(key *[16]byte) (block []uint32, h uint32) {
	which, h := blockOf(key, uint64(len(f.words)/blockWords))
	return f.words[which*blockWords:][:blockWords], h
}

// blockOf returns which of n blocks a key belongs to, and what its bits there come
// from.
func blockOf(key *[16]byte, n uint64) (block uint64, h uint32) {
	return uint64(binary.LittleEndian.Uint32(key[8:])) * n >> 32, binary.LittleEndian.Uint32(key[12:])
}

// Maybe reports whether the key may be there; false is certain.
func (f *Filter) Maybe(key *[16]byte) bool {
	if len(f.words) == 0 {
		return false
	}
	block, h := f.at(key)
	for k, w := range block {
		if w>>(h*salts[k]>>27)&1 == 0 {
			return false
		}
	}
	return true
}

// Bytes is the memory the filter takes.
func (f *Filter) Bytes() int { return 4*len(f.words) + 24 }

func (f *Filter) encode() []byte {
	b := make([]byte, 0, 4*len(f.words))
	for _, w := range f.words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// OpenFilter decodes and checks the filter of identities.
func (m *Manifest) OpenFilter(stored []byte) (*Filter, error) {
	if err := m.Verify(KeyFilter, stored); err != nil {
		return nil, err
	}
	if len(stored)%(4*blockWords) != 0 || (len(stored) == 0) != (m.Rows == 0) {
		return nil, fmt.Errorf("%s: wrong size: %w", KeyFilter, ErrDamaged)
	}
	f := &Filter{words: make([]uint32, len(stored)/4)}
	for i := range f.words {
		f.words[i] = binary.LittleEndian.Uint32(stored[4*i:])
	}
	return f, nil
}
