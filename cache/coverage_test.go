package cache

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spoor/cache/coverage"
)

func TestWhatWasMissingOfAnAttributeIsThereOnceEverythingWasFetched(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	const pair = "EventName=DeleteUser"
	at := func(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }
	stretch := func(account, filter string, from, to int, state coverage.State) Stretch {
		return Stretch{Source: "lookup", Account: account, Region: "us-east-1", Category: "Management", Filter: filter,
			From: at(from), To: at(to), State: uint8(state), AsOf: at(to)}
	}
	for _, s := range []Stretch{
		stretch("1", pair, 0, 10, coverage.Unavailable), stretch("1", pair, 10, 20, coverage.Damaged),
		stretch("1", pair, 20, 25, coverage.Observed), stretch("2", pair, 0, 30, coverage.Unavailable),
		stretch("1", "", 5, 30, coverage.Complete), stretch("2", "", 0, 30, coverage.Provisional),
	} {
		if _, err := c.Append(ctx, &Batch{Coverage: []Stretch{s}}); err != nil {
			t.Fatal(err)
		}
	}
	known, err := c.Coverage(ctx, CoverageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		account, filter string
		from, to        int
		state           coverage.State
	}
	var got []line
	for _, s := range known {
		got = append(got, line{s.Account, s.Filter, int(s.From.Sub(start).Minutes()), int(s.To.Sub(start).Minutes()), coverage.State(s.State)})
	}
	want := []line{
		{"1", "", 5, 30, coverage.Complete},
		{"1", pair, 0, 5, coverage.Unavailable}, {"1", pair, 5, 20, coverage.Filtered}, {"1", pair, 20, 25, coverage.Observed},
		{"2", "", 0, 30, coverage.Provisional}, {"2", pair, 0, 30, coverage.Unavailable},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(line{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
