package ingest

import (
	"testing"
	"time"
)

func TestTheTimeLeftIsThatOfTheStreamsThatWaitTheirTurn(t *testing.T) {
	for _, it := range []struct {
		over, fetching, waiting int
		want                    time.Duration
	}{
		{0, 64, 446, 0},
		{100, 0, 100, time.Minute},
		{68, 64, 268, 3 * time.Minute},
		{190, 20, 0, 3 * time.Second},
	} {
		if got := leftInTurn(time.Minute, it.over, it.fetching, it.waiting); got != it.want {
			t.Errorf("%v are left of %+v after a minute", got, it)
		}
	}
}
