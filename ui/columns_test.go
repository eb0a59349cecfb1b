package ui

import (
	"strings"
	"testing"
	"time"

	"spoor/cache"
)

// bucketCalls are three calls on two buckets, and one of another service, the
// newest first.
func bucketCalls(t tester) *cache.Cache {
	c := newCache(t)
	var records []string
	for i, params := range []string{`"bucketName":"payroll","tags":["a","b"]`, `"bucketName":"payroll"`, `"bucketName":"minutes","acl":{"owner":"x"}`} {
		records = append(records, call{at: corpusEnd.Add(-time.Duration(i) * time.Hour), user: "alice", source: "s3", name: "PutBucketTagging", params: params, from: "192.0.2.1", region: "eu-west-1"}.record(i))
	}
	records = append(records, call{at: corpusEnd.Add(-3 * time.Hour), user: "alice", source: "sts", name: "GetSessionToken", params: `"sessionToken":"IQoJb3JpZ2luX2VjSECRET"`, from: "192.0.2.1", region: "eu-west-1"}.record(3))
	fill(t, c, records...)
	return c
}

// eventLines returns the lines of Events, the names of the columns first.
func (s *screen) eventLines() []string {
	s.t.Helper()
	var lines []string
	for _, line := range strings.Split(s.view(), "\n") {
		if _, in, ok := strings.Cut(line, "││"); ok && (strings.Contains(in, "time (") || strings.Contains(in, " Nov ")) {
			lines = append(lines, strings.TrimRight(strings.TrimSuffix(in, "│"), " "))
		}
	}
	return lines
}

func TestAValueInDetailBecomesAColumnAndGoesAgain(t *testing.T) {
	s := openOn(t, 140, 44, bucketCalls(t))
	s.keys("6", "/", "type:bucketName", "enter", "C")
	s.shows("requestParameters.bucketName is a column of Events; C takes it away")
	lines := s.eventLines()
	for i, end := range []string{"bucketName", "payroll", "payroll", "minutes"} {
		if i >= len(lines) || !strings.HasSuffix(lines[i], end) {
			t.Fatalf("line %d does not end with %q:\n%s", i, end, strings.Join(lines, "\n"))
		}
	}
	if last := lines[4]; strings.Contains(last, "…") || strings.Contains(last, "payroll") {
		t.Errorf("of an event without such a value is said %q", last)
	}
	s.keys("C")
	s.shows("requestParameters.bucketName is no column of Events any more")
	if lines := s.eventLines(); strings.Contains(lines[0], "bucketName") {
		t.Errorf("the column stays: %s", lines[0])
	}
}

func TestTheCellOfARecordPathFiltersAndLeadsToItsLike(t *testing.T) {
	s := open(t, 140, 44, Options{Cache: bucketCalls(t), Columns: []string{"event", "requestParameters.bucketName", "requestParameters.acl", "requestParameters.sessionToken"}})
	s.keys("5", "l", "l", "j", "j", "+")
	if got, want := s.filter(), "requestParameters.bucketName:minutes"; got != want {
		t.Errorf("the filter is %q, want %q", got, want)
	}
	s.shows("1 of 4 events", `{"owner":"x"}`)
	s.keys("l", "+")
	s.shows("there is more than one value in this: choose one of them in Detail")
	s.keys("u", "g", "h", "*")
	s.shows("2 / 4")
	s.keys("G", "-")
	if got, want := s.filter(), "requestParameters.bucketName:*"; got != want {
		t.Errorf("without the events that have none the filter is %q, want %q", got, want)
	}
	s.keys("u", "s")
	s.shows("events are sorted by what their fields say")
	s.keys("G", "l", "l", "+")
	s.shows("a secret does not go into a filter")
	s.hides("IQoJb3JpZ2luX2VjSECRET")
}

func TestAColumnIsTypedAsAFieldOrAPathAndMistakesAreSaid(t *testing.T) {
	s := openOn(t, 200, 44, bucketCalls(t))
	s.keys("5", "C", "a", "type:requestParameters.tags", "enter", "a", "type:eventid", "enter")
	s.shows("● requestParameters.tags", "● id")
	s.keys("a", "type:bucket", "enter")
	s.shows(`there is no column "bucket"`)
	s.keys("esc", "esc")
	if lines := s.eventLines(); !strings.Contains(lines[0], " tags ") || !strings.Contains(lines[0], " id") || !strings.Contains(lines[1], "a b") {
		t.Errorf("the columns are\n%s", strings.Join(lines, "\n"))
	}
}

func TestOfALongValueOnlyTheBeginningIsKeptAndNotFilteredBy(t *testing.T) {
	c := newCache(t)
	fill(t, c, call{at: corpusEnd, user: "alice", source: "s3", name: "PutObject", params: `"key":"` + strings.Repeat("é", 1<<20) + `"`, from: "192.0.2.1", region: "eu-west-1"}.record(0))
	s := open(t, 140, 44, Options{Cache: c, Columns: []string{"requestParameters.key"}, Facets: []string{"requestParameters.key"}})
	s.until(func() bool { return strings.Count(s.view(), "éé…é") >= 1 })
	s.keys("5", "l", "+")
	s.shows("this is too long for a filter")
	s.lists("1")
	s.keys("2", "enter")
	s.shows("this is too long for a filter")
}

func TestAFoldedRunSaysOfAPathOnlyWhatItsNewestEventHas(t *testing.T) {
	c := newCache(t)
	fill(t, c, runsOfCalls()...)
	s := open(t, 140, 44, Options{Cache: c, Folded: true, Columns: []string{"event", "requestParameters.key"}})
	lines := s.eventLines()
	if !strings.Contains(lines[1], "×7") || !strings.HasSuffix(lines[1], "k0 …") {
		t.Errorf("the run is told as %q", lines[1])
	}
	s.keys("5", "l", "l", "+")
	s.shows("the events of this run may differ in that")
}

func TestAColumnFollowsTheRecordWhenAFullerOneComes(t *testing.T) {
	c := newCache(t)
	cut := `{"eventTime":"2026-11-20T09:30:01Z","eventSource":"s3.amazonaws.com","eventName":"PutObject","awsRegion":"eu-west-1","eventID":"one","recipientAccountId":"111122223333"`
	fill(t, c, cut+`,"requestParameters":{"bucketName":"first"}}`)
	s := open(t, 140, 44, Options{Cache: c, Columns: []string{"event", "requestParameters.bucketName"}})
	s.shows("first")
	other, err := cache.Open(t.Context(), cache.Options{Path: c.Path(), Command: "another"})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	fill(t, other, cut+`,"requestParameters":{"bucketName":"second","key":"k","versionId":"v"},"additionalEventData":{"bytesTransferredIn":17}}`)
	s.send(watchMsg{})
	s.until(func() bool { return strings.Contains(s.view(), "PutObject                                    second") })
	s.until(func() bool { return strings.Contains(s.view(), `bucketName  "second"`) })
}
