package text

import "bytes"

// earlier is what the block has been shown already.
//
// A record says little that an earlier one did not say in the same order. So it
// is compared with an earlier one for as long as both say the same, all of which
// is indexed already. What lies between two commas is a member; where a member
// differs it is looked up, and the comparison goes on behind its like in the
// latest record that had it, or else behind the member it was compared with.
type earlier struct {
	// texts are those of the block, the first of which has the number first.
	texts [][]byte
	first uint32
	// members says of members where in the block they were.
	members [1 << memberBits]seenMember
	// The text before, of each kind, is what the next one is compared with at
	// first.
	whole, heads, values, tails []byte
}

const memberBits = 12

// seenMember is a member, known by its hash: it was in a text and ended before a
// place in it.
type seenMember struct {
	hash        uint64
	text, after uint32
}

// next begins a block.
func (e *earlier) next() {
	e.first += uint32(len(e.texts))
	e.texts = e.texts[:0]
	e.whole, e.heads, e.values, e.tails = nil, nil, nil, nil
}

// forget makes e as it was when nothing had been seen.
func (e *earlier) forget() {
	e.next()
	e.first = 0
	clear(e.texts[:cap(e.texts)]) // they hold records
	clear(e.members[:])
}

// behind returns what followed a member when the block had it, and whether it
// did.
func (e *earlier) behind(m *seenMember, hash uint64) ([]byte, bool) {
	if m.hash != hash || m.text < e.first {
		return nil, false
	}
	text := e.texts[m.text-e.first]
	return text[min(int(m.after)+1, len(text)):], true
}

// follow indexes a text that ends where no token goes on. before is the one of
// its kind before it.
func (b *Builder) follow(text []byte, before *[]byte) {
	e := &b.earlier
	old := *before
	*before = text
	number := e.first + uint32(len(e.texts))
	e.texts = append(e.texts, text)
	for at := 0; ; {
		same := alike(text[at:], old)
		differs := at + same
		if differs == len(text) && same == len(old) {
			return
		}
		from := tokenBefore(text, at, differs)
		if len(text)-from > uuidLength && text[from+8] == '-' && uuidLeftOut(text[from:]) {
			if i := same + from + uuidLength - differs; i < len(old) && old[i] == text[from+uuidLength] {
				at, old = from+uuidLength, old[i:]
				continue
			}
		}
		end := len(text)
		if i := bytes.IndexByte(text[differs:], ','); i >= 0 {
			end = differs + i
		}
		hash := hashOf(text[max(from-8, at):end])
		m := &e.members[hash>>(64-memberBits)]
		if behind, ok := e.behind(m, hash); ok {
			old = behind
		} else {
			b.tokens(text, from, end)
			old = behindComma(old[same:])
		}
		*m = seenMember{hash, number, uint32(end)}
		if end == len(text) {
			return
		}
		at = end + 1
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
