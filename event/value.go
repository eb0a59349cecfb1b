package event

import (
	"iter"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// value is one value on a tape. The zero value stands for "not there".
type value struct {
	t *tape
	i uint32
}

func (t *tape) root() value {
	if len(t.nodes) == 0 {
		return value{}
	}
	return value{t, 0}
}

func (v value) node() *node { return &v.t.nodes[v.i] }

// kind says what v is; what is not there is null.
func (v value) kind() kind {
	if v.t == nil {
		return kindNull
	}
	return v.node().kind
}

func (v value) isNull() bool   { return v.kind() == kindNull }
func (v value) isObject() bool { return v.kind() == kindObject }
func (v value) isString() bool { k := v.kind(); return k == kindString || k == kindEscaped }

// source is v as it stands in the record; strings without their quotes.
func (v value) source() []byte {
	n := v.node()
	return v.t.text[n.start:n.end]
}

// key is the name v has in its object, with escapes as they stand.
func (v value) key() []byte {
	n := v.node()
	return v.t.text[n.key:n.keyEnd]
}

// children goes over the members of an object or the elements of an array, in
// the order they stand; over nothing for other values.
func (v value) children() iter.Seq[value] {
	return func(yield func(value) bool) {
		if v.t == nil || v.node().kind < kindArray {
			return
		}
		nodes := v.t.nodes
		for i, end := v.i+1, nodes[v.i].next; i < end; i = nodes[i].next {
			if !yield(value{v.t, i}) {
				return
			}
		}
	}
}

// get returns the member called name of an object, the last one where it
// stands twice, as other JSON readers do.
func (v value) get(name string) value {
	var found value
	if !v.isObject() {
		return found
	}
	for m := range v.children() {
		n := m.node()
		if int(n.keyEnd-n.key) == len(name) && string(m.key()) == name || n.keyEscaped && m.named(name) {
			found = m
		}
	}
	return found
}

// named compares a key that holds escapes.
func (v value) named(name string) bool {
	return string(Unescape(nil, v.key())) == name
}

// keyText returns the name of v with its escapes resolved, in memory of its
// own only if there are any.
func (v value) keyText(a *arena) string {
	if v.node().keyEscaped {
		return a.unescape(v.key())
	}
	return alias(v.key())
}

// text returns v as text: a string's own text, the literal of a number or
// truth value, the elements of a list joined by ", " (some records hold a list
// where a string should be), nothing for null and objects.
func (v value) text(a *arena) string {
	switch v.kind() {
	case kindString, kindNumber, kindTrue, kindFalse:
		return alias(v.source())
	case kindEscaped:
		return a.unescape(v.source())
	case kindArray:
		from := len(a.bytes)
		for e := range v.children() {
			if s := e.scalar(a); s != "" {
				if len(a.bytes) > from {
					a.bytes = append(a.bytes, ", "...)
				}
				a.bytes = append(a.bytes, s...)
			}
		}
		return alias(a.bytes[from:])
	}
	return ""
}

// scalar is text without the lists.
func (v value) scalar(a *arena) string {
	switch v.kind() {
	case kindArray, kindObject, kindNull:
		return ""
	case kindEscaped:
		return string(Unescape(nil, v.source()))
	}
	return v.text(a)
}

// isTrue accepts the truth value and the text, since readOnly and
// mfaAuthenticated occur as either.
func (v value) isTrue() bool {
	switch v.kind() {
	case kindTrue:
		return true
	case kindString:
		return foldEqual(v.source(), "true")
	}
	return false
}

func (v value) isFalse() bool {
	switch v.kind() {
	case kindFalse:
		return true
	case kindString:
		return foldEqual(v.source(), "false")
	}
	return false
}

// arena holds the texts that are not found as they are in the record.
type arena struct{ bytes []byte }

// leave keeps what the arena holds as it is: what comes goes behind it, or
// elsewhere.
func (a *arena) leave() {
	const size, usual = 32 << 10, 2 << 10 // of an arena, of a record's share
	if left := cap(a.bytes) - len(a.bytes); left < usual || left > size {
		a.bytes = make([]byte, 0, size)
		return
	}
	a.bytes = a.bytes[len(a.bytes):]
}

func (a *arena) unescape(s []byte) string {
	from := len(a.bytes)
	a.bytes = Unescape(a.bytes, s)
	return alias(a.bytes[from:])
}

// join returns the parts one after the other.
func (a *arena) join(parts ...string) string {
	from := len(a.bytes)
	for _, p := range parts {
		a.bytes = append(a.bytes, p...)
	}
	return alias(a.bytes[from:])
}

// alias makes a string of bytes that will not change while it is in use.
func alias(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// Unescape appends to to what a JSON string stands for. s is the string without
// its quotes, of valid JSON: what is not may make it panic. Bytes that are no
// UTF-8 are kept; half a surrogate pair becomes U+FFFD.
func Unescape(to, s []byte) []byte {
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			from := i
			for i < len(s) && s[i] != '\\' {
				i++
			}
			to = append(to, s[from:i]...)
			continue
		}
		c := s[i+1]
		i += 2
		switch c {
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			r := hex4(s[i:])
			i += 4
			if utf16.IsSurrogate(r) {
				low := rune(-1)
				if i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
					low = hex4(s[i+2:])
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					i += 6
				}
			}
			to = utf8.AppendRune(to, r)
			continue
		}
		to = append(to, c)
	}
	return to
}

// foldEqual reports whether b is the lower-case word s, whatever the case of
// its ASCII letters.
func foldEqual(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i := range b {
		if lower(b[i]) != s[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c-'A' < 26 {
		c += 'a' - 'A'
	}
	return c
}
