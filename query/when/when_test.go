package when

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests name zones that a machine may lack

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

const layout = "2006-01-02 15:04:05 -0700"

// read understands a phrase at a time given in a zone.
func read(t testing.TB, zoneName, now, phrase string) Span {
	t.Helper()
	z := zone(t, zoneName)
	at, err := time.ParseInLocation("2006-01-02 15:04", now, z)
	if err != nil {
		t.Fatal(err)
	}
	span, err := Reader{Now: at, Zone: z}.Read(phrase)
	if err != nil {
		t.Fatalf("%q: %v", phrase, err)
	}
	span.From, span.To, span.Until = span.From.In(z), span.To.In(z), span.Until.In(z)
	return span
}

func TestPhrasesStandForSpans(t *testing.T) {
	// Friday.
	const now = "2026-11-20 15:04"
	for _, test := range []struct{ phrase, from, to string }{
		{"2026-11-19", "2026-11-19 00:00:00 +0100", "2026-11-20 00:00:00 +0100"},
		{"2026-11-19z", "2026-11-19 01:00:00 +0100", "2026-11-20 01:00:00 +0100"},
		{"2026-11", "2026-11-01 00:00:00 +0100", "2026-12-01 00:00:00 +0100"},
		{"20261119", "2026-11-19 00:00:00 +0100", "2026-11-20 00:00:00 +0100"},
		{"2026-11-19T14", "2026-11-19 14:00:00 +0100", "2026-11-19 15:00:00 +0100"},
		{"2026-11-19T14:00", "2026-11-19 14:00:00 +0100", "2026-11-19 14:01:00 +0100"},
		{"2026-11-19 14:00", "2026-11-19 14:00:00 +0100", "2026-11-19 14:01:00 +0100"},
		{"2026-11-19t14:00:05z", "2026-11-19 15:00:05 +0100", "2026-11-19 15:00:06 +0100"},
		{"2026-11-19T14:00Z", "2026-11-19 15:00:00 +0100", "2026-11-19 15:01:00 +0100"},
		{"2026-11-19T14:00-05:00", "2026-11-19 20:00:00 +0100", "2026-11-19 20:01:00 +0100"},
		{"2026-11-19T14:00+0530", "2026-11-19 09:30:00 +0100", "2026-11-19 09:31:00 +0100"},
		{"2026-11-19 14:00 UTC", "2026-11-19 15:00:00 +0100", "2026-11-19 15:01:00 +0100"},
		{"20261119T1400Z", "2026-11-19 15:00:00 +0100", "2026-11-19 15:01:00 +0100"},
		{"2026-11-19T24:00", "2026-11-20 00:00:00 +0100", "2026-11-20 00:01:00 +0100"},
		{"1763560800", "2025-11-19 15:00:00 +0100", "2025-11-19 15:00:01 +0100"},
		{"now", "2026-11-20 15:04:00 +0100", "2026-11-20 15:04:01 +0100"},
		{"today", "2026-11-20 00:00:00 +0100", "2026-11-21 00:00:00 +0100"},
		{"Yesterday", "2026-11-19 00:00:00 +0100", "2026-11-20 00:00:00 +0100"},
		{"yesterday 3pm", "2026-11-19 15:00:00 +0100", "2026-11-19 16:00:00 +0100"},
		{"yesterday at 3:15 pm", "2026-11-19 15:15:00 +0100", "2026-11-19 15:16:00 +0100"},
		{"3pm yesterday", "2026-11-19 15:00:00 +0100", "2026-11-19 16:00:00 +0100"},
		{"yesterday noon", "2026-11-19 12:00:00 +0100", "2026-11-19 12:01:00 +0100"},
		{"yesterday 3pm utc", "2026-11-19 16:00:00 +0100", "2026-11-19 17:00:00 +0100"},
		{"12am", "2026-11-20 00:00:00 +0100", "2026-11-20 01:00:00 +0100"},
		{"14:00", "2026-11-20 14:00:00 +0100", "2026-11-20 14:01:00 +0100"},
		{"15:04", "2026-11-20 15:04:00 +0100", "2026-11-20 15:05:00 +0100"},
		{"15:05", "2026-11-19 15:05:00 +0100", "2026-11-19 15:06:00 +0100"},
		{"friday", "2026-11-20 00:00:00 +0100", "2026-11-21 00:00:00 +0100"},
		{"last friday", "2026-11-13 00:00:00 +0100", "2026-11-14 00:00:00 +0100"},
		{"friday 16:00", "2026-11-13 16:00:00 +0100", "2026-11-13 16:01:00 +0100"},
		{"on monday", "2026-11-16 00:00:00 +0100", "2026-11-17 00:00:00 +0100"},
		{"last mon 9am", "2026-11-16 09:00:00 +0100", "2026-11-16 10:00:00 +0100"},
		{"this week", "2026-11-16 00:00:00 +0100", "2026-11-23 00:00:00 +0100"},
		{"last week", "2026-11-09 00:00:00 +0100", "2026-11-16 00:00:00 +0100"},
		{"last month", "2026-10-01 00:00:00 +0200", "2026-11-01 00:00:00 +0100"},
		{"this year", "2026-01-01 00:00:00 +0100", "2027-01-01 00:00:00 +0100"},
		{"last hour", "2026-11-20 14:04:00 +0100", "2026-11-20 15:04:00 +0100"},
		{"2 hours ago", "2026-11-20 13:04:00 +0100", "2026-11-20 14:04:00 +0100"},
		{"an hour ago", "2026-11-20 14:04:00 +0100", "2026-11-20 15:04:00 +0100"},
		{"90m ago", "2026-11-20 13:34:00 +0100", "2026-11-20 13:35:00 +0100"},
		{"3 days ago", "2026-11-17 00:00:00 +0100", "2026-11-18 00:00:00 +0100"},
		{"3 days ago 9am", "2026-11-17 09:00:00 +0100", "2026-11-17 10:00:00 +0100"},
		{"a month ago", "2026-10-20 00:00:00 +0200", "2026-10-21 00:00:00 +0200"},
		{"19 Nov", "2026-11-19 00:00:00 +0100", "2026-11-20 00:00:00 +0100"},
		{"Nov 21", "2025-11-21 00:00:00 +0100", "2025-11-22 00:00:00 +0100"},
		{"19 Nov 03:12:44", "2026-11-19 03:12:44 +0100", "2026-11-19 03:12:45 +0100"},
		{"November 19th, 2024", "2024-11-19 00:00:00 +0100", "2024-11-20 00:00:00 +0100"},
		{"29 feb", "2024-02-29 00:00:00 +0100", "2024-03-01 00:00:00 +0100"},
		{"November", "2026-11-01 00:00:00 +0100", "2026-12-01 00:00:00 +0100"},
		{"dec", "2025-12-01 00:00:00 +0100", "2026-01-01 00:00:00 +0100"},
		{"July 2023", "2023-07-01 00:00:00 +0200", "2023-08-01 00:00:00 +0200"},
		{"july utc", "2026-07-01 02:00:00 +0200", "2026-08-01 02:00:00 +0200"},
		{"2023", "2023-01-01 00:00:00 +0100", "2024-01-01 00:00:00 +0100"},
	} {
		span := read(t, "Europe/Berlin", now, test.phrase)
		if from, to := span.From.Format(layout), span.To.Format(layout); from != test.from || to != test.to {
			t.Errorf("%q is %s – %s, want %s – %s", test.phrase, from, to, test.from, test.to)
		}
	}
}

