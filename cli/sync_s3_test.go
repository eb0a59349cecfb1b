package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spoor/internal/s3test"
)

// describing answers STS and DescribeTrails, with what trails says for a Region.
func describing(t *testing.T, trails func(region string) (status int, body string)) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scope := strings.Split(r.Header.Get("Authorization"), "/")
		if len(scope) < 4 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if scope[3] == "sts" {
			io.WriteString(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`+
				`<Arn>arn:aws:iam::111122223333:user/audit</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
			return
		}
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeTrails") {
			t.Errorf("asked for %s", r.Header.Get("X-Amz-Target"))
		}
		status, body := trails(scope[2])
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
}

// twoTrails is an answer with the trail of an organisation and one whose bucket is
// gone.
const twoTrails = `{"trailList":[` +
	`{"Name":"org","TrailARN":"arn:aws:cloudtrail:eu-west-1:999900001111:trail/org","S3BucketName":"logs","S3KeyPrefix":"audit","HomeRegion":"eu-west-1",` +
	`"IsMultiRegionTrail":true,"IsOrganizationTrail":true,"HasCustomEventSelectors":true,"HasInsightSelectors":true,"LogFileValidationEnabled":true},` +
	`{"Name":"own","TrailARN":"arn:aws:cloudtrail:us-east-1:111122223333:trail/own","S3BucketName":"gone","HomeRegion":"us-east-1"}]}`

type bucketSynced struct {
	imported
	Trails []struct {
		Name, Place                             string
		MultiRegion, Organization, OwnSelectors bool
	}
	Buckets []struct {
		Place                      string
		Objects, Bytes, ReadBefore int
	}
	Problems []string
}

func syncJSONOf(t *testing.T, wantCode int, args ...string) (bucketSynced, ran) {
	t.Helper()
	r := run(t, append([]string{"sync", "--json"}, args...)...)
	if r.code != wantCode {
		t.Fatalf("exit code %d, want %d\n%s%s", r.code, wantCode, r.out, r.err)
	}
	var got bucketSynced
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatal(err)
	}
	return got, r
}

func TestASyncFromABucketFetchesOnlyWhatIsMissing(t *testing.T) {
	surroundings(t)
	objects := organisation(t, 4)
	server := s3test.New(t, objects)
	amazon(t, server)

	dry, _ := syncJSONOf(t, exitDone, "--from", "s3://logs/audit", "--dry-run")
	if len(dry.Buckets) != 1 || dry.Buckets[0].Objects != 16 || dry.Buckets[0].ReadBefore != 0 || dry.Buckets[0].Place != "s3://logs/audit" {
		t.Errorf("dry run: %+v", dry)
	}
	if fetched := server.Fetched(); len(fetched) > 0 {
		t.Errorf("a dry run fetched %q", fetched)
	}
	if got, _ := syncJSONOf(t, exitDone, "--from", "s3://logs/audit"); got.New != 16 || len(got.Problems) > 0 {
		t.Errorf("first: %+v", got)
	}
	server.Fetched()
	server.Listings()
	if got, _ := syncJSONOf(t, exitDone, "--from", "s3://logs/audit"); got.New != 0 || got.ReadBefore != 16 {
		t.Errorf("second: %+v", got)
	}
	if fetched, listings := server.Fetched(), server.Listings(); len(fetched) > 0 || len(listings) == 0 {
		t.Errorf("the second sync fetched %q, and listed %d times", fetched, len(listings))
	}
	if dry, _ := syncJSONOf(t, exitDone, "--from", "s3://logs/audit", "--dry-run"); dry.Buckets[0].Objects != 0 || dry.Buckets[0].ReadBefore != 16 {
		t.Errorf("dry run: %+v", dry)
	}
	for key := range objects {
		server.Put(t, key, objects[key]+gzipped(t, "\n"), nil) // overwritten, so that its ETag is another
		break
	}
	if got, _ := syncJSONOf(t, exitDone, "--from", "s3://logs/audit"); got.ReadBefore != 15 || got.New != 0 {
		t.Errorf("after an object was overwritten: %+v", got)
	}
}

