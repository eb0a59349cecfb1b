package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"

	"spoor/event"
)

// KeyOf is the identity of an event: the first sixteen bytes of the SHA-256 of
// its account, Region and id, each preceded by its length. A record without an
// id carries the hash of its content in the id's place.
func KeyOf(e *event.Event) Key { return identityOf{e.Account, e.Region, e.ID}.key() }

// identityOf is what an event's identity is made of.
type identityOf struct{ Account, Region, ID string }

func (e identityOf) key() Key {
	var scratch [256]byte
	b := scratch[:0]
	for _, s := range [...]string{e.Account, e.Region, e.ID} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	sum := sha256.Sum256(b)
	return Key(sum[:16])
}

// sameRecord reports whether two records say the same: byte for byte, or, where
// both are JSON, whatever the order of keys and the space between them.
func sameRecord(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, ok := canonical(a)
	if !ok {
		return false
	}
	y, ok := canonical(b)
	return ok && bytes.Equal(x, y)
}

func canonical(record []byte) ([]byte, bool) {
	d := json.NewDecoder(bytes.NewReader(record))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		return nil, false
	}
	out, err := json.Marshal(v)
	return out, err == nil
}

// prefer says which of two differing records under one identity is shown as the
// event: the one that says more, which is the less redacted; of equals the one
// whose bytes come first. It does not depend on which arrived first.
func prefer(a, b []byte) bool {
	if m, n := said(a), said(b); m != n {
		return m > n
	}
	return bytes.Compare(a, b) < 0
}

// said is the length of a record without the blanks between its values: a
// redacted copy is often indented.
func said(record []byte) (n int) {
	inString := false
	for i := 0; i < len(record); i++ {
		switch c := record[i]; {
		case inString && c == '\\':
			i++
			n++
		case c == '"':
			inString = !inString
		case !inString && c <= ' ':
			continue
		}
		n++
	}
	return n
}
