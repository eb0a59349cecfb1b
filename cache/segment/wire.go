package segment

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is the CRC-32C by which everything stored is checked.
func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// Reader takes numbers and runs of bytes off the front of a slice. After the
// first failure every result is zero, and Err and End say what was wrong.
type Reader struct {
	b   []byte
	err error
}

// NewReader reads from b.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Err is the first failure.
func (r *Reader) Err() error { return r.err }

// Fail makes the reader fail, for a value that cannot be right.
func (r *Reader) Fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: %w", what, ErrDamaged)
	}
	r.b = nil
}

// Left is how many bytes have not been read.
func (r *Reader) Left() int { return len(r.b) }

// Uvarint reads an unsigned number of varying length.
func (r *Reader) Uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.Fail("number cut short")
		return 0
	}
	r.b = r.b[n:]
	return v
}

// Count reads a number of things that take at least size bytes each of what
// follows, so that it can never ask for more memory than there is input.
func (r *Reader) Count(size int) int {
	v := r.Uvarint()
	if v > uint64(len(r.b)/max(size, 1)) {
		r.Fail("more announced than there is")
		return 0
	}
	return int(v)
}

// Limited reads a number that must not pass limit.
func (r *Reader) Limited(limit uint64) uint64 {
	v := r.Uvarint()
	if v > limit {
		r.Fail("number out of range")
		return 0
	}
	return v
}

// Varint reads a signed number of varying length.
func (r *Reader) Varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.Fail("number cut short")
		return 0
	}
	r.b = r.b[n:]
	return v
}

// Bytes reads n bytes. They alias what is read from.
func (r *Reader) Bytes(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.Fail("bytes cut short")
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if b := r.Bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// Uint32 reads four bytes.
func (r *Reader) Uint32() uint32 {
	if b := r.Bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// String reads a length and that many bytes, copied.
func (r *Reader) String() string { return string(r.Bytes(r.Count(1))) }

// End fails when something is left over.
func (r *Reader) End() error {
	if r.err == nil && len(r.b) != 0 {
		r.Fail("bytes left over")
	}
	return r.err
}

// Seal appends b's checksum to b.
func Seal(b []byte) []byte { return binary.LittleEndian.AppendUint32(b, checksum(b)) }

// Unseal returns what Seal was given, or an error when it has changed since.
func Unseal(b []byte) ([]byte, error) {
	if len(b) < 4 {
		return nil, fmt.Errorf("cut short: %w", ErrDamaged)
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if checksum(body) != sum {
		return nil, fmt.Errorf("checksum differs: %w", ErrDamaged)
	}
	return body, nil
}

// SealOf returns the checksum that Seal put behind b, after checking it. (The
// checksum of a sealed run is the same for all: it cannot tell them apart.)
func SealOf(b []byte) (uint32, error) {
	if _, err := Unseal(b); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b[len(b)-4:]), nil
}