func TestRegionsWithACommaBetweenThemAreTakenForABucketToo(t *testing.T) {
	surroundings(t)
	amazon(t, s3test.New(t, organisation(t, 1)))
	if got, _ := syncJSONOf(t, exitDone, "--from", "s3://logs/audit", "--region", " eu-west-1, us-east-1"); got.New != 4 || len(got.Problems) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestDiscoveredTrailsAreFetchedAndTheOthersNamed(t *testing.T) {
	surroundings(t)
	server := s3test.New(t, organisation(t, 2))
	amazon(t, server)
	asked := map[string]bool{}
	describing(t, func(region string) (int, string) {
		asked[region] = true
		return http.StatusOK, twoTrails
	})

	dry := run(t, "sync", "--discover", "--dry-run", "--region", "eu-west-1", "--region", "us-east-1")
	for _, want := range []string{
		"trail org: s3://logs/audit/AWSLogs/: home eu-west-1, all accounts of the organisation, every Region, event selectors of its own: it may leave out management events and have data events, Insights events, digests",
		"trail own: s3://gone/AWSLogs/111122223333/: home us-east-1, its home Region only, management events",
		"s3://gone/AWSLogs/111122223333/: there is no bucket gone",
	} {
		if !strings.Contains(dry.err, want+"\n") {
			t.Errorf("not told: %s\n%s", want, dry.err)
		}
	}
	if want := "s3://logs/audit/AWSLogs/: 8 objects to fetch, "; !strings.HasPrefix(dry.out, want) || dry.code != exitFailed {
		t.Errorf("exit code %d: %s", dry.code, dry.out)
	}
	if len(asked) != 2 || !asked["eu-west-1"] || !asked["us-east-1"] {
		t.Errorf("asked %v", asked)
	}

	got, _ := syncJSONOf(t, exitFailed, "--discover")
	if got.New != 8 || len(got.Trails) != 2 || !got.Trails[0].Organization || !got.Trails[0].OwnSelectors || got.Trails[1].MultiRegion || len(got.Problems) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAnAccountThatMayNotListTrailsSaysWhatToAllow(t *testing.T) {
	surroundings(t)
	amazon(t, s3test.New(t, nil))
	describing(t, func(string) (int, string) {
		return http.StatusBadRequest, `{"__type":"AccessDeniedException","Message":"not authorized"}`
	})
	r := run(t, "sync", "-q", "--discover")
	if r.code != exitFailed || !strings.Contains(r.err, "allow cloudtrail:DescribeTrails") || strings.Count(r.err, "\n") != 1 {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
}

func TestARegionThatRefusesHidesNoTrailOfAnother(t *testing.T) {
	surroundings(t)
	server := s3test.New(t, organisation(t, 2))
	amazon(t, server)
	describing(t, func(region string) (int, string) {
		if region == "eu-west-1" {
			return http.StatusForbidden, `{"__type":"UnrecognizedClientException","Message":"The security token included in the request is invalid."}`
		}
		return http.StatusOK, twoTrails
	})
	r := run(t, "sync", "-q", "--discover", "--dry-run", "--region", "eu-west-1", "--region", "us-east-1")
	if r.code != exitFailed || !strings.Contains(r.err, "eu-west-1: ") || !strings.HasPrefix(r.out, "s3://logs/audit/AWSLogs/: 8 objects") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
}

func TestABucketThatCannotBeReadDoesNotKeepTheOthersFromIt(t *testing.T) {
	surroundings(t)
	amazon(t, s3test.New(t, organisation(t, 1)))
	got, r := syncJSONOf(t, exitFailed, "--from", "s3://other", "--from", "s3://logs/audit")
	if got.New != 4 || len(got.Problems) != 1 || !strings.Contains(r.err, "there is no bucket other") {
		t.Errorf("%+v\n%s", got, r.err)
	}
}

func TestABucketThatIsNamedTwiceIsReadOnce(t *testing.T) {
	surroundings(t)
	amazon(t, s3test.New(t, organisation(t, 1)))
	if dry, _ := syncJSONOf(t, exitDone, "--dry-run", "--from", "s3://logs/audit", "--from", "s3://logs/audit"); len(dry.Buckets) != 1 || dry.Buckets[0].Objects != 4 {
		t.Errorf("%+v", dry)
	}
}

func TestTheBucketsOfTheSettingsAreSynced(t *testing.T) {
	home := surroundings(t)
	amazon(t, s3test.New(t, organisation(t, 2)))
	if err := os.WriteFile(filepath.Join(home, "config.toml"), []byte("[aws]\nbuckets = [\"s3://logs/audit\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, _ := syncJSONOf(t, exitDone); got.New != 8 {
		t.Errorf("%+v", got)
	}
}

func TestWhatASyncFromBucketsCannotDoIsRefused(t *testing.T) {
	surroundings(t)
	for _, args := range []string{
		"--from s3:/logs", "--from lookup --from s3://logs", "--from s3://logs --discover", "--discover --filter source:iam",
		"--from s3://logs --insights", "--discover --region nowhere", "--from s3://logs --profile a --profile b", "--from folder", "--from s3://logs --since soon",
	} {
		if r := run(t, append([]string{"sync"}, strings.Fields(args)...)...); r.code != exitUsage || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: exit code %d: %s", args, r.code, fmt.Sprint(r.err))
		}
	}
}
