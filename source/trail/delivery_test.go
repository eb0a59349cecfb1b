package trail

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/internal/s3test"
	"spoor/source"
)

// stated pulls s and returns what it stated about coverage, a line for each
// stretch, in order. It fails the test where a statement comes before the end of
// an object that it rests on.
func stated(t *testing.T, s *Source, asOf time.Time) []string {
	t.Helper()
	var lines []string
	stated := map[string]bool{}
	at := func(moment time.Time) string {
		if asOf.Sub(moment).Abs() < 2*time.Hour {
			return "now" + moment.Sub(asOf).Round(time.Minute).String()
		}
		return moment.Format("01-02T15:04")
	}
	err := s.Pull(t.Context(), func(b *source.Batch) error {
		if b.Stretches == nil {
			for folder := range stated {
				if strings.HasPrefix(b.From.Place, folder) {
					t.Errorf("%s came after what rests on it", b.From.Place)
				}
			}
			return nil
		}
		stated[b.From.Place] = true
		for _, s := range b.Stretches {
			line := fmt.Sprintf("%s %s %s %s..%s", s.Account[:3], s.Region, s.Category, at(s.From), at(s.To))
			if s.State == source.Unavailable {
				line += " " + s.Reason
			} else if s.State != source.Delivered {
				t.Errorf("%+v", s)
			}
			if s.IfSeen != (s.Category == "Data") {
				t.Errorf("%+v", s)
			}
			if b.From.Kind != Kind || b.From.Fetched.Sub(asOf).Abs() > time.Minute || !strings.HasPrefix(b.From.Place, "s3://logs/") {
				t.Errorf("%+v", b.From)
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

func expectStated(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("stated\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatATrailHasDeliveredIsStatedForEachFolder(t *testing.T) {
	objects := map[string]string{
		"AWSLogs/210987654321/ec2/eu-west-1/2026/03/02/x.json": list(rec(1)),
		"elsewhere/x.json": list(rec(2)),
	}
	for _, key := range []string{
		trailKey("", "210987654321", "CloudTrail", "eu-west-1", "2026/03/02", "AAAA"),
		trailKey("", "210987654321", "CloudTrail", "eu-west-1", "2026/03/05", "BBBB"),
		trailKey("", "210987654321", "CloudTrail-Insight", "us-east-1", "2026/03/03", "CCCC"),
		trailKey("", "o-1234abcde/333333333333", "CloudTrail", "us-east-1", "2026/03/04", "DDDD"),
		trailKey("", "o-1234abcde/333333333333", "CloudTrail-NetworkActivity", "us-east-1", "2026/03/04", "EEEE"),
	} {
		objects[key] = list(rec(len(objects)))
	}
	objects[trailKey("", "210987654321", "CloudTrail-Digest", "us-east-1", "2026/03/02", "FFFF")] = digestFile
	f := s3test.New(t, objects)
	got := stated(t, NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"}), time.Now().UTC())
	expectStated(t, got,
		"210 eu-west-1 Data 03-02T10:15..now-15m0s",
		"210 eu-west-1 Management 03-02T10:15..now-15m0s",
		"210 us-east-1 Insight 03-03T10:15..now-1h0m0s",
		"333 us-east-1 Data 03-04T10:15..now-15m0s",
		"333 us-east-1 Management 03-04T10:15..now-15m0s",
		"333 us-east-1 NetworkActivity 03-04T10:15..now-15m0s",
	)
}

func TestOnlyTheDaysThatWereListedAreStated(t *testing.T) {
	region := "AWSLogs/210987654321/CloudTrail/eu-west-1/"
	objects := map[string]string{}
	for _, day := range []string{"2026/02/05", "2026/02/11", "2026/02/20"} {
		objects[trailKey("", "210987654321", "CloudTrail", "eu-west-1", day, "X")] = list(rec(1))
	}
	f := s3test.New(t, objects)
	day := func(d, hour int) time.Time { return time.Date(2026, 2, d, hour, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		prefix   string
		from, to time.Time
		want     string
	}{
		"a window with objects":         {"", day(10, 7), day(12, 9), "02-10T00:00..02-13T00:00"},
		"one without":                   {region, day(7, 0), day(8, 0), "02-07T00:00..02-09T00:00"},
		"from before the trail":         {"AWSLogs/", day(1, 0), day(6, 0), "02-05T10:15..02-07T00:00"},
		"one that has not ended":        {"AWSLogs/210987654321", day(19, 0), time.Time{}, "02-19T00:00..now-15m0s"},
		"no beginning":                  {"", time.Time{}, day(6, 0), "02-05T10:15..02-07T00:00"},
		"all before the trail":          {"", day(1, 0), day(3, 0), ""},
		"a prefix that cuts the days":   {region + "2026/02/1", time.Time{}, time.Time{}, ""},
		"a prefix that is one day":      {region + "2026/02/11/", time.Time{}, time.Time{}, ""},
		"a prefix that cuts the Region": {"AWSLogs/210987654321/CloudTrail/eu-w", day(20, 0), time.Time{}, "02-20T00:00..now-15m0s"},
	} {
		var want []string
		if c.want != "" {
			want = []string{"210 eu-west-1 Data " + c.want, "210 eu-west-1 Management " + c.want}
		}
		t.Run(name, func(t *testing.T) {
			b := Bucket{Client: f.Client(), Name: "logs", Prefix: c.prefix, From: c.from, To: c.to}
			expectStated(t, stated(t, NewBucket(Options{}, b), time.Now().UTC()), want...)
		})
	}
}

func TestADayOfWhichAnObjectCouldNotBeReadIsNotDelivered(t *testing.T) {
	objects := map[string]string{}
	key := func(day int, name string) string {
		return trailKey("", "210987654321", "CloudTrail-Insight", "eu-west-1", fmt.Sprintf("2026/02/%02d", day), name)
	}
	for day := 1; day <= 9; day++ {
		objects[key(day, "A")], objects[key(day, "B")] = zipped(t, list(rec(day))), list(rec(100+day))
	}
	f := s3test.New(t, objects)
	f.Refuse(key(3, "A"), 403, "AccessDenied")
	f.Refuse(key(6, "A"), 404, "NoSuchKey")
	f.Refuse(key(6, "B"), 403, "AccessDenied")
	f.Break(key(7, "A"), 40, 1, 1, 1, 1)
	got := stated(t, NewBucket(Options{Workers: 1}, Bucket{Client: f.Client(), Name: "logs"}), time.Now().UTC())
	for i, line := range got {
		got[i], _, _ = strings.Cut(line, "_CloudTrail")
	}
	expectStated(t, got,
		"210 eu-west-1 Insight 02-01T10:15..02-02T23:00",
		"210 eu-west-1 Insight 02-02T23:00..02-04T00:00 an object could not be read: 210987654321",
		"210 eu-west-1 Insight 02-04T00:00..02-05T23:00",
		"210 eu-west-1 Insight 02-05T23:00..02-07T00:00 2 objects could not be read, the first of them 210987654321",
		"210 eu-west-1 Insight 02-07T00:00..02-08T00:00 an object could not be read: 210987654321",
		"210 eu-west-1 Insight 02-08T00:00..now-1h0m0s",
	)
}

func TestNothingIsStatedWhereThePullEndedBefore(t *testing.T) {
	objects := map[string]string{}
	for day := 1; day <= 9; day++ {
		objects[trailKey("", "210987654321", "CloudTrail", "eu-west-1", fmt.Sprintf("2026/02/%02d", day), "A")] = list(rec(day))
	}
	f := s3test.New(t, objects)
	f.Refuse(trailKey("", "210987654321", "CloudTrail", "eu-west-1", "2026/02/09", "A"), 400, "ExpiredToken")
	err := NewBucket(Options{}, Bucket{Client: f.Client(), Name: "logs"}).Pull(t.Context(), func(b *source.Batch) error {
		if b.Stretches != nil {
			t.Errorf("stated %+v", b.Stretches)
		}
		return nil
	})
	if err == nil {
		t.Error("no error")
	}
}
