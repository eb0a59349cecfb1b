package text

import (
	"bytes"
	"encoding/binary"
)

// earlier is what the block has been shown already.
//
// A record says little that an earlier one did not say in the same order. So it
// is compared with an earlier one for as long as both say the same, all of which
// is indexed already. Where they differ, the comparison goes on with the latest
// that had the same there; if none had, it goes on behind the next comma of both.
type earlier struct {
	// texts are those of the block, the first of which has the number first.
	texts [][]byte
	first uint32
	// turns says where in the block texts went on as one did where it differed
	// from another, by the bytes around.
	turns [1 << turnBits]turn
	// last is the text before, which the next one is compared with at first.
	last []byte
}

const turnBits = 12

// turn is a place in a text, at which no token reaches across.
type turn struct{ text, at uint32 }

// next begins a block.
func (e *earlier) next() {
	e.first = max(1, e.first+uint32(len(e.texts)))
	e.texts = e.texts[:0]
	e.last = nil
}

// forget makes e as it was when nothing had been seen.
func (e *earlier) forget() {
	e.next()
	e.first = 0
	clear(e.texts[:cap(e.texts)]) // they hold records
	clear(e.turns[:])
}

// like returns an earlier text of the block from a place on where, it seems, it
// said what the latest text says from a place on; nil if there is none. The place
// is remembered. The latest text itself is none: what it says further on has not
// been indexed.
func (e *earlier) like(text []byte, at int) []byte {
	if at+8 > len(text) {
		return nil
	}
	behind := binary.LittleEndian.Uint64(text[at:])
	before := binary.LittleEndian.Uint64(text[max(at-8, 0):])
	t := &e.turns[mix(behind^salts[0], before^salts[1])>>(64-turnBits)]
	was, latest := *t, e.first+uint32(len(e.texts)-1)
	*t = turn{latest, uint32(at)}
	if was.text < e.first || was.text == latest {
		return nil
	}
	old := e.texts[was.text-e.first][was.at:]
	if binary.LittleEndian.Uint64(old) != behind {
		return nil
	}
	return old
}

// Add indexes a record of the block that Block began. The record must not change
// before the next block begins.
func (b *Builder) Add(text []byte) {
	e := &b.earlier
	old := e.last
	e.last = text
	e.texts = append(e.texts, text)
	turned := -1
	for at := 0; ; {
		same := alike(text[at:], old)
		differs := at + same
		if differs == len(text) && same == len(old) {
			return
		}
		from := tokenBefore(text, at, differs)
		if uuidLeftOut(text[from:]) { // most likely it stands for another
			at, old = from+uuidLength, old[min(same-(differs-from)+uuidLength, len(old)):]
			continue
		}
		if from != turned {
			if like := e.like(text, from); like != nil {
				at, old, turned = from, like, from
				continue
			}
		}
		end := len(text)
		if i := bytes.IndexByte(text[differs:], ','); i >= 0 {
			end = differs + i
		}
		b.tokens(text, from, end)
		if end == len(text) {
			return
		}
		at, old = end+1, behindComma(old[same:])
	}
}

// behindComma is what follows the first comma of a text, if any does.
func behindComma(text []byte) []byte {
	i := bytes.IndexByte(text, ',')
	if i < 0 {
		return nil
	}
	return text[i+1:]
}

// tokenBefore returns the last place from start to at that no token and no
// escape reaches across.
func tokenBefore(text []byte, start, at int) int {
	for at > start && (kinds[text[at-1]]&wordByte != 0 || text[at-1] == '\\') {
		at--
	}
	return at
}