func TestDaysAreAsLongAsTheyAreWhereTheReaderIs(t *testing.T) {
	for _, test := range []struct {
		zone, now, phrase string
		from, to          string
	}{
		// Clocks go back at 03:00: a day of 25 hours.
		{"Europe/Berlin", "2026-10-26 09:00", "yesterday", "2026-10-25 00:00:00 +0200", "2026-10-26 00:00:00 +0100"},
		// Clocks go forward: a day of 23 hours.
		{"America/New_York", "2026-03-08 09:00", "today", "2026-03-08 00:00:00 -0500", "2026-03-09 00:00:00 -0400"},
		// Clocks go forward at midnight: the day begins at 01:00.
		{"Africa/Cairo", "2026-04-24 09:00", "today", "2026-04-24 01:00:00 +0300", "2026-04-25 00:00:00 +0300"},
		{"Asia/Kolkata", "2026-11-20 00:10", "yesterday", "2026-11-19 00:00:00 +0530", "2026-11-20 00:00:00 +0530"},
		{"Australia/Lord_Howe", "2026-04-05 12:00", "today", "2026-04-05 00:00:00 +1100", "2026-04-06 00:00:00 +1030"},
		// 02:30 is skipped: it stands for the instant of the skip.
		{"Europe/Berlin", "2026-03-29 12:00", "02:30", "2026-03-29 03:00:00 +0200", "2026-03-29 03:01:00 +0200"},
		// 02:30 comes twice: its span covers both.
		{"Europe/Berlin", "2026-10-25 12:00", "02:30", "2026-10-25 02:30:00 +0200", "2026-10-25 02:31:00 +0100"},
		{"America/New_York", "2026-11-01 12:00", "1:30", "2026-11-01 01:30:00 -0400", "2026-11-01 01:31:00 -0500"},
		// "2 hours ago" counts real hours across the change.
		{"Europe/Berlin", "2026-03-29 04:00", "2 hours ago", "2026-03-29 01:00:00 +0100", "2026-03-29 03:00:00 +0200"},
		// Samoa had no 30 December 2011.
		{"Pacific/Apia", "2011-12-31 12:00", "yesterday", "2011-12-31 00:00:00 +1400", "2011-12-31 00:00:00 +1400"},
	} {
		span := read(t, test.zone, test.now, test.phrase)
		if from, to := span.From.Format(layout), span.To.Format(layout); from != test.from || to != test.to {
			t.Errorf("%s in %s is %s – %s, want %s – %s", test.phrase, test.zone, from, to, test.from, test.to)
		}
	}
}

