package segment

import (
	"encoding/binary"
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
