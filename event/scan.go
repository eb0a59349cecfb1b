package event

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
)

// maxDepth is how deep objects and arrays in a record may lie inside each
// other. Genuine records stay below twenty.
const maxDepth = 512

// SyntaxError says that a record is no JSON, and where it stops being so.
type SyntaxError struct {
	// Offset is the byte in the record at which reading stopped.
	Offset int
	// Reason says what is wrong there.
	Reason string
}

// Error names the byte and what is wrong there.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("not valid JSON at byte %d: %s", e.Offset, e.Reason)
}

type kind uint8

const (
	kindNull kind = iota
	kindFalse
	kindTrue
	kindNumber
	kindString
	// kindEscaped is a string that holds escapes.
	kindEscaped
	kindArray
	kindObject
)

// node is one JSON value. Offsets are into the text it was read from; those of
// strings and keys leave the quotes out.
type node struct {
	key, keyEnd uint32
	start, end  uint32
	// next is the index of the node that follows this value and all inside it.
	next       uint32
	kind       kind
	keyEscaped bool
}

// tape is a JSON text read once: its values in the order they stand, each
// knowing where it ends. Reading checks the whole text, as strictly as
// encoding/json, so that everything behind it may trust the offsets.
type tape struct {
	text  []byte
	nodes []node
	open  []uint32
}

// read replaces what the tape holds with text, which must not change while the
// tape is in use.
func (t *tape) read(text []byte) error {
	t.text, t.nodes, t.open = text, t.nodes[:0], t.open[:0]
	if len(text) >= math.MaxUint32 {
		return &SyntaxError{0, "longer than 4 GB"}
	}
	var (
		n       node
		escaped bool
		i       = skipSpace(text, 0)
		err     error
	)

value:
	if i >= len(text) {
		return &SyntaxError{i, "ends where a value should be"}
	}
	n.start = uint32(i)
	switch c := text[i]; {
	case c == '"':
		n.start++
		if i, escaped, err = scanString(text, i+1); err != nil {
			return err
		}
		n.kind, n.end = kindString, uint32(i-1)
		if escaped {
			n.kind = kindEscaped
		}
	case c == '{' || c == '[':
		if len(t.open) == maxDepth {
			return &SyntaxError{i, fmt.Sprintf("nested deeper than %d", maxDepth)}
		}
		n.kind = kindObject
		if c == '[' {
			n.kind = kindArray
		}
		t.open = append(t.open, uint32(len(t.nodes)))
		t.nodes = append(t.nodes, n)
		i = skipSpace(text, i+1)
		// ']' and '}' stand two after '[' and '{' in ASCII.
		if i < len(text) && text[i] == c+2 {
			goto closing
		}
		n = node{}
		if c == '{' {
			goto member
		}
		goto value
	case c == '-' || c-'0' <= 9:
		if i, err = scanNumber(text, i); err != nil {
			return err
		}
		n.kind, n.end = kindNumber, uint32(i)
	default:
		var word string
		switch c {
		case 't':
			n.kind, word = kindTrue, "true"
		case 'f':
			n.kind, word = kindFalse, "false"
		case 'n':
			n.kind, word = kindNull, "null"
		default:
			return &SyntaxError{i, fmt.Sprintf("%q where a value should be", c)}
		}
		if len(text)-i < len(word) || string(text[i:i+len(word)]) != word {
			return &SyntaxError{i, "neither true, false nor null"}
		}
		i += len(word)
		n.end = uint32(i)
	}
	n.next = uint32(len(t.nodes) + 1)
	t.nodes = append(t.nodes, n)

after:
	if i < len(text) && text[i] <= ' ' {
		i = skipSpace(text, i)
	}
	if len(t.open) == 0 {
		if i < len(text) {
			return &SyntaxError{i, fmt.Sprintf("%q after the end of the value", text[i])}
		}
		return nil
	}
	if i >= len(text) {
		return &SyntaxError{i, "ends inside an object or array"}
	}
	n = node{}
	if t.nodes[t.open[len(t.open)-1]].kind == kindObject {
		switch text[i] {
		case ',':
			i = skipSpace(text, i+1)
			goto member
		case '}':
			goto closing
		}
		return &SyntaxError{i, fmt.Sprintf("%q where , or } should be", text[i])}
	}
	switch text[i] {
	case ',':
		i = skipSpace(text, i+1)
		goto value
	case ']':
		goto closing
	}
	return &SyntaxError{i, fmt.Sprintf("%q where , or ] should be", text[i])}

member:
	if i >= len(text) {
		return &SyntaxError{i, "ends where a name should be"}
	}
	if text[i] != '"' {
		return &SyntaxError{i, fmt.Sprintf("%q where a quoted name should be", text[i])}
	}
	n.key = uint32(i + 1)
	if i, n.keyEscaped, err = scanString(text, i+1); err != nil {
		return err
	}
	n.keyEnd = uint32(i - 1)
	if i < len(text) && text[i] <= ' ' {
		i = skipSpace(text, i)
	}
	if i >= len(text) || text[i] != ':' {
		return &SyntaxError{i, "no : after a name"}
	}
	if i++; i < len(text) && text[i] <= ' ' {
		i = skipSpace(text, i)
	}
	goto value

closing:
	i++
	{
		top := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		t.nodes[top].end = uint32(i)
		t.nodes[top].next = uint32(len(t.nodes))
	}
	goto after
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// stringStop returns the offset of the first quote, backslash or control byte
// at or behind i, looking at eight bytes at a time.
func stringStop(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		quote := w ^ '"'*lowBits
		slash := w ^ '\\'*lowBits
		// A borrow can only spoil bytes above a true hit, so the lowest is right.
		hit := ((quote - lowBits) &^ quote) | ((slash - lowBits) &^ slash) | ((w - ' '*lowBits) &^ w)
		if hit &= highBits; hit != 0 {
			return i + bits.TrailingZeros64(hit)>>3
		}
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
		i++
	}
	return i
}