func TestTheEndOfARangeIsTheFirstAfterItsBeginning(t *testing.T) {
	after := time.Date(2026, 11, 18, 22, 0, 0, 0, time.UTC) // a Wednesday
	now := time.Date(2026, 11, 20, 15, 4, 0, 0, time.UTC)
	for _, test := range []struct{ phrase, until string }{
		{"02:00", "2026-11-19T02:00:00Z"},
		{"23:00", "2026-11-18T23:00:00Z"},
		{"wednesday", "2026-11-19T00:00:00Z"},
		{"thursday", "2026-11-20T00:00:00Z"},
		{"thursday 3pm", "2026-11-19T15:00:00Z"},
		{"wednesday 3pm", "2026-11-25T15:00:00Z"},
		{"1 Dec", "2026-12-02T00:00:00Z"},
		{"1 Jan", "2027-01-02T00:00:00Z"},
		{"2026-11-19", "2026-11-20T00:00:00Z"},
		{"November", "2026-12-01T00:00:00Z"},
		{"feb", "2027-03-01T00:00:00Z"},
		{"Oct 2027", "2027-11-01T00:00:00Z"},
	} {
		span, err := Reader{Now: now, After: after}.Read(test.phrase)
		if err != nil {
			t.Fatal(err)
		}
		if got := span.Until.UTC().Format(time.RFC3339); got != test.until {
			t.Errorf("a range up to %q ends at %s, want %s", test.phrase, got, test.until)
		}
	}
}

func TestWhatIsNoTimeIsRefused(t *testing.T) {
	for _, phrase := range []string{
		"", " ", "soon", "2026-13-01", "2026-02-30", "25:00", "14:60", "14:5", "24:01", "13pm", "0am", "yesterday monday",
		"14:00 15:00", "2026-11-19T14:00+99:00", "2026-11-19T14:00+01:60", "last", "two hours ago", "2 parsecs ago", "32 nov", "30 feb", "at",
		"last week 3pm", "utc", "utc gmt today", "14:00:00.", "14:00:00.1234567890", strings.Repeat("9", 200), "0000-01-01",
	} {
		if span, err := (Reader{Now: time.Unix(1e9, 0)}).Read(phrase); err == nil {
			t.Errorf("%q is taken for %v – %v", phrase, span.From, span.To)
		}
	}
}

func TestLengths(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "15m": 15 * time.Minute, "24h": 24 * time.Hour, "7d": 168 * time.Hour, "2W": 336 * time.Hour, "1d12h": 36 * time.Hour,
		"30 days": 720 * time.Hour, "1 Hour 30 minutes": 90 * time.Minute, "2weeks": 336 * time.Hour,
	} {
		if got, err := Length(text); err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0h", "h", "24", "24x", "-1h", "1.5h", "99999999w", "3 months", "1 year", "2 ", "24h ", " 24h", "days", "5 d ays", strings.Repeat("1w", 40)} {
		if got, err := Length(text); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}

// In every zone and at every time, a wall-clock time is found again where
// time.Date puts it, and never moves the clock by more than the skip.
func TestWallClocksAreReadBack(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Gaza"}
	rapid.Check(t, func(t *rapid.T) {
		z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Skip(err)
		}
		at := time.Unix(rapid.Int64Range(0, 2_500_000_000).Draw(t, "unix"), 0).In(z)
		if rapid.Bool().Draw(t, "near a change") {
			if _, end := at.ZoneBounds(); !end.IsZero() {
				at = end.Add(time.Duration(rapid.IntRange(-7200, 7200).Draw(t, "seconds")) * time.Second)
			}
		}
		year, month, day := at.Date()
		hour, minute, second := at.Clock()
		first, last := wall(year, month, day, hour, minute, second, 0, z)
		if first.After(at) || last.Before(at) || !at.Equal(first) && !at.Equal(last) {
			t.Fatalf("%v is read back as %v or %v", at, first, last)
		}
		if start := dayStart(year, month, day, z); start.After(at) || start.In(z).Day() != day {
			t.Fatalf("the day of %v begins at %v", at, start.In(z))
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"yesterday 3pm", "2026-11-19T14:00Z", "last monday", "2 hours ago", "29 feb", "20261119T1400Z", "14:00:00.5+01:00", "t", "z", "t0z"} {
		f.Add(seed, int64(1_763_650_000), int64(0))
	}
	f.Fuzz(func(t *testing.T, phrase string, now, after int64) {
		r := Reader{Now: time.Unix(now%4e9, 0)}
		if after != 0 {
			r.After = time.Unix(after%4e9, 0)
		}
		span, err := r.Read(phrase)
		if err == nil && span.To.Before(span.From) {
			t.Errorf("%q ends at %v, before it begins at %v", phrase, span.To, span.From)
		}
		_, _ = Length(phrase)
	})
}
