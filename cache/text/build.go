package text

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// Builder collects the vocabulary of blocks. It is used by one goroutine.
type Builder struct {
	table   []uint32 // open addressing; word number + 1
	words   []word
	text    []byte // all words behind each other
	blocks  int
	escaped []int
	memo    memo
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
func (b *Builder) Add(record []byte) {
	// Records are made of quoted strings that come again and again; a quote is
	// between tokens, so each stretch between two can be taken by itself, and one
	// that has been seen before need not be read again.
	for len(record) > 0 {
		stretch := record
		if i := bytes.IndexByte(record, '"'); i >= 0 {
			stretch, record = record[:i], record[i+1:]
		} else {
			record = nil
		}
		switch {
		case len(stretch) < 2:
			if len(stretch) == 1 {
				b.tokens(stretch)
			}
		case len(stretch) == 36 && stretch[8] == '-' && stretch[13] == '-':
			b.tokens(stretch) // an id, which hardly comes again
		default:
			b.stretch(stretch)
		}
	}
}

// stretch indexes text that may well come again.
func (b *Builder) stretch(text []byte) {
	m, hash, seen := b.memo.find(text)
	if !seen {
		b.memo.recording = b.memo.recording[:0]
		b.tokens(text)
		b.memo.keep(m, hash, int32(b.blocks-1))
		return
	}
	if m.last == int32(b.blocks-1) {
		return
	}
	m.last = int32(b.blocks - 1)
	for _, n := range b.memo.words[m.from:m.to] {
		if n == escapedWord {
			b.escape()
		} else {
			b.post(n)
		}
	}
}

// escapedWord stands in a memo for the discovery of an escaped letter.
const escapedWord = ^uint32(0)

func (b *Builder) escape() {
	b.memo.recording = append(b.memo.recording, escapedWord)
	if n := len(b.escaped); n == 0 || b.escaped[n-1] != b.blocks-1 {
		b.escaped = append(b.escaped, b.blocks-1)
	}
}

// tokens indexes the tokens of a text.
func (b *Builder) tokens(text []byte) {
	var token [maxToken]byte
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
			b.note(token[:n])
		}
		if n == maxToken && i < len(text) && kinds[text[i]]&wordByte != 0 {
			i = start + maxPiece
		}
		if start > 0 && text[start-1] == '\\' {
			// In JSON the first letters may be an escape, and the value go on
			// behind it.
			if rest := afterEscape(token[:n]); rest > 0 {
				if rest < n && !isLeftOut(string(token[rest:n])) {
					b.note(token[rest:n])
				}
				if escapesWord(token[:n]) {
					b.escape()
				}
			}
		}
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

// note posts a token, which may be new.
func (b *Builder) note(token []byte) {
	hash := uint32(maphash.Bytes(seed, token))
	mask := uint32(len(b.table) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		n := b.table[i]
		if n == 0 {
			n = uint32(len(b.words))
			b.table[i] = n + 1
			b.words = append(b.words, word{at: uint32(len(b.text)), length: uint16(len(token)), hash: hash, last: -1})
			b.text = append(b.text, token...)
			if len(b.words)*2 > len(b.table) {
				b.grow()
			}
			b.post(n)
			return
		}
		w := &b.words[n-1]
		if w.hash == hash && string(b.text[w.at:w.at+uint32(w.length)]) == string(token) {
			b.post(n - 1)
			return
		}
	}
}

// post notes that the block has a word.
func (b *Builder) post(n uint32) {
	b.memo.recording = append(b.memo.recording, n)
	if w := &b.words[n]; w.last != int32(b.blocks-1) {
		w.last = int32(b.blocks - 1)
		w.posting = append(w.posting, uint16(b.blocks-1))
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

// Encode gives the stored form.
func (b *Builder) Encode() []byte {
	order := make([]*word, len(b.words))
	for i := range b.words {
		order[i] = &b.words[i]
	}
	slices.SortFunc(order, func(x, y *word) int { return bytes.Compare(b.bytes(x), b.bytes(y)) })
	w := newWriter(b.blocks)
	for _, word := range order {
		w.add(b.bytes(word), word.posting)
	}
	return w.finish(b.escaped)
}

func (b *Builder) bytes(w *word) []byte { return b.text[w.at : w.at+uint32(w.length)] }
