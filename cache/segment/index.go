package segment

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// The index of identities: the first five bytes of every row's key in order,
// each with its row, in buckets by the key's leading bits. Every bucket carries
// its checksum, so that a look-up reads and checks a kilobyte, not the whole. A
// hit says "perhaps": the caller compares the identity itself.
const (
	indexEntry  = 7
	indexBucket = 128 // entries aimed at
)

func indexBits(rows int) int {
	if rows <= indexBucket {
		return 0
	}
	return bits.Len(uint((rows - 1) / indexBucket))
}

func encodeIndex(keys [][16]byte) []byte {
	order := make([]uint64, len(keys)) // 40 bits of key, 16 of row
	for row, k := range keys {
		order[row] = prefix(k)<<16 | uint64(row)
	}
	slices.Sort(order)
	nbits := indexBits(len(keys))
	buckets := 1 << nbits
	b := make([]byte, 4*(buckets+1), 4*(buckets+1)+len(keys)*indexEntry+4*buckets)
	at := 0
	for k := range buckets {
		binary.LittleEndian.PutUint32(b[4*k:], uint32(len(b)))
		start := len(b)
		for at < len(order) && int(order[at]>>16>>(40-nbits)) == k {
			var e [8]byte
			binary.BigEndian.PutUint64(e[:], order[at]<<8)
			b = append(b, e[:indexEntry]...)
			at++
		}
		b = binary.LittleEndian.AppendUint32(b, bucketSum(k, b[start:]))
	}
	binary.LittleEndian.PutUint32(b[4*buckets:], uint32(len(b)))
	return b
}

func prefix(k [16]byte) uint64 { return binary.BigEndian.Uint64(k[:]) >> 24 }

func bucketSum(k int, b []byte) uint32 { return checksum(b) ^ uint32(k)*0x9e3779b1 }

// lookupIndex calls f with every row whose key may be key.
func lookupIndex(stored []byte, rows int, key [16]byte, f func(row int)) error {
	nbits := indexBits(rows)
	buckets := 1 << nbits
	if len(stored) < 4*(buckets+1) {
		return fmt.Errorf("index cut short: %w", ErrDamaged)
	}
	want := prefix(key)
	k := int(want >> (40 - nbits))
	from, to := binary.LittleEndian.Uint32(stored[4*k:]), binary.LittleEndian.Uint32(stored[4*k+4:])
	if from > to || int(to) > len(stored) || to-from < 4 || (to-from-4)%indexEntry != 0 {
		return fmt.Errorf("index bucket out of range: %w", ErrDamaged)
	}
	b := stored[from : to-4]
	if bucketSum(k, b) != binary.LittleEndian.Uint32(stored[to-4:]) {
		return fmt.Errorf("index bucket: checksum differs: %w", ErrDamaged)
	}
	n := len(b) / indexEntry
	at := func(i int) (key uint64, row int) {
		e := b[i*indexEntry:]
		return uint64(e[0])<<32 | uint64(e[1])<<24 | uint64(e[2])<<16 | uint64(e[3])<<8 | uint64(e[4]),
			int(e[5])<<8 | int(e[6])
	}
	lo, hi := 0, n
	for lo < hi {
		mid := (lo + hi) / 2
		if key, _ := at(mid); key < want {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for ; lo < n; lo++ {
		key, row := at(lo)
		if key != want {
			break
		}
		if row >= rows {
			return fmt.Errorf("index names a row that is not there: %w", ErrDamaged)
		}
		f(row)
	}
	return nil
}
