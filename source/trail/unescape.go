package trail

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// arena hands out byte slices cut from larger ones. What it handed out is never
// touched again.
type arena struct {
	free []byte
	next int // the size of the next piece
}

// The sizes of an arena's pieces.
const (
	smallestPiece = 4 << 10
	largestPiece  = 256 << 10
)

// room returns an empty slice with room for n bytes.
func (a *arena) room(n int) []byte {
	if cap(a.free) < n {
		a.next = min(max(2*a.next, smallestPiece), largestPiece)
		a.free = make([]byte, 0, max(n, a.next))
	}
	return a.free
}

// keep takes what was written into the room out of the arena.
func (a *arena) keep(text []byte) []byte {
	a.free = a.free[len(text):cap(a.free)][:0]
	return text[:len(text):len(text)]
}

// unescape returns the text that a JSON string stands for, quotes included in
// the input and not in the text. Bytes that are not UTF-8 are kept as they are;
// half of a surrogate pair becomes U+FFFD. It reports false for an escape that
// JSON does not have.
func unescape(quoted []byte, a *arena) ([]byte, bool) {
	s := quoted[1 : len(quoted)-1]
	out := a.room(len(s)) // an escape is never shorter than what it stands for
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 {
			return a.keep(append(out, s...)), true
		}
		out = append(out, s[:i]...)
		if s = s[i+1:]; len(s) == 0 {
			return nil, false
		}
		c := s[0]
		s = s[1:]
		switch c {
		case '"', '\\', '/':
			out = append(out, c)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, ok := hex4(s)
			if !ok {
				return nil, false
			}
			s = s[4:]
			if utf16.IsSurrogate(r) {
				second := rune(0)
				if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
					second, _ = hex4(s[2:])
				}
				if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
					s = s[6:]
				}
			}
			out = utf8.AppendRune(out, r)
		default:
			return nil, false
		}
	}
}

func hex4(s []byte) (r rune, ok bool) {
	if len(s) < 4 {
		return 0, false
	}
	for _, c := range s[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
