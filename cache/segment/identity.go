package segment

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"

	"spoor/event"
)

// parseUUID reads 8-4-4-4-12 lower-case hex. The nil UUID is not taken as one:
// sixteen zero bytes stand for "not a UUID".
func parseUUID(s string, out *[16]byte) bool {
	if len(s) != uuidText || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	var u [16]byte
	wrong := byte(0)
	for k, at := range digitPairs {
		hi, lo := nibbles[s[at]], nibbles[s[at+1]]
		wrong |= hi | lo
		u[k] = hi<<4 | lo
	}
	if wrong > 15 || isZero(u[:]) {
		return false
	}
	*out = u
	return true
}

// digitPairs is where in the text of a UUID each of its bytes stands.
var digitPairs = [16]uint8{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// UUIDs are the event id and the request id of an event: zero where they are no
// UUIDs.
type UUIDs [2][16]byte

// UUIDsOf reads the ids of an event.
func UUIDsOf(ev *event.Event) UUIDs { return readUUIDs([2]string{ev.ID, ev.RequestID}) }

func readUUIDs(ids [2]string) (u UUIDs) {
	for k := range u {
		parseUUID(ids[k], &u[k])
	}
	return u
}

// unlessUUID returns one of an entry's ids where that is no UUID, else "".
func unlessUUID(e *Entry, which int, id string) string {
	if !isZero(e.UUIDs[which][:]) {
		return ""
	}
	return id
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
