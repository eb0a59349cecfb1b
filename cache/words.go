package cache

import "hash/maphash"

// words numbers texts in the order they come in, and finds them again. The texts
// stand behind each other in blocks, since a column of high variety has a million
// of them: what is kept beside a text are some ten bytes.
type words struct {
	textOf
	// used is how much of the last block is taken.
	used int
	// table finds the number of a text: open addressing, number + 1. tags holds
	// eight bits of the hash of each, so that few texts are compared in vain. Both
	// can be let go and are made again by index.
	table []uint32
	tags  []uint8
}

// textOf are the texts of the first words. What it holds never changes.
type textOf struct {
	blocks [][]byte
	// ends says where each text ends: the number of its block above placeBits, and
	// below them the place in it. It begins where the one before it ends, or with
	// its block. A text longer than lastPlace has a block of its own.
	ends []uint32
}

const (
	placeBits  = 18
	lastPlace  = 1<<placeBits - 1
	firstBlock = 1 << 10
)

// Len is the number of words.
func (t textOf) Len() int { return len(t.ends) }

// at returns a word. It stays valid, and must not be changed.
func (t textOf) at(word int) []byte {
	block, from, to := t.span(word)
	return t.blocks[block][from:to:to]
}

// span returns where a word stands.
func (t textOf) span(word int) (block, from, to int) {
	end := t.ends[word]
	block, to = int(end>>placeBits), int(end&lastPlace)
	if word > 0 && t.ends[word-1]>>placeBits == end>>placeBits {
		from = int(t.ends[word-1] & lastPlace)
	}
	if to == lastPlace {
		to = len(t.blocks[block])
	}
	return block, from, to
}

// Bytes is the memory that all takes.
func (w *words) Bytes() int {
	n := 4*cap(w.ends) + w.indexBytes()
	for _, b := range w.blocks {
		n += len(b) + 24
	}
	return n
}

var wordSeed = maphash.MakeSeed()

// find returns the number of a text if it has one, and its hash.
func (w *words) find(text string) (word uint32, hash uint64, ok bool) {
	hash = maphash.String(wordSeed, text)
	if len(w.table) == 0 {
		return 0, hash, false
	}
	mask, tag := uint64(len(w.table)-1), uint8(hash>>56)
	for at := hash & mask; w.table[at] != 0; at = (at + 1) & mask {
		if w.tags[at] == tag {
			if word = w.table[at] - 1; string(w.at(int(word))) == text {
				return word, hash, true
			}
		}
	}
	return 0, hash, false
}

// add gives a text that find did not find the next number.
func (w *words) add(text string, hash uint64) (word uint32) {
	if 4*len(w.ends) >= 3*len(w.table) {
		w.index()
	}
	word = uint32(len(w.ends))
	w.append(text)
	w.place(word, hash)
	return word
}

// append puts a text behind the others.
func (w *words) append(text string) {
	n := len(w.blocks)
	if n == 0 || w.used == len(w.blocks[n-1]) || w.used+len(text) > len(w.blocks[n-1]) {
		size := min(firstBlock<<min(n, placeBits), lastPlace)
		w.blocks = append(w.blocks, make([]byte, max(size, len(text))))
		w.used = 0
		n++
	}
	copy(w.blocks[n-1][w.used:], text)
	w.used += len(text)
	w.ends = append(w.ends, uint32(n-1)<<placeBits|uint32(min(w.used, lastPlace)))
}

func (w *words) place(word uint32, hash uint64) {
	mask := uint64(len(w.table) - 1)
	at := hash & mask
	for w.table[at] != 0 {
		at = (at + 1) & mask
	}
	w.table[at], w.tags[at] = word+1, uint8(hash>>56)
}

// index makes the table anew, with room for one more text at least.
func (w *words) index() {
	size := 64
	for 3*size <= 4*len(w.ends) {
		size *= 2
	}
	w.table, w.tags = make([]uint32, size), make([]uint8, size)
	for word := range w.ends {
		w.place(uint32(word), maphash.Bytes(wordSeed, w.at(word)))
	}
}

// indexed reports whether every text is found.
func (w *words) indexed() bool { return len(w.table) > 0 || len(w.ends) == 0 }

// indexBytes is the memory that the table takes.
func (w *words) indexBytes() int { return 4*len(w.table) + len(w.tags) }
