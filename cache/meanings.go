package cache

import "encoding/binary"

// meanings says which words each code of a column stands for: what is stored in a
// column may be several values of a field, or none. Neighbours are alike, so that
// what is kept are differences, a byte or two for a word. They are read in order.
type meanings []byte

// listPlaces is how many words of a list are told from those in the same place of the
// list before.
const listPlaces = 3

// meaningsOf puts down lists of words: list k goes up to ends[k].
func meaningsOf(words, ends []uint32) meanings {
	b := make([]byte, 0, 2*len(words)+len(ends))
	var before [listPlaces]uint32
	from := uint32(0)
	for _, to := range ends {
		if from == to {
			b = append(b, 0)
		}
		for i, word := range words[from:to] {
			last := &before[min(i, listPlaces-1)]
			difference := int64(word) - int64(*last)
			*last = word
			v := (uint64(difference<<1) ^ uint64(difference>>63) + 1) << 1
			if i < int(to-from)-1 {
				v |= 1 // another follows
			}
			b = binary.AppendUvarint(b, v)
		}
		from = to
	}
	return append(make(meanings, 0, len(b)), b...)
}

// meaningReader reads the meanings of a column.
type meaningReader struct {
	left   meanings
	before [listPlaces]uint32
	words  []uint32
}

func (m meanings) reader() *meaningReader { return &meaningReader{left: m} }

// next returns the words of the next code. They are valid until the one after it
// is read.
func (r *meaningReader) next() []uint32 {
	r.words = r.words[:0]
	for i := 0; ; i++ {
		v := uint64(r.left[0])
		if v < 0x80 {
			r.left = r.left[1:]
		} else {
			var n int
			v, n = binary.Uvarint(r.left)
			r.left = r.left[n:]
		}
		if v == 0 {
			return r.words
		}
		difference := v>>1 - 1
		last := &r.before[min(i, listPlaces-1)]
		*last += uint32(difference>>1) ^ -uint32(difference&1)
		r.words = append(r.words, *last)
		if v&1 == 0 {
			return r.words
		}
	}
}
