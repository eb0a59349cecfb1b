package segment

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
)

// parseUUID reads 8-4-4-4-12 lower-case hex. The nil UUID is not taken as one:
// sixteen zero bytes stand for "not a UUID".
func parseUUID(s string, out *[16]byte) bool {
	if len(s) != uuidText || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	var u [16]byte
	k, some := 0, byte(0)
	for i := 0; i < uuidText; {
		if s[i] == '-' {
			i++
			continue
		}
		hi, lo := nibbles[s[i]], nibbles[s[i+1]]
		if hi|lo > 15 {
			return false
		}
		u[k] = hi<<4 | lo
		some |= u[k]
		k++
		i += 2
	}
	if some != 0 {
		*out = u
	}
	return some != 0
}

// nibbles are the values of lower-case hexadecimal digits; 255 for other bytes.
var nibbles = func() (n [256]byte) {
	for i := range n {
		switch c := byte(i); {
		case c >= '0' && c <= '9':
			n[i] = c - '0'
		case c >= 'a' && c <= 'f':
			n[i] = c - 'a' + 10
		default:
			n[i] = 255
		}
	}
	return n
}()

func appendUUID(b, u []byte) []byte {
	b = hex.AppendEncode(b, u[0:4])
	b = hex.AppendEncode(append(b, '-'), u[4:6])
	b = hex.AppendEncode(append(b, '-'), u[6:8])
	b = hex.AppendEncode(append(b, '-'), u[8:10])
	return hex.AppendEncode(append(b, '-'), u[10:16])
}

// whichOf says which of a record's ids a section stands for.
func whichOf(section ID) int {
	if section == RequestIDs {
		return requestID
	}
	return eventID
}

// ID returns the event id or request id (by section) of a record where that is
// a UUID; else it is among the others.
func (t Tail) ID(section ID, record int) (string, bool) {
	u := t.at(record, whichOf(section))
	if isZero(u) {
		return "", false
	}
	return string(appendUUID(make([]byte, 0, uuidText), u)), true
}

func isZero(u []byte) bool {
	return binary.LittleEndian.Uint64(u)|binary.LittleEndian.Uint64(u[8:]) == 0
}

// IDRange is a range of UUIDs.
type IDRange struct{ low, high [16]byte }

// RangeOf returns the UUIDs that begin with prefix; false where none can.
func RangeOf(prefix string) (IDRange, bool) {
	const (
		zero = "00000000-0000-0000-0000-000000000000"
		full = "ffffffff-ffff-ffff-ffff-ffffffffffff"
	)
	var r IDRange
	if len(prefix) > len(zero) {
		return r, false
	}
	for i := range len(prefix) {
		if (prefix[i] == '-') != (zero[i] == '-') {
			return r, false
		}
	}
	// The nil UUID, which is never stored as one, is no high end.
	if !parseUUID(prefix+full[len(prefix):], &r.high) {
		return r, false
	}
	parseUUID(prefix+zero[len(prefix):], &r.low)
	return r, true
}

// In calls f with every record whose id lies in the range.
func (t Tail) In(section ID, r IDRange, f func(record int)) {
	which := whichOf(section)
	exact := r.low == r.high
	lo, hi := binary.LittleEndian.Uint64(r.low[:]), binary.LittleEndian.Uint64(r.low[8:])
	for i := 0; i*idsSize < len(t.ids); i++ {
		u := t.at(i, which)
		if exact {
			if binary.LittleEndian.Uint64(u) == lo && binary.LittleEndian.Uint64(u[8:]) == hi {
				f(i)
			}
		} else if bytes.Compare(u, r.low[:]) >= 0 && bytes.Compare(u, r.high[:]) <= 0 && !isZero(u) {
			f(i)
		}
	}
}

// Clone returns a copy that aliases nothing.
func (t Tail) Clone() Tail { return Tail{bytes.Clone(t.ids)} }

// IsUUID reports whether an id is stored as a UUID.
func IsUUID(id string) bool { return parseUUID(id, new([16]byte)) }
