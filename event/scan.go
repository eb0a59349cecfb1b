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
	// callers, if any, know by its beginning a userIdentity that was read before.
	// It is passed over as one value without members, at callerAt.
	callers  *callers
	caller   *Caller
	callerAt uint32
}

// read replaces what the tape holds with text, which must not change while the
// tape is in use.
func (t *tape) read(text []byte) error {
	if len(text) >= math.MaxUint32 {
		return &SyntaxError{0, "longer than 4 GB"}
	}
	// Locals, so that the compiler may keep them in registers.
	nodes, open := t.nodes[:0], t.open[:0]
	var (
		n        *node
		inObject bool
		i        = skipSpace(text, 0)
		err      error
	)
	t.text, t.nodes, t.caller = text, nodes, nil

element:
	nodes = append(nodes, node{})
	n = &nodes[len(nodes)-1]

value:
	if i >= len(text) {
		return &SyntaxError{i, "ends where a value should be"}
	}
	n.start = uint32(i)
	switch c := text[i]; {
	case c == '"':
		n.start++
		n.kind = kindString
		if i = stringStop(text, i+1); i >= len(text) || text[i] != '"' {
			if i, err = restOfString(text, i); err != nil {
				return err
			}
			n.kind = kindEscaped
		}
		n.end = uint32(i)
		i++
	case c == '{' || c == '[':
		if len(open) == maxDepth {
			return &SyntaxError{i, fmt.Sprintf("nested deeper than %d", maxDepth)}
		}
		inObject = c == '{'
		n.kind = kindArray
		if inObject {
			n.kind = kindObject
			if len(open) == 1 && t.callers != nil && string(text[n.key:n.keyEnd]) == callerKey && t.caller == nil {
				if t.caller = t.callers.find(text[i:]); t.caller != nil {
					t.callerAt = uint32(len(nodes) - 1)
					i += len(t.caller.text)
					n.end, n.next = uint32(i), uint32(len(nodes))
					goto after
				}
			}
		}
		open = append(open, uint32(len(nodes)-1))
		i = skipSpace(text, i+1)
		// ']' and '}' stand two after '[' and '{' in ASCII.
		if i < len(text) && text[i] == c+2 {
			goto closing
		}
		if inObject {
			goto member
		}
		goto element
	case c == '-' || c-'0' <= 9:
		if i, err = scanNumber(text, i); err != nil {
			return err
		}
		n.kind, n.end = kindNumber, uint32(i)
	default:
		if n.kind, i, err = scanLiteral(text, i); err != nil {
			return err
		}
		n.end = uint32(i)
	}
	n.next = uint32(len(nodes))

after:
	if i < len(text) && text[i] <= ' ' {
		i = skipSpace(text, i)
	}
	if len(open) == 0 {
		if i < len(text) {
			return &SyntaxError{i, fmt.Sprintf("%q after the end of the value", text[i])}
		}
		t.nodes, t.open = nodes, open
		return nil
	}
	if i >= len(text) {
		return &SyntaxError{i, "ends inside an object or array"}
	}
	if text[i] == ',' {
		if i++; i < len(text) && text[i] <= ' ' {
			i = skipSpace(text, i)
		}
		if inObject {
			goto member
		}
		goto element
	}
	switch {
	case inObject && text[i] != '}':
		return &SyntaxError{i, fmt.Sprintf("%q where , or } should be", text[i])}
	case !inObject && text[i] != ']':
		return &SyntaxError{i, fmt.Sprintf("%q where , or ] should be", text[i])}
	}

closing:
	i++
	{
		top := open[len(open)-1]
		open = open[:len(open)-1]
		nodes[top].end, nodes[top].next = uint32(i), uint32(len(nodes))
		inObject = len(open) > 0 && nodes[open[len(open)-1]].kind == kindObject
	}
	goto after

member:
	if i >= len(text) {
		return &SyntaxError{i, "ends where a name should be"}
	}
	if text[i] != '"' {
		return &SyntaxError{i, fmt.Sprintf("%q where a quoted name should be", text[i])}
	}
	nodes = append(nodes, node{})
	n = &nodes[len(nodes)-1]
	n.key = uint32(i + 1)
	if i = stringStop(text, i+1); i >= len(text) || text[i] != '"' {
		if i, err = restOfString(text, i); err != nil {
			return err
		}
		n.keyEscaped = true
	}
	n.keyEnd = uint32(i)
	if i++; i < len(text) && text[i] <= ' ' {
		i = skipSpace(text, i)
	}
	if i >= len(text) || text[i] != ':' {
		return &SyntaxError{i, "no : after a name"}
	}
	if i++; i < len(text) && text[i] <= ' ' {
		i = skipSpace(text, i)
	}
	goto value
}

// scanLiteral reads null, true or false.
func scanLiteral(b []byte, i int) (kind, int, error) {
	for k, word := range [...]string{kindNull: "null", kindFalse: "false", kindTrue: "true"} {
		if b[i] == word[0] {
			if len(b)-i >= len(word) && string(b[i:i+len(word)]) == word {
				return kind(k), i + len(word), nil
			}
			return kindNull, i, &SyntaxError{i, "neither true, false nor null"}
		}
	}
	return kindNull, i, &SyntaxError{i, fmt.Sprintf("%q where a value should be", b[i])}
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

// restOfString takes the offset of something other than a closing quote, at
// which stringStop stopped, and returns the offset of the closing quote.
func restOfString(b []byte, i int) (int, error) {
	for ; i < len(b); i = stringStop(b, i) {
		switch c := b[i]; {
		case c == '"':
			return i, nil
		case c != '\\':
			return i, &SyntaxError{i, fmt.Sprintf("control byte %#02x inside a string", c)}
		case i+1 == len(b):
			return i, &SyntaxError{i, "ends inside a string"}
		}
		switch c := b[i+1]; c {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			i += 2
		case 'u':
			if i+6 > len(b) || hex4(b[i+2:i+6]) < 0 {
				return i, &SyntaxError{i, `\u without four hex digits`}
			}
			i += 6
		default:
			return i, &SyntaxError{i, fmt.Sprintf("unknown escape %q", b[i:i+2])}
		}
	}
	return i, &SyntaxError{i, "ends inside a string"}
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
