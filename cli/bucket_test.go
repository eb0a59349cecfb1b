package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/internal/s3test"
)

// amazon points the AWS configuration of a test at a server, with credentials
// that are good for nothing else.
func amazon(t *testing.T, s *s3test.Server) {
	t.Helper()
	nowhere := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_S3": s.URL, "AWS_REGION": "", "AWS_DEFAULT_REGION": "", "AWS_PROFILE": "",
		"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_CONFIG_FILE": nowhere, "AWS_SHARED_CREDENTIALS_FILE": nowhere,
		// Nobody listens there.
		"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9/",
	} {
		t.Setenv(name, value)
	}
}

// delivered is the key of an object that a trail of an organisation delivered,
// and its content: one event of that time.
func delivered(t *testing.T, account, region string, at time.Time, n int) (key, content string) {
	t.Helper()
	key = fmt.Sprintf("audit/AWSLogs/o-example123/%s/CloudTrail/%s/%s/%[1]s_CloudTrail_%[2]s_%[4]s_%016[5]d.json.gz",
		account, region, at.Format("2006/01/02"), at.Format("20060102T1504Z"), n)
	record := fmt.Sprintf(`{"eventVersion":"1.11","eventTime":%q,"eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":%q,`+
		`"recipientAccountId":%q,"eventID":"9e1a4c77-2b7a-4a51-9a06-%012d","eventType":"AwsApiCall","eventCategory":"Management","userIdentity":{"type":"Root"}}`,
		at.Add(-3*time.Minute).Format(time.RFC3339), region, account, n)
	return key, gzipped(t, `{"Records":[`+record+`]}`)
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// begun is when the tests began: a bucket is the same however often it is made up.
var begun = time.Now().UTC()

// organisation is a bucket with an object for each of the last days, of two
// accounts and Regions each.
func organisation(t *testing.T, days int) map[string]string {
	t.Helper()
	objects := map[string]string{}
	n := 0
	for day := range days {
		at := begun.Add(-time.Hour).AddDate(0, 0, -day)
		for _, account := range []string{"111122223333", "444455556666"} {
			for _, region := range []string{"eu-west-1", "us-east-1"} {
				n++
				key, content := delivered(t, account, region, at, n)
				objects[key] = content
			}
		}
	}
	return objects
}

type imported struct {
	Files, Events, New, Lost, ReadBefore int
	Skipped                              []struct{ Place, Status, Reason string }
}

func importJSON(t *testing.T, wantCode int, args ...string) (imported, ran) {
	t.Helper()
	r := run(t, append([]string{"import", "--json"}, args...)...)
	if r.code != wantCode {
		t.Fatalf("exit code %d, want %d\n%s%s", r.code, wantCode, r.out, r.err)
	}
	var got imported
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatal(err)
	}
	return got, r
}

func TestABucketIsImportedOnceAndItsCoverageIsKnown(t *testing.T) {
	surroundings(t)
	server := s3test.New(t, organisation(t, 10))
	server.BeStrict()
	amazon(t, server)
	first, _ := importJSON(t, exitDone, "s3://logs/audit")
	if first.Files != 40 || first.New != 40 || first.Lost != 0 {
		t.Errorf("first: %+v", first)
	}
	if n := len(server.Fetched()); n != 40 {
		t.Errorf("%d objects were fetched", n)
	}
	second, _ := importJSON(t, exitDone, "s3://logs/audit")
	if fetched := server.Fetched(); len(fetched) != 0 || second.ReadBefore != 40 || second.New != 0 || len(server.Listings()) == 0 {
		t.Errorf("second: %+v, fetched %q", second, fetched)
	}
	info := must(t, "cache", "info")
	for _, account := range []string{"111122223333", "444455556666"} {
		for _, region := range []string{"eu-west-1", "us-east-1"} {
			if !strings.Contains(info, account+" "+region+" Management delivered: ") {
				t.Errorf("nothing of %s in %s is told as delivered:\n%s", account, region, info)
			}
		}
	}
	if strings.Contains(info, " Data ") {
		t.Errorf("data events, of which there was none, are said to be covered:\n%s", info)
	}
}

