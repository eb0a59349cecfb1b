package text

import (
	"strings"
	"testing"
	"time"
)

func TestNumbersAreGroupedByThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 48210: "48,210", 1234567: "1,234,567", -1234: "-1,234", -12: "-12"} {
		if got := Group(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestSizesHaveThreeDigitsAtMost(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1300: "1.3 kB", 999_700: "1.0 MB", 123_456_789: "123 MB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestSpansAreWrittenWithTheirGreatestUnits(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		2 * time.Hour:                   {"2 h", "2h"},
		7 * 24 * time.Hour:              {"7 d", "7d"},
		24 * time.Hour:                  {"1 d", "24h"},
		87 * time.Minute:                {"1 h 27 min", "87m"},
		26*time.Hour + 30*time.Second:   {"1 d 2 h", "1 d 2 h"},
		24*time.Hour + 5*time.Second:    {"1 d", "1 d"},
		90 * time.Second:                {"1 min 30 s", "1 min 30 s"},
		250 * time.Millisecond:          {"250 ms", "250 ms"},
		90 * time.Minute:                {"1 h 30 min", "90m"},
		10049 * time.Minute:             {"6 d 23 h", "6 d 23 h"},
		49 * time.Hour:                  {"2 d 1 h", "49h"},
		3*24*time.Hour + 12*time.Second: {"3 d", "3 d"},
		400 * 24 * time.Hour:            {"400 d", "400d"},
		730 * 24 * time.Hour:            {"730 d", "2 years"},
		1280 * 24 * time.Hour:           {"1,280 d", "3.5 years"},
	} {
		if got := Span(d); got != want[0] {
			t.Errorf("Span(%v) is %q, want %q", d, got, want[0])
		}
		if got := Short(d); got != want[1] {
			t.Errorf("Short(%v) is %q, want %q", d, got, want[1])
		}
	}
}

func TestARangeNamesItsZoneAndTheYearOnlyWhereItIsNotThisOne(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	day := func(y, d, h int) time.Time { return time.Date(y, 11, d, h, 0, 0, 0, time.UTC) }
	india := time.FixedZone("", 5*3600+1800)
	for _, c := range []struct {
		from, to time.Time
		zone     *time.Location
		want     string
	}{
		{day(2026, 13, 0), day(2026, 20, 0), time.UTC, "13 Nov 00:00 – 20 Nov 00:00 UTC"},
		{day(2026, 13, 1), day(2026, 13, 2), time.UTC, "13 Nov 01:00 – 02:00 UTC"},
		{day(2020, 13, 1), day(2020, 14, 2), time.UTC, "13 Nov 2020 01:00 – 14 Nov 2020 02:00 UTC"},
		{day(2025, 20, 0), day(2026, 13, 2), time.UTC, "20 Nov 2025 00:00 – 13 Nov 02:00 UTC"},
		{day(2017, 13, 0), day(2026, 13, 2), time.UTC, "13 Nov 2017 00:00 – 13 Nov 2026 02:00 UTC"},
		{day(2026, 13, 0), day(2026, 13, 1), india, "13 Nov 05:30 – 06:30 +05:30"},
	} {
		if got := Range(c.from, c.to, now, c.zone); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestNamesAreShortenedWithoutBecomingAnother(t *testing.T) {
	for got, want := range map[string]string{
		Service("iam.amazonaws.com"):                           "iam",
		Service("example.com"):                                 "example.com",
		Type("AWS::IAM::User"):                                 "IAM::User",
		Region("us-east-1"):                                    "us-e-1",
		Region("ap-southeast-2"):                               "ap-se-2",
		Region("us-gov-west-1"):                                "us-gov-w-1",
		Region("eu-central-1"):                                 "eu-c-1",
		Resource("arn:aws:iam::123456789012:user/ops"):         "user/ops",
		Resource("arn:aws:s3:::bucket/key:with:colons"):        "bucket/key:with:colons",
		Resource("arn:aws:sns:eu-west-1:123456789012:topic:x"): "topic:x",
		Resource("arn:broken"):                                 "arn:broken",
		Resource("plain"):                                      "plain",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWrappedLinesFitAndLoseNothing(t *testing.T) {
	lines := Wrap([]string{"one two three four five", "short", "open /a/path/too/long: gone", "テスト機械の名前"}, 10)
	want := "one two|three four|five|short|open|/a/path/to|o/long:|gone|テスト機械|の名前"
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("%s", got)
	}
}

func TestWordsAreFoundWhateverTheLengthOfTheirCases(t *testing.T) {
	for _, c := range []struct{ s, words, found string }{
		{"GetObject", "object", "Object"}, {"GetObject", "", ""}, {"GetObject", "objects", ""}, {"aab", "AB", "ab"},
		{"ȺȺ xyz", "X", "x"}, {"ȺȺ xyz", "ⱥ ", "Ⱥ "}, {"ⱥ", "ȺȺ", ""}, {"ÉCOLE", "école", "ÉCOLE"},
	} {
		from, to := Find(c.s, c.words)
		if (from < 0) != (c.found == "") || from >= 0 && c.s[from:to] != c.found {
			t.Errorf("%q in %q: %d to %d", c.words, c.s, from, to)
		}
	}
}

func TestWhatIsLongAgoIsToldInYears(t *testing.T) {
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		-time.Hour: "just now", 59 * time.Second: "just now", 61 * time.Second: "1 min ago", 26 * time.Hour: "1 d ago",
		300 * day: "300 d ago", 729 * day: "729 d ago", 731 * day: "2 years ago", 1230 * day: "3.4 years ago",
	} {
		if got := Ago(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
