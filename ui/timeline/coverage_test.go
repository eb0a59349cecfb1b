package timeline

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/query"
	"spoor/source"
)

func TestOnlyWhatEveryStreamFetchedCountsAsFetched(t *testing.T) {
	at := func(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }
	one := func(region string, from, to int, s source.State) cache.Stretch {
		return cache.Stretch{Region: region, From: at(from), To: at(to), State: uint8(s)}
	}
	got := Combine([]cache.Stretch{
		one("a", 0, 10, source.Complete),
		one("b", 4, 8, source.Complete),
		one("b", 8, 9, source.Damaged),
		one("b", 6, 20, source.Observed),
	}, query.Window{From: at(1), To: at(12)})
	want := []Covered{
		{at(1), at(4), Some},
		{at(4), at(8), Fetched},
		{at(8), at(12), Some},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := Share(got, query.Window{From: at(1), To: at(12)}, Fetched); got < 0.36 || got > 0.37 {
		t.Errorf("%.3f of the window is fetched", got)
	}
}

// The naive model asks every stream at every hour.
func TestCoverageIsWhatAskingEveryStreamAtEveryHourGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }
		stretches := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) cache.Stretch {
			from := rapid.IntRange(0, 20).Draw(t, "from")
			return cache.Stretch{
				Region: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "region"),
				From:   at(from), To: at(from + rapid.IntRange(1, 8).Draw(t, "hours")),
				State: uint8(rapid.IntRange(int(source.NeverFetched), int(source.Pruned)).Draw(t, "state")),
			}
		}), 0, 12).Draw(t, "stretches")
		w := query.Window{From: at(2), To: at(18)}
		got := Combine(stretches, w)
		for h := 0; h < 30; h++ {
			best := map[string]Level{}
			for _, s := range stretches {
				l := best[s.Region]
				if !at(h).Before(s.From) && at(h).Before(s.To) {
					l = max(l, levelOf(s.State))
				}
				best[s.Region] = l
			}
			var count [levels]int
			for _, l := range best {
				count[l]++
			}
			want := together(count, len(best))
			if !w.Contains(at(h)) {
				want = Unknown
			}
			p := &Pane{coverage: got}
			if level := p.level(at(h)); level != want {
				t.Fatalf("hour %d is %d, want %d (%v)", h, level, want, got)
			}
		}
	})
}

func TestOneNewStreamOfManyTakesLittleFromThePortion(t *testing.T) {
	at := func(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }
	var stretches []cache.Stretch
	for i := range 100 {
		stretches = append(stretches, cache.Stretch{Account: fmt.Sprint(i), From: at(-5), To: at(20), State: uint8(source.Delivered)})
	}
	stretches[40].From = at(9)
	got := Portion(stretches, query.Window{From: at(0), To: at(10)})
	if got < 0.9909 || got > 0.9911 {
		t.Errorf("%.4f of it is fetched, want 0.991", got)
	}
}

// The naive model counts the hours of every stream.
func TestThePortionIsWhatCountingTheHoursOfEveryStreamGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }
		stretches := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) cache.Stretch {
			from := rapid.IntRange(0, 20).Draw(t, "from")
			return cache.Stretch{
				Account: rapid.SampledFrom([]string{"1", "2"}).Draw(t, "account"),
				Region:  rapid.SampledFrom([]string{"a", "b"}).Draw(t, "region"),
				From:    at(from), To: at(from + rapid.IntRange(1, 8).Draw(t, "hours")),
				State: uint8(rapid.IntRange(int(source.NeverFetched), int(source.Pruned)).Draw(t, "state")),
			}
		}), 0, 12).Draw(t, "stretches")
		hours, all := map[stream]map[int]bool{}, 0
		for _, s := range stretches {
			of := stream{s.Account, s.Region, s.Category}
			if hours[of] == nil {
				hours[of] = map[int]bool{}
			}
			for h := 2; h < 18; h++ {
				if levelOf(s.State) == Fetched && !at(h).Before(s.From) && at(h).Before(s.To) && !hours[of][h] {
					hours[of][h] = true
					all++
				}
			}
		}
		want := float64(all) / float64(16*max(1, len(hours)))
		if got := Portion(stretches, query.Window{From: at(2), To: at(18)}); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%v of %v is fetched, want %v", got, stretches, want)
		}
	})
}
