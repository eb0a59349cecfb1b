package inflate

import (
	"bytes"
	"math/bits"
	"sync"
)

// The alphabets of deflate (RFC 1951), and how many bits the first look into each
// table takes.
const (
	maxSymbols   = 288
	usedSymbols  = 286
	maxDistances = 32
	usedDistance = 30
	endOfBlock   = 256

	symbolBits   = 10
	distanceBits = 8
	lengthBits   = 7
	maxBits      = 15
)

// entry says what a code stands for: in its lowest bits how long the code is, then
// how many bits follow that are added to the value; its kind; the value.
type entry uint32

const (
	codeSize = 31
	extraAt  = 8
	end      = entry(1) << 12
	invalid  = entry(1) << 13
	// further says that the code is longer: the value is where its table begins,
	// and the extra bits are those that it is looked up by.
	further = entry(1) << 14
	literal = entry(1) << 15
	valueAt = 16
)

// tables are those of a block: of literals and lengths, and of distances.
type tables struct {
	symbols   [2 << symbolBits]entry
	distances [2 << distanceBits]entry
}

var (
	symbolEntries   [maxSymbols]entry
	distanceEntries [maxDistances]entry
	lengthEntries   [19]entry
)

func init() {
	for i := range lengthEntries {
		lengthEntries[i] = entry(i) << valueAt
	}
	for i := range endOfBlock {
		symbolEntries[i] = literal | entry(i)<<valueAt
	}
	symbolEntries[endOfBlock] = end
	base := 3
	for i := range 28 {
		extra := max(0, i/4-1)
		symbolEntries[endOfBlock+1+i] = entry(extra)<<extraAt | entry(base)<<valueAt
		base += 1 << extra
	}
	symbolEntries[usedSymbols-1] = 258 << valueAt
	symbolEntries[usedSymbols], symbolEntries[usedSymbols+1] = invalid, invalid
	base = 1
	for i := range usedDistance {
		extra := max(0, i/2-1)
		distanceEntries[i] = entry(extra)<<extraAt | entry(base)<<valueAt
		base += 1 << extra
	}
	distanceEntries[usedDistance], distanceEntries[usedDistance+1] = invalid, invalid
}

// readTables reads the tables of a block that brings its own.
func (d *Decoder) readTables(s *stream) bool {
	s.fill()
	symbols, distances, lengths := s.take(5)+257, s.take(5)+1, s.take(4)+4
	if symbols > usedSymbols || distances > usedDistance {
		return false
	}
	order := [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	var sizes [19]uint8
	for i, at := range order[:lengths] {
		if i%8 == 0 {
			s.fill()
		}
		sizes[at] = uint8(s.take(3))
	}
	if !makeTable(d.lengths[:], lengthBits, sizes[:], lengthEntries[:]) {
		return false
	}
	all := d.sizes[:symbols+distances]
	for i := 0; i < len(all); {
		s.fill()
		e := d.lengths[s.bits&(1<<lengthBits-1)]
		s.take(e & codeSize)
		if s.left < 0 {
			return false
		}
		size, times := uint8(e>>valueAt), 1
		switch size {
		case 16:
			if i == 0 {
				return false
			}
			size, times = all[i-1], 3+s.take(2)
		case 17:
			size, times = 0, 3+s.take(3)
		case 18:
			size, times = 0, 11+s.take(7)
		}
		if times > len(all)-i {
			return false
		}
		for range times {
			all[i] = size
			i++
		}
	}
	return s.left >= 0 && makeTable(d.own.symbols[:], symbolBits, all[:symbols], symbolEntries[:]) &&
		makeTable(d.own.distances[:], distanceBits, all[symbols:], distanceEntries[:])
}

// fixed returns the tables of blocks that bring none.
var fixed = sync.OnceValue(func() *tables {
	var sizes [maxSymbols]uint8
	for i := range sizes {
		switch {
		case i < 144:
			sizes[i] = 8
		case i < 256:
			sizes[i] = 9
		case i < 280:
			sizes[i] = 7
		default:
			sizes[i] = 8
		}
	}
	t := new(tables)
	makeTable(t.symbols[:], symbolBits, sizes[:], symbolEntries[:])
	makeTable(t.distances[:], distanceBits, bytes.Repeat([]byte{5}, maxDistances), distanceEntries[:])
	return t
})

// makeTable makes the table of a code: sizes says how long the code of each symbol is,
// entries what it stands for. Codes are looked up by so many of their first bits, the
// rest of longer ones in tables behind. It refuses codes that leave room for others,
// or have none.
func makeTable(table []entry, direct int, sizes []uint8, entries []entry) bool {
	var (
		left    [maxBits + 1]int // how many symbols of each size are still to come
		code    [maxBits + 2]int // the next code of each size
		at      [maxBits + 2]int // where the next symbol of each size stands in inOrder
		inOrder [maxSymbols]uint16
	)
	for _, size := range sizes {
		left[size&maxBits]++
	}
	left[0] = 0
	taken := 0 // of the longest codes
	for size := 1; size <= maxBits; size++ {
		taken += left[size] << (maxBits - size)
		code[size+1] = (code[size] + left[size]) << 1
		at[size+1] = at[size] + left[size]
	}
	if taken != 1<<maxBits {
		return false
	}
	used := at[maxBits+1]
	for symbol, size := range sizes {
		if size != 0 {
			inOrder[at[size&maxBits]] = uint16(symbol)
			at[size&maxBits]++
		}
	}

	behind := 1 << direct // where the next table begins
	within, begin, width := -1, 0, 0
	for _, symbol := range inOrder[:used] {
		size := int(sizes[symbol])
		first := int(bits.Reverse16(uint16(code[size])) >> (16 - size))
		code[size]++
		if size <= direct {
			e := entries[symbol] | entry(size)
			for i := first; i < 1<<direct; i += 1 << size {
				table[i] = e
			}
			left[size]--
			continue
		}
		if prefix := first & (1<<direct - 1); prefix != within {
			// The codes that begin alike follow one another, and fill their table.
			within, begin, width = prefix, behind, size-direct
			for room := left[size]; room < 1<<width && direct+width < maxBits; {
				width++
				room = room<<1 + left[direct+width]
			}
			behind += 1 << width
			if behind > len(table) {
				return false
			}
			table[prefix] = further | entry(width)<<extraAt | entry(begin)<<valueAt
		}
		left[size]--
		e := entries[symbol] | entry(size-direct)
		for i := first >> direct; i < 1<<width; i += 1 << (size - direct) {
			table[begin+i] = e
		}
	}
	return true
}
