package text

import (
	"bytes"
	"cmp"
	"encoding/binary"
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
	memo    memo
	members [1 << 13]struct {
		hash uint64
		last int32 // the block it was seen in last
	}
	// known says of every known value how many blocks had begun when it was seen
	// last.
	known []int32
}

// word is one token and the blocks that hold it.
type word struct {
	at     uint32
	length uint16
	hash   uint32
	// last is the block it was seen in last. All of them are in few, as long as
	// there is room, else in many.
	last  int32
	count uint16
	few   [5]uint16
	many  []uint16
}

// posting are the blocks that hold the word.
func (w *word) posting() []uint16 {
	if w.many != nil {
		return w.many
	}
	return w.few[:w.count]
}

func (w *word) seenIn(block int) {
	w.last = int32(block)
	if n := int(w.count); n < len(w.few) {
		w.few[n] = uint16(block)
		w.count++
		return
	}
	if w.many == nil {
		w.many = append(make([]uint16, 0, 4*len(w.few)), w.few[:]...)
	}
	w.many = append(w.many, uint16(block))
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	select {
	case b := <-spare:
		return b
	default:
		return &Builder{table: make([]uint32, 1<<14)}
	}
}

// spare is a builder that has been done with: a few megabytes that are needed
// for every segment. (The collector would empty a pool each time.)
var spare = make(chan *Builder, 1)

// Done says that the builder is not used any more.
func (b *Builder) Done() {
	const most = 8 << 20 // bytes of words, so that a hostile batch costs memory once
	if cap(b.text) > most {
		return
	}
	clear(b.table)
	clear(b.words)
	clear(b.memo.places[:])
	clear(b.members[:])
	clear(b.known)
	b.words, b.text, b.escaped, b.blocks = b.words[:0], b.text[:0], nil, 0
	b.memo.words, b.known = b.memo.words[:0], b.known[:0]
	select {
	case spare <- b:
	default:
	}
}

// Block begins the next block.
func (b *Builder) Block() { b.blocks++ }

// Add indexes a record of the block that Block began.
//
// Records are members that come again and again, with a few that are new each
// time. A comma or a quote is between tokens, so the pieces between two can be
// taken by themselves: one that the block had before is passed over whole.
func (b *Builder) Add(record []byte) {
	for {
		i := bytes.IndexByte(record, ',')
		if i < 0 {
			b.member(record)
			return
		}
		b.member(record[:i])
		record = record[i+1:]
	}
}

// member indexes what stands between two commas.
func (b *Builder) member(text []byte) {
	hash := hashOf(text)
	m := &b.members[hash%uint64(len(b.members))]
	if m.hash == hash && m.last == int32(b.blocks-1) {
		return
	}
	m.hash, m.last = hash, int32(b.blocks-1)
	from, at := 0, 0
	for ; at+8 <= len(text); at += 8 {
		for quotes := equalTo(binary.LittleEndian.Uint64(text[at:]), '"'); quotes != 0; quotes &= quotes - 1 {
			i := at + bits.TrailingZeros64(quotes)>>3
			b.between(text[from:i])
			from = i + 1
		}
	}
	for ; at < len(text); at++ {
		if text[at] == '"' {
			b.between(text[from:at])
			from = at + 1
		}
	}
	b.between(text[from:])
}

// equalTo sets the high bit of every byte of w that is c.
func equalTo(w uint64, c byte) uint64 {
	const (
		ones = 0x0101010101010101
		lows = 0x7f * ones
	)
	x := w ^ uint64(c)*ones
	return ^(x&lows + lows | x) &^ lows
}

// between indexes what stands between two quotes.
func (b *Builder) between(stretch []byte) {
	switch n := len(stretch); {
	case n <= 3:
		// Mostly colons, commas and brackets.
		for _, c := range stretch {
			if kinds[c]&wordByte != 0 {
				b.stretch(stretch)
				return
			}
		}
	case n == 36 && stretch[8] == '-' && stretch[13] == '-':
		if !allLeftOut(stretch) {
			b.tokens(stretch) // an id hardly comes again
		}
	default:
		b.stretch(stretch)
	}
}

// allLeftOut reports whether text is nothing but hexadecimal numbers that are left
// out, with dashes between them, as nearly all UUIDs are.
func allLeftOut(text []byte) bool {
	length, union := 0, uint8(0)
	for _, c := range text {
		if k := kinds[c]; k&hexDigit != 0 {
			union |= k
			length++
			continue
		}
		if c != '-' || !leftOut(length, union&digit != 0, union&hexLetter != 0) {
			return false
		}
		length, union = 0, 0
	}
	return leftOut(length, union&digit != 0, union&hexLetter != 0)
}

// stretch indexes text that may well come again.
func (b *Builder) stretch(text []byte) {
	hash := hashOf(text)
	m := b.memo.place(hash)
	if m.hash != hash {
		b.memo.recording = b.memo.recording[:0]
		b.tokens(text)
		b.memo.keep(m, hash, int32(b.blocks-1))
		return
	}
	if m.last == int32(b.blocks-1) {
		return
	}
	m.last = int32(b.blocks - 1)
	for _, n := range b.memo.wordsOf(m) {
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
	hash := uint32(hashOf(token) >> 32)
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
		w.seenIn(b.blocks - 1)
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
	type place struct {
		first uint64 // its first bytes, which nearly always tell two words apart
		*word
	}
	order := make([]place, len(b.words))
	for i := range b.words {
		w := &b.words[i]
		var first [8]byte
		copy(first[:], b.bytes(w))
		order[i] = place{binary.BigEndian.Uint64(first[:]), w}
	}
	slices.SortFunc(order, func(x, y place) int {
		if x.first != y.first {
			return cmp.Compare(x.first, y.first)
		}
		return bytes.Compare(b.bytes(x.word), b.bytes(y.word))
	})
	w := newWriter(b.blocks)
	for _, p := range order {
		w.add(b.bytes(p.word), p.posting())
	}
	return w.finish(b.escaped)
}

func (b *Builder) bytes(w *word) []byte { return b.text[w.at : w.at+uint32(w.length)] }