func TestOnlyWhatWasDeliveredSinceIsImported(t *testing.T) {
	surroundings(t)
	server := s3test.New(t, organisation(t, 10))
	amazon(t, server)
	now := time.Now().UTC()
	day := now.AddDate(0, 0, -4)
	for since, want := range map[string]int{"3d": 16, day.Format("2006-01-02"): 20} {
		t.Setenv("SPOOR_CACHE", filepath.Join(t.TempDir(), "cache.bolt"))
		if now.Add(-time.Hour).Day() != now.Day() {
			want -= 4 // then the newest objects are of yesterday
		}
		if got, _ := importJSON(t, exitDone, "--since", since, "s3://logs/audit/AWSLogs/"); got.New != want {
			t.Errorf("since %s: %+v, want %d", since, got, want)
		}
	}
	for _, args := range [][]string{
		{"import", "--since", "soon", "s3://logs"}, {"import", "--since", "3d", "."}, {"import", "--profile", "x", "-"}, {"import", "s3://"},
	} {
		if r := run(t, args...); r.code != exitUsage || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: exit code %d: %s", strings.Join(args, " "), r.code, r.err)
		}
	}
}

func TestFoldersAndBucketsAreImportedTogether(t *testing.T) {
	surroundings(t)
	amazon(t, s3test.New(t, organisation(t, 2)))
	file, _ := invented(t, 3)
	if got, _ := importJSON(t, exitDone, file, "s3://logs/audit/"); got.Files != 9 || got.New != 11 {
		t.Errorf("%+v", got)
	}
}

func TestAnObjectThatIsRefusedIsNamedAndItsDayIsNotDelivered(t *testing.T) {
	surroundings(t)
	objects := organisation(t, 3)
	server := s3test.New(t, objects)
	amazon(t, server)
	refused := slices.Min(slices.Collect(maps.Keys(objects)))
	server.Refuse(refused, 403, "AccessDenied")
	got, r := importJSON(t, exitFailed, "s3://logs/audit")
	if got.New != 11 || len(got.Skipped) != 1 || !strings.Contains(got.Skipped[0].Place, refused) || !strings.Contains(got.Skipped[0].Reason, "kms:Decrypt") {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(r.err, "s3://logs/"+refused) {
		t.Errorf("said %s", r.err)
	}
	if info := must(t, "cache", "info"); !strings.Contains(info, "111122223333 eu-west-1 Management failed: ") {
		t.Errorf("the day is not told as failed:\n%s", info)
	}
	server.Refuse(refused, 0, "")
	if got, _ := importJSON(t, exitDone, "s3://logs/audit"); got.New != 1 || got.ReadBefore != 11 {
		t.Errorf("once it is allowed: %+v", got)
	}
	if info := must(t, "cache", "info"); strings.Contains(info, " failed: ") {
		t.Errorf("the day is still told as failed:\n%s", info)
	}
}

func TestWhatKeepsABucketFromBeingReadIsSaidInOneLine(t *testing.T) {
	cases := map[string]struct {
		url   string
		setup func(*testing.T, *s3test.Server)
		args  []string
		says  string
	}{
		"no credentials": {setup: func(t *testing.T, _ *s3test.Server) {
			t.Setenv("AWS_ACCESS_KEY_ID", "")
			t.Setenv("AWS_SECRET_ACCESS_KEY", "")
		}, says: "there are no AWS credentials: run 'aws configure'"},
		"no such profile": {args: []string{"--profile", "other"}, says: "profile other: there is no such profile"},
		"no such bucket":  {url: "s3://other/x", says: "there is no bucket other"},
		"an expired login": {setup: func(_ *testing.T, s *s3test.Server) { s.Refuse("", 400, "ExpiredToken") },
			says: "the login has expired: renew AWS_SESSION_TOKEN"},
		"listing not allowed": {setup: func(_ *testing.T, s *s3test.Server) { s.Refuse("", 403, "AccessDenied") },
			says: "access denied: this needs s3:ListBucket on the bucket"},
		"unknown keys": {setup: func(_ *testing.T, s *s3test.Server) { s.Refuse("", 403, "InvalidAccessKeyId") },
			says: "AWS does not accept the credentials"},
		"no network": {setup: func(t *testing.T, _ *s3test.Server) { t.Setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9") },
			says: "AWS cannot be reached"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			surroundings(t)
			server := s3test.New(t, organisation(t, 1))
			amazon(t, server)
			if c.setup != nil {
				c.setup(t, server)
			}
			url := c.url
			if url == "" {
				url = "s3://logs/audit"
			}
			r := run(t, append([]string{"import", "-q", url}, c.args...)...)
			if r.code != exitFailed || !strings.Contains(r.err, c.says) || strings.Count(r.err, "\n") != 1 {
				t.Errorf("exit code %d: %s", r.code, r.err)
			}
		})
	}
}