// scanString takes the offset behind an opening quote and returns the one
// behind the closing quote.
func scanString(b []byte, i int) (end int, escaped bool, err error) {
	for {
		i = stringStop(b, i)
		if i >= len(b) {
			return i, escaped, &SyntaxError{i, "ends inside a string"}
		}
		switch c := b[i]; c {
		case '"':
			return i + 1, escaped, nil
		case '\\':
			escaped = true
			if i+1 >= len(b) {
				return i, escaped, &SyntaxError{i, "ends inside a string"}
			}
			switch b[i+1] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
				i += 2
			case 'u':
				if i+6 > len(b) || hex4(b[i+2:i+6]) < 0 {
					return i, escaped, &SyntaxError{i, `\u without four hex digits`}
				}
				i += 6
			default:
				return i, escaped, &SyntaxError{i, fmt.Sprintf(`unknown escape \%c`, b[i+1])}
			}
		default:
			return i, escaped, &SyntaxError{i, fmt.Sprintf("control byte %#02x inside a string", c)}
		}
	}
}

// scanNumber returns the offset behind the number that starts at i.
func scanNumber(b []byte, i int) (int, error) {
	start := i
	if b[i] == '-' {
		i++
	}
	digits := func() bool {
		from := i
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
		return i > from
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if !digits() {
		return i, &SyntaxError{start, "no number"}
	}
	if i < len(b) && b[i] == '.' {
		if i++; !digits() {
			return i, &SyntaxError{start, "number without digits after its point"}
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if !digits() {
			return i, &SyntaxError{start, "number without an exponent's digits"}
		}
	}
	return i, nil
}

// hex4 returns the value of four hex digits, or -1.
func hex4(b []byte) rune {
	var r rune
	for _, c := range b[:4] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
