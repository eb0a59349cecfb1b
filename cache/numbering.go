package cache

import "hash/maphash"

// numbering gives texts numbers, in the order they come in, and finds them
// again. It keeps no text: two that are different are told apart by their
// hashes, of 128 bits under seeds of this process alone.
type numbering struct {
	hashes [][2]uint64
	table  []uint32 // open addressing; number + 1
}

var hashSeeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

// find returns the number of a text if it has one, and its hash.
func (n *numbering) find(text string) (number uint32, hash [2]uint64, ok bool) {
	hash = [2]uint64{maphash.String(hashSeeds[0], text), maphash.String(hashSeeds[1], text)}
	if len(n.table) == 0 {
		return 0, hash, false
	}
	k := n.table[n.place(hash)]
	return k - 1, hash, k != 0
}

// add gives a text that find did not find the next number.
func (n *numbering) add(hash [2]uint64) (number uint32) {
	if 2*len(n.hashes) >= len(n.table) {
		n.grow()
	}
	n.hashes = append(n.hashes, hash)
	n.table[n.place(hash)] = uint32(len(n.hashes))
	return uint32(len(n.hashes) - 1)
}

// place returns where a hash stands in the table, or would.
func (n *numbering) place(hash [2]uint64) uint64 {
	mask := uint64(len(n.table) - 1)
	at := hash[0] & mask
	for n.table[at] != 0 && n.hashes[n.table[at]-1] != hash {
		at = (at + 1) & mask
	}
	return at
}

func (n *numbering) grow() {
	n.table = make([]uint32, max(64, 2*len(n.table)))
	for k, hash := range n.hashes {
		n.table[n.place(hash)] = uint32(k + 1)
	}
}
