package fetch

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

func TestAllPartsTogetherHaveComeBackToTheLatestOfThem(t *testing.T) {
	noon := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)
	p := Progress{Events: 700, Left: time.Minute, Parts: []PartProgress{
		{Place: "us-east-1", State: Fetching, Requests: 13, Likely: 21, Rate: 1.8, Reached: noon, Problem: ""},
		{Place: "eu-west-1", State: Fetching, Requests: 5, Likely: 4, Rate: 0.9, Reached: noon.Add(-time.Hour), Throttled: 2},
		{Place: "sa-east-1", State: Failed, Requests: 1, Reached: noon.Add(time.Hour), Problem: "refused"},
		{Place: "sa-west-1", State: Failed, Problem: "refused"},
	}}
	sum := p.Sum()
	if sum.Requests != 19 || sum.Likely != 27 || sum.Throttled != 2 || !sum.Reached.Equal(noon) || sum.State != Fetching || sum.Left != time.Minute {
		t.Errorf("%+v", sum)
	}
	if got := sum.Lines(noon, time.UTC); got[0] != "19 of about 27 requests · 2.7/s · back to 18 Nov 12:00 · 1 min left" || got[1] != "19/27 · 1 min left" || got[2] != "19/27" {
		t.Errorf("%q", got)
	}
	if got := p.Problems(); !slices.Equal(got, []string{"refused"}) {
		t.Errorf("problems %q", got)
	}
}

// slow is a plan that runs until it is stopped.
type slow struct{ began chan struct{} }

func (s *slow) Offer() Offer { return Offer{} }

func (s *slow) Run(ctx context.Context, report func(Progress)) (Progress, error) {
	close(s.began)
	for n := 1; ctx.Err() == nil; n++ {
		report(Progress{Events: n})
		time.Sleep(time.Millisecond)
	}
	return Progress{Events: -1}, ctx.Err()
}

func TestAJobBeginsWhenTheOneBeforeHasEnded(t *testing.T) {
	first, second := &slow{make(chan struct{})}, &slow{make(chan struct{})}
	one := Start(t.Context(), first, nil)
	<-first.began
	if r := one.Next(); r.Over || r.Events < 1 {
		t.Errorf("under way: %+v", r)
	}
	two := Start(t.Context(), second, one)
	select {
	case <-second.began:
		t.Fatal("it did not wait")
	case <-time.After(20 * time.Millisecond):
	}
	one.Stop()
	<-second.began
	for {
		r := one.Next()
		if r.Over {
			if r.Events != -1 || !errors.Is(r.Err, context.Canceled) {
				t.Errorf("over: %+v", r)
			}
			break
		}
	}
	two.Stop()
	two.Wait()
}
