package text

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"
)

// Builder collects the vocabulary of blocks. It is used by one goroutine.
type Builder struct {
	table   []uint32 // open addressing; word number + 1
	words   []word
	text    []byte // all words behind each other
	blocks  int
	escaped []int
}

// word is one token and the blocks that hold it.
type word struct {
	at     uint32
	length uint16
	hash   uint32
	// last is the block it was seen in last, posting all of them.
	last    int32
	posting []uint16
}

var seed = maphash.MakeSeed()

// NewBuilder returns an empty builder.
func NewBuilder() *Builder { return &Builder{table: make([]uint32, 1<<14)} }

// Block begins the next block.
func (b *Builder) Block() { b.blocks++ }

// Add indexes a record of the block that Block began.
func (b *Builder) Add(text []byte) {
	block := b.blocks - 1
	var token [maxToken]byte
	escaped := false
	for i := 0; i < len(text); {
		if kinds[text[i]]&wordByte == 0 {
			i++
			continue
		}
		start := i
		n := 0
		var union, both uint8 = 0, 0xff
		for i < len(text) && n < maxToken {
			c := text[i]
			k := kinds[c]
			if k&wordByte == 0 {
				break
			}
			union |= k
			both &= k
			token[n] = lower[c]
			n++
			i++
		}
		if both&hexDigit == 0 || !leftOut(n, union&digit != 0, union&hexLetter != 0) {
			b.note(token[:n], block)
		}
		if n == maxToken && i < len(text) && kinds[text[i]]&wordByte != 0 {
			i = start + maxPiece
		}
		if start > 0 && text[start-1] == '\\' {
			// In JSON the first letters may be an escape, and the value go on
			// behind it.
			if rest := afterEscape(token[:n]); rest > 0 {
				if rest < n && !isLeftOut(string(token[rest:n])) {
					b.note(token[rest:n], block)
				}
				escaped = escaped || escapesWord(token[:n])
			}
		}
	}
	if escaped && (len(b.escaped) == 0 || b.escaped[len(b.escaped)-1] != block) {
		b.escaped = append(b.escaped, block)
	}
}

// afterEscape returns how many bytes of a token behind a backslash belong to a
// JSON escape.
func afterEscape(token []byte) int {
	switch token[0] {
	case 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(token) >= 5 {
			return 5
		}
	}
	return 0
}

// escapesWord reports whether a token behind a backslash begins with \u00XX for
// a letter or digit, so that a word is there which the bytes do not show.
func escapesWord(token []byte) bool {
	if len(token) < 5 || token[0] != 'u' || token[1] != '0' || token[2] != '0' {
		return false
	}
	hi, lo := hexValue(token[3]), hexValue(token[4])
	return hi < 8 && lo < 16 && kinds[hi<<4|lo]&wordByte != 0
}

func hexValue(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}

func (b *Builder) note(token []byte, block int) {
	hash := uint32(maphash.Bytes(seed, token))
	mask := uint32(len(b.table) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		n := b.table[i]
		if n == 0 {
			b.table[i] = uint32(len(b.words) + 1)
			w := word{at: uint32(len(b.text)), length: uint16(len(token)), hash: hash, last: int32(block), posting: []uint16{uint16(block)}}
			b.text = append(b.text, token...)
			b.words = append(b.words, w)
			if len(b.words)*2 > len(b.table) {
				b.grow()
			}
			return
		}
		w := &b.words[n-1]
		if w.hash == hash && string(b.text[w.at:w.at+uint32(w.length)]) == string(token) {
			if w.last != int32(block) {
				w.last = int32(block)
				w.posting = append(w.posting, uint16(block))
			}
			return
		}
	}
}

func (b *Builder) grow() {
	b.table = make([]uint32, 2*len(b.table))
	mask := uint32(len(b.table) - 1)
	for n := range b.words {
		i := b.words[n].hash & mask
		for b.table[i] != 0 {
			i = (i + 1) & mask
		}
		b.table[i] = uint32(n + 1)
	}
}

// entry is a word as it is written.
type entry struct {
	word    string
	posting []uint16 // rising
}

// Encode gives the stored form.
func (b *Builder) Encode() []byte {
	entries := make([]entry, len(b.words))
	text := string(b.text)
	for i, w := range b.words {
		entries[i] = entry{text[w.at : w.at+uint32(w.length)], w.posting}
	}
	slices.SortFunc(entries, func(x, y entry) int {
		switch {
		case x.word < y.word:
			return -1
		case x.word > y.word:
			return 1
		}
		return 0
	})
	return encode(entries, b.blocks, b.escaped)
}

// perMark is how many words lie between two marks, by which a place in the
// vocabulary is turned into a place among the postings.
const perMark = 32

// The stored form, numbers of varying length unless said otherwise:
//
//	words, blocks, size of the vocabulary, size of the postings
//	escaped blocks: how many, and each
//	marks: for every 32nd word four bytes of its place in the vocabulary and
//	four of its place in the postings
//	vocabulary: for each word a zero byte and the word; a zero byte at the end
//	postings: for each word, see appendPosting
func encode(entries []entry, blocks int, escaped []int) []byte {
	var vocabulary, postings, marks []byte
	for i, e := range entries {
		if i%perMark == 0 {
			marks = binary.LittleEndian.AppendUint32(marks, uint32(len(vocabulary)))
			marks = binary.LittleEndian.AppendUint32(marks, uint32(len(postings)))
		}
		vocabulary = append(vocabulary, 0)
		vocabulary = append(vocabulary, e.word...)
		postings = appendPosting(postings, e.posting, blocks)
	}
	vocabulary = append(vocabulary, 0)
	out := make([]byte, 0, len(vocabulary)+len(postings)+len(marks)+32)
	out = binary.AppendUvarint(out, uint64(len(entries)))
	out = binary.AppendUvarint(out, uint64(blocks))
	out = binary.AppendUvarint(out, uint64(len(vocabulary)))
	out = binary.AppendUvarint(out, uint64(len(postings)))
	out = binary.AppendUvarint(out, uint64(len(escaped)))
	for _, k := range escaped {
		out = binary.AppendUvarint(out, uint64(k))
	}
	out = append(out, marks...)
	out = append(out, vocabulary...)
	return append(out, postings...)
}

// appendPosting writes a list of blocks: twice its length and the gaps between
// blocks, or, where that is shorter, one more than twice its length and a bit
// for every block.
func appendPosting(b []byte, posting []uint16, blocks int) []byte {
	size := 0
	last := -1
	for _, k := range posting {
		size += (bits.Len(uint(int(k)-last-1)|1) + 6) / 7
		last = int(k)
	}
	if flat := (blocks + 7) / 8; flat < size {
		b = binary.AppendUvarint(b, uint64(len(posting))<<1|1)
		at := len(b)
		b = append(b, make([]byte, flat)...)
		for _, k := range posting {
			b[at+int(k)/8] |= 1 << (k % 8)
		}
		return b
	}
	b = binary.AppendUvarint(b, uint64(len(posting))<<1)
	last = -1
	for _, k := range posting {
		b = binary.AppendUvarint(b, uint64(int(k)-last-1))
		last = int(k)
	}
	return b
}
