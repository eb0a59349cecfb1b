package coverage

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// encoding is the version of what AppendBinary writes.
const encoding = 1

// ErrEncoding says that bytes are not the encoding of a Set.
var ErrEncoding = errors.New("not an encoded coverage")

// AppendBinary appends the encoding of the set to b. It never fails.
func (s *Set) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, encoding)
	b = binary.AppendUvarint(b, uint64(len(s.spans)))
	var at, asOf int64
	for _, sp := range s.spans {
		// Differences are small; they may wrap around, and do so back again.
		b = binary.AppendVarint(b, sp.from-at)
		b = binary.AppendUvarint(b, uint64(sp.to)-uint64(sp.from))
		b = append(b, byte(sp.state))
		b = binary.AppendUvarint(b, uint64(len(sp.reason)))
		b = append(b, sp.reason...)
		b = binary.AppendVarint(b, sp.asOf-asOf)
		at, asOf = sp.to, sp.asOf
	}
	return b, nil
}

// MarshalBinary returns the encoding of the set.
func (s *Set) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary replaces the set with an encoded one. Errors are ErrEncoding
// and leave the set as it was.
func (s *Set) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != encoding {
		return fmt.Errorf("%w of version %d", ErrEncoding, encoding)
	}
	r := reader{rest: b[1:]}
	count := r.uvarint()
	const shortest = 5 // bytes of a span
	if count > uint64(len(r.rest)/shortest) {
		return fmt.Errorf("%w: %d spans in %d bytes", ErrEncoding, count, len(b))
	}
	spans := make([]span, count)
	var at, asOf int64
	for i := range spans {
		from := at + r.varint()
		to := int64(uint64(from) + r.uvarint())
		state := State(r.byte())
		reason := r.text()
		asOf += r.varint()
		if r.failed || from >= to || i > 0 && from < at || state == NeverFetched || state >= States {
			return fmt.Errorf("%w: span %d of %d", ErrEncoding, i+1, count)
		}
		spans[i] = span{from, to, fact{state, reason, asOf}}
		at = to
	}
	if len(r.rest) > 0 {
		return fmt.Errorf("%w: %d bytes too many", ErrEncoding, len(r.rest))
	}
	s.spans = spans
	return nil
}

// reader takes numbers and text from bytes that may be anything. Once it has
// failed it gives zeros.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.rest)
	return took(r, n, size)
}

func (r *reader) varint() int64 {
	n, size := binary.Varint(r.rest)
	return took(r, n, size)
}

func took[N int64 | uint64](r *reader, n N, size int) N {
	if size <= 0 {
		r.failed, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.failed, r.rest = true, nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) text() string { return string(r.take(r.uvarint())) }
