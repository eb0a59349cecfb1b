package segment

import (
	"encoding/binary"
	"math"
	"sort"
	"time"
)

// NoTime is what Nanos gives for a time that is not there.
const NoTime = math.MinInt64

// Nanos turns a time into nanoseconds since 1970. Times that do not fit (before
// 1678, after 2262) are brought to the nearest that does; the zero time is
// NoTime.
func Nanos(t time.Time) int64 {
	if t.IsZero() {
		return NoTime
	}
	switch s := t.Unix(); {
	case s >= math.MaxInt64/1_000_000_000:
		return math.MaxInt64
	case s <= math.MinInt64/1_000_000_000:
		return NoTime + 1
	}
	return t.UnixNano()
}

// Time is the inverse of Nanos.
func Time(nanos int64) time.Time {
	if nanos == NoTime {
		return time.Time{}
	}
	return time.Unix(0, nanos).UTC()
}

// Times are the times of a segment's rows, which never fall: a base and an
// offset per row, in the largest unit that loses nothing.
type Times struct {
	base int64
	unit int64 // nanoseconds
	// Exactly one of these is set.
	short []uint16
	long  []uint32
	full  []uint64
}

func newTimes(nanos []int64) *Times {
	t := &Times{unit: 1}
	if len(nanos) == 0 {
		t.short = []uint16{}
		return t
	}
	t.base = nanos[0]
	for _, unit := range []int64{1e9, 1e6, 1e3} {
		fits := true
		for _, n := range nanos {
			if uint64(n-t.base)%uint64(unit) != 0 {
				fits = false
				break
			}
		}
		if fits {
			t.unit = unit
			break
		}
	}
	span := uint64(nanos[len(nanos)-1]-t.base) / uint64(t.unit)
	switch {
	case span <= math.MaxUint16:
		t.short = make([]uint16, len(nanos))
	case span <= math.MaxUint32:
		t.long = make([]uint32, len(nanos))
	default:
		t.full = make([]uint64, len(nanos))
	}
	for i, n := range nanos {
		off := uint64(n-t.base) / uint64(t.unit)
		switch {
		case t.short != nil:
			t.short[i] = uint16(off)
		case t.long != nil:
			t.long[i] = uint32(off)
		default:
			t.full[i] = off
		}
	}
	return t
}

// Len is the number of rows.
func (t *Times) Len() int { return len(t.short) + len(t.long) + len(t.full) }

// Bytes is the memory the times take.
func (t *Times) Bytes() int { return 2*len(t.short) + 4*len(t.long) + 8*len(t.full) + 96 }

func (t *Times) offset(row int) uint64 {
	switch {
	case t.short != nil:
		return uint64(t.short[row])
	case t.long != nil:
		return uint64(t.long[row])
	}
	return t.full[row]
}

// At is the time of a row in nanoseconds since 1970.
func (t *Times) At(row int) int64 { return t.base + int64(t.offset(row)*uint64(t.unit)) }

// Search returns the first row at or after nanos.
func (t *Times) Search(nanos int64) int {
	return sort.Search(t.Len(), func(i int) bool { return t.At(i) >= nanos })
}

func (t *Times) encode() []byte {
	b := binary.AppendVarint(nil, t.base)
	b = binary.AppendUvarint(b, uint64(t.unit))
	width := 8
	if t.short != nil {
		width = 2
	} else if t.long != nil {
		width = 4
	}
	b = append(b, byte(width))
	b = binary.AppendUvarint(b, uint64(t.Len()))
	last := uint64(0)
	for i := range t.Len() {
		b = binary.AppendUvarint(b, t.offset(i)-last)
		last = t.offset(i)
	}
	return pack(b)
}

func decodeTimes(stored []byte, rows int) (*Times, error) {
	b, err := unpack(stored)
	if err != nil {
		return nil, err
	}
	r := Reader{b: b}
	t := &Times{base: r.Varint(), unit: int64(r.Limited(1e9))}
	width := r.Byte()
	if n := r.Count(1); r.err == nil && (n != rows || t.unit <= 0) {
		r.Fail("times do not fit their segment")
	}
	if r.err != nil {
		return nil, r.err
	}
	limit := uint64(math.MaxUint64)
	switch width {
	case 2:
		t.short, limit = make([]uint16, rows), math.MaxUint16
	case 4:
		t.long, limit = make([]uint32, rows), math.MaxUint32
	case 8:
		t.full = make([]uint64, rows)
	default:
		r.Fail("unknown width of times")
		return nil, r.err
	}
	last := uint64(0)
	for i := range rows {
		off := last + r.Uvarint()
		if off < last || off > limit || off > math.MaxUint64/uint64(t.unit) {
			r.Fail("time out of range")
			break
		}
		switch width {
		case 2:
			t.short[i] = uint16(off)
		case 4:
			t.long[i] = uint32(off)
		default:
			t.full[i] = off
		}
		last = off
	}
	return t, r.End()
}
