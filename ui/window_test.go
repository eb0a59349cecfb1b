package ui

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/query"
)

func TestTheOpeningWindowIsAsLongAsAsked(t *testing.T) {
	first := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	last := first.Add(19*24*time.Hour - time.Minute)
	got := window{length: 24 * time.Hour}.resolve(first, last, 10)
	if want := first.Add(19 * 24 * time.Hour); !got.To.Equal(want) || got.To.Sub(got.From) != 24*time.Hour {
		t.Errorf("%v", got)
	}
}

func TestTheOpeningWindowEndsAtTheNewestEventAndHoldsAWeek(t *testing.T) {
	first := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(2020, 3, 1, 12, 30, 0, 0, time.UTC)
	want := query.Window{From: time.Date(2020, 2, 23, 13, 0, 0, 0, time.UTC), To: time.Date(2020, 3, 1, 13, 0, 0, 0, time.UTC)}
	if got := (window{}).resolve(first, last, 10); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestAWindowHoldsAllThatIsCachedWhenThatIsLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		last := time.Unix(rapid.Int64Range(1e9, 2e9).Draw(t, "last"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanos")).UTC()
		first := last.Add(-time.Duration(rapid.Int64Range(0, int64(opening-2*time.Hour)).Draw(t, "before")))
		for _, w := range []window{{}, {chosen: true}} {
			got := w.resolve(first, last, 1)
			if !got.Contains(first) || !got.Contains(last) {
				t.Fatalf("%v misses %v or %v", got, first, last)
			}
		}
	})
}

func TestAnEmptyCacheHasNoWindow(t *testing.T) {
	if got := (window{}).resolve(time.Time{}, time.Time{}, 0); got != (query.Window{}) {
		t.Error(got)
	}
}

// In a window of years no day is told without its year, though all that is
// shown is of one.
func TestDaysOfYearsAgoAreToldApart(t *testing.T) {
	c := newCache(t)
	var records []string
	for i, year := range []int{2016, 2019, 2026} {
		at := time.Date(year, 8, 2, 8, 30, 0, 0, time.UTC)
		records = append(records, call{at: at, user: "alice", source: "iam", name: []string{"CreateUser", "CreateRole", "DeleteUser"}[i], from: "192.0.2.1", region: "us-east-1"}.record(i))
	}
	fill(t, c, records...)
	s := openOn(t, 120, 40, c)
	s.shows("2 Aug ")
	s.keys("A")
	s.shows("10 years  2 Aug 2016 08:00 – 2 Aug 2026 09:00 UTC", "2019-08-02 08:30:00")
	s.keys("f", "type:event:CreateRole", "enter")
	s.shows("1 of 3 events", "2019-08-02 08:30:00")
}

// Whoever goes from day to day goes on doing so where clocks are changed.
func TestWholeDaysStayWholeDaysWhenTheyAreShifted(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	for _, c := range []struct{ from, to, later string }{
		{"2026-10-24 00:00", "2026-10-25 00:00", "2026-10-25 00:00 – 2026-10-26 00:00"},
		{"2026-10-25 00:00", "2026-10-26 00:00", "2026-10-26 00:00 – 2026-10-27 00:00"},
		{"2026-03-22 00:00", "2026-03-29 00:00", "2026-03-29 00:00 – 2026-04-05 00:00"},
		{"2026-03-28 00:00", "2026-03-30 00:00", "2026-03-30 00:00 – 2026-04-01 00:00"},
		// By its length: an hour is an hour.
		{"2026-10-24 12:00", "2026-10-25 00:00", "2026-10-25 00:00 – 2026-10-25 11:00"},
	} {
		at := func(s string) time.Time {
			t.Helper()
			got, err := time.ParseInLocation("2006-01-02 15:04", s, berlin)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		w := query.Window{From: at(c.from), To: at(c.to)}
		later := shift(w, 1, berlin)
		if got := later.From.In(berlin).Format("2006-01-02 15:04") + " – " + later.To.In(berlin).Format("2006-01-02 15:04"); got != c.later {
			t.Errorf("after %s – %s come %s, want %s", c.from, c.to, got, c.later)
		}
		if back := shift(later, -1, berlin); !back.From.Equal(w.From) || !back.To.Equal(w.To) {
			t.Errorf("back from %v to %v, not %v", later, back, w)
		}
	}
}
