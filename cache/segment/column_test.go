package segment

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"
)

// counted are the counts of one code as they are stored.
func counted(n, first, behind uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(binary.AppendUvarint(nil, n), first), behind)
}

func TestCountsThatDoNotFitTheRowsAreRefused(t *testing.T) {
	r := Reader{b: counted(4, 0, 3)}
	if got := readCounts(&r, 4, 1); r.err != nil || got[0] != (CodeCount{4, 0, 3}) {
		t.Fatalf("%v, %v", got, r.err)
	}
	for _, stored := range [][]byte{
		counted(0, 0, 3), counted(3, 0, 3), counted(5, 0, 3), counted(4, 0, 2), counted(4, 1, 3), counted(4, 4, 0),
		// Their sum is a row again.
		counted(4, math.MaxUint64-2, 3), counted(4, 3, math.MaxUint64-2),
	} {
		r := Reader{b: stored}
		if got := readCounts(&r, 4, 1); r.err == nil {
			t.Errorf("%v is taken for %v", stored, got)
		}
	}
}

func TestASectionOfOtherRowsIsRefused(t *testing.T) {
	enc := seeds(t)
	for _, rows := range []int{enc.Manifest.Rows - 1, enc.Manifest.Rows + 1, 0} {
		m := enc.Manifest
		m.Rows = rows
		for i, ref := range m.Sections {
			var err error
			switch {
			case ref.ID < columnEnd:
				_, err = m.OpenColumn(ref.ID, enc.Sections[i])
			case ref.ID == RowTimes:
				_, err = m.OpenTimes(enc.Sections[i])
			case ref.ID == Positions:
				_, err = m.OpenPositions(enc.Sections[i])
			default:
				continue
			}
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%v of %d rows as of %d: %v", ref.ID, enc.Manifest.Rows, rows, err)
			}
		}
	}
}
