package segment

import (
	"encoding/binary"
	"math"
	"math/bits"
	"sort"
	"time"

	"spoor/cache/bitpack"
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
	rows int
	base int64
	unit int64 // nanoseconds
	// runs are the offsets of every runRows-th row, near how far each row lies behind
	// the one of these before it; where offsets are too large for that, full are the
	// offsets themselves.
	runs []uint32
	near bitpack.Numbers
	full []uint64
}

// runRows is how many rows have their times counted from the first of them.
const runRows = 16

func newTimes(nanos []int64) *Times {
	t := &Times{unit: 1}
	if len(nanos) == 0 {
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
	offsets := make([]uint64, len(nanos))
	for i, n := range nanos {
		offsets[i] = uint64(n-t.base) / uint64(t.unit)
	}
	t.keep(offsets)
	return t
}

// Len is the number of rows.
func (t *Times) Len() int { return t.rows }

// Bytes is the memory the times take.
func (t *Times) Bytes() int { return 8*len(t.full) + 4*len(t.runs) + len(t.near.Bits) + 144 }

func (t *Times) offset(row int) uint64 {
	if t.runs != nil {
		return uint64(t.runs[row/runRows]) + uint64(t.near.At(row))
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
	span := uint64(0)
	if n := t.Len(); n > 0 {
		span = t.offset(n - 1)
	}
	width := byte(8)
	if span <= math.MaxUint16 {
		width = 2
	} else if span <= math.MaxUint32 {
		width = 4
	}
	b = append(b, width)
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
		limit = math.MaxUint16
	case 4:
		limit = math.MaxUint32
	case 8:
	default:
		r.Fail("unknown width of times")
		return nil, r.err
	}
	limit = min(limit, math.MaxUint64/uint64(t.unit))
	offsets := make([]uint64, rows)
	last := uint64(0)
	for i := range offsets {
		off := last
		if len(r.b) > 0 && r.b[0] < 0x80 {
			off += uint64(r.b[0])
			r.b = r.b[1:]
		} else {
			off += r.Uvarint()
		}
		if off < last || off > limit {
			r.Fail("time out of range")
			break
		}
		offsets[i] = off
		last = off
	}
	if err := r.End(); err != nil {
		return nil, err
	}
	t.keep(offsets)
	return t, nil
}

// keep puts the offsets into the form that takes the least memory.
func (t *Times) keep(offsets []uint64) {
	n := len(offsets)
	t.rows = n
	if n > 0 && offsets[n-1] <= math.MaxUint32 {
		t.near, t.runs = bitpack.New(n, nearWidth(offsets)), make([]uint32, (n+runRows-1)/runRows)
		for i, off := range offsets {
			if i%runRows == 0 {
				t.runs[i/runRows] = uint32(off)
			}
			t.near.Set(i, uint32(off)-t.runs[i/runRows])
		}
		return
	}
	t.full = offsets
}

// nearWidth is how many bits it takes to say how far any row lies behind the first
// of its run.
func nearWidth(offsets []uint64) uint {
	most := uint64(0)
	for i := 0; i < len(offsets); i += runRows {
		most = max(most, offsets[min(i+runRows, len(offsets))-1]-offsets[i])
	}
	return uint(bits.Len64(most))
}
