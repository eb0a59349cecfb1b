package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/internal/lookuptest"
)

// served starts an event history with 40 events in each of two Regions for each
// account, the last of them an hour ago, and points AWS's environment at it.
func served(t *testing.T, accounts ...string) *lookuptest.Server {
	t.Helper()
	var all []lookuptest.Account
	for i, id := range accounts {
		var records []lookuptest.Record
		for _, region := range []string{"us-east-1", "eu-west-1"} {
			of := lookuptest.Record{Account: id, Region: region, Time: time.Now().Add(-time.Hour).Truncate(time.Second), User: "dana"}
			records = append(records, lookuptest.Series(of, 40, time.Minute)...)
		}
		account := lookuptest.Account{ID: id, Store: lookuptest.NewStore(t, records...)}
		if i > 0 {
			account.Keys = []string{"AKIAEXAMPLE" + id}
		}
		all = append(all, account)
	}
	server := lookuptest.NewServer(t, lookuptest.Options{Throttle: true, Window: true}, all...)
	surroundings(t)
	config := filepath.Join(t.TempDir(), "aws")
	text := "[profile prod]\naws_access_key_id = AKIAEXAMPLEPROD00001\naws_secret_access_key = x\nregion = eu-west-1\n" +
		"[profile other]\naws_access_key_id = AKIAEXAMPLE444455556666\naws_secret_access_key = x\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": config, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "", "AWS_REGION": "", "AWS_DEFAULT_REGION": "",
	} {
		t.Setenv(name, value)
	}
	return server
}

func lookups(server *lookuptest.Server) (n int) {
	for _, call := range server.Calls() {
		if call.Action == "LookupEvents" {
			n++
		}
	}
	return n
}

func TestSyncFetchesEveryRegionOfEveryProfileAndReportsIt(t *testing.T) {
	server := served(t, "111122223333", "444455556666")
	r := run(t, "sync", "--profile", "prod", "--profile", "other", "--region", "all", "--since", "24h", "--json")
	if r.code != exitDone {
		t.Fatalf("exit code %d\n%s", r.code, r.err)
	}
	var report syncJSON
	if err := json.Unmarshal([]byte(r.out), &report); err != nil {
		t.Fatalf("%v in %s", err, r.out)
	}
	if report.Events != 160 || report.New != 160 || report.Requests != 4 || len(report.Streams) != 4 || len(report.Problems) != 0 {
		t.Errorf("report %+v", report)
	}
	if n := len(strings.Split(strings.TrimSpace(must(t, "list", "--format", "jsonl")), "\n")); n != 160 {
		t.Errorf("the cache lists %d events", n)
	}
	for _, says := range []string{"4 requests", "111122223333 eu-west-1: 1 request · done · 40 events"} {
		if !strings.Contains(r.err, says) {
			t.Errorf("%q is not said:\n%s", says, r.err)
		}
	}
	before := lookups(server)
	if out := must(t, "sync", "--profile", "prod", "--region", "us-east-1", "--since", "24h", "-q", "--json"); !strings.Contains(out, `"new":0`) {
		t.Errorf("the second sync: %s", out)
	}
	if n := lookups(server) - before; n > 2 {
		t.Errorf("the second sync sent %d requests for a few seconds", n)
	}
}

func TestARoleIsAssumedInEveryAccountOfAFile(t *testing.T) {
	served(t, "111122223333", "444455556666")
	file := filepath.Join(t.TempDir(), "accounts")
	if err := os.WriteFile(file, []byte("# all of them\n111122223333\n444455556666\n777788889999\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, "sync", "--profile", "prod", "--assume-role", "Audit", "--accounts", file, "--region", "us-east-1", "--since", "1d", "--json")
	if r.code != exitFailed || strings.Count(r.err, "777788889999") != 1 || !strings.Contains(r.err, "access is denied") {
		t.Errorf("exit code %d\n%s", r.code, r.err)
	}
	if !strings.Contains(r.out, `"new":80`) {
		t.Errorf("the others: %s", r.out)
	}
}

func TestWhatIsNamedTwiceIsAskedOnce(t *testing.T) {
	server := served(t, "111122223333", "444455556666")
	file := filepath.Join(t.TempDir(), "accounts")
	if err := os.WriteFile(file, []byte("444455556666\n777788889999\n444455556666\n777788889999\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, "sync", "--profile", "prod", "--profile", "prod", "--assume-role", "Audit", "--accounts", file, "--region", "us-east-1,us-east-1", "--since", "1d", "--json")
	asked := map[string]int{}
	for _, call := range server.Calls() {
		asked[call.Action]++
	}
	// The role of one account is refused.
	if asked["GetCallerIdentity"] != 2 || asked["AssumeRole"] != 2 || asked["LookupEvents"] != 1 || strings.Count(r.err, "777788889999") != 1 {
		t.Errorf("asked %v\n%s", asked, r.err)
	}
}

func TestADryRunAsksForNoEvents(t *testing.T) {
	server := served(t, "111122223333")
	r := run(t, "sync", "--profile", "prod", "--region", "us-east-1,eu-west-1", "--since", "7d", "--filter", "event:CreateBucket user:dana", "--dry-run")
	if r.code != exitDone || lookups(server) != 0 {
		t.Fatalf("exit code %d, %d requests\n%s", r.code, lookups(server), r.err)
	}
	for _, says := range []string{"EventName=CreateBucket", "here: user:dana", "at least 2 requests",
		"how many events there are is not known of 2 of 2 accounts and Regions before some were fetched"} {
		if !strings.Contains(r.err, says) {
			t.Errorf("%q is not said:\n%s", says, r.err)
		}
	}
	if !strings.Contains(r.out, "111122223333 us-east-1: at least 1 request") {
		t.Errorf("printed:\n%s", r.out)
	}
	if _, err := os.Stat(os.Getenv("SPOOR_CACHE")); err == nil {
		t.Error("a dry run made the cache")
	}
}

func TestARecordThatASyncLostIsNamed(t *testing.T) {
	server := served(t, "111122223333")
	server.Inject(lookuptest.Lookups(lookuptest.Nth(func(r *lookuptest.Request, next lookuptest.Service) *lookuptest.Answer {
		a := next(r)
		p, _ := a.Page()
		p.Events[3] = json.RawMessage(`{"EventId":"x","CloudTrailEvent":"\u001b[2J"}`)
		return a.WithPage(p)
	}, 1)))
	got := run(t, "sync", "--profile", "prod", "--region", "eu-west-1", "--since", "1d", "--quiet", "--json")
	var report syncJSON
	if err := json.Unmarshal([]byte(got.out), &report); err != nil {
		t.Fatalf("%v: %s", err, got.out)
	}
	if got.code != exitFailed || report.Lost != 1 || len(report.LostAt) != 1 || report.LostAt[0].Reason == "" ||
		!strings.HasPrefix(got.err, "lost: ") || strings.ContainsRune(got.err, '\x1b') {
		t.Errorf("%+v", got)
	}
}

// A proxy that sends people to a page for logging in answers so.
func TestAnAnswerThatNamesNoErrorIsToldByItsStatus(t *testing.T) {
	server := served(t, "111122223333")
	server.Inject(lookuptest.Lookups(func(*lookuptest.Request, lookuptest.Service) *lookuptest.Answer {
		return &lookuptest.Answer{Status: http.StatusTemporaryRedirect}
	}))
	got := run(t, "sync", "--profile", "prod", "--region", "eu-west-1", "--since", "1d", "--quiet")
	if got.code != exitFailed || !strings.HasSuffix(got.err, ": HTTP 307 Temporary Redirect\n") {
		t.Errorf("%+v", got)
	}
}

func TestARefusedRegionFailsTheSyncAndKeepsTheRest(t *testing.T) {
	server := served(t, "111122223333")
	server.Inject(lookuptest.InRegion("eu-west-1", lookuptest.Lookups(lookuptest.AccessDenied())))
	r := run(t, "sync", "--profile", "prod", "--region", "all", "--since", "1d")
	if r.code != exitFailed || !strings.Contains(r.out, "40 new") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	complaints := slices.DeleteFunc(strings.Split(r.err, "\n"), func(line string) bool { return !strings.HasPrefix(line, "spoor: ") })
	if len(complaints) != 1 || !strings.Contains(complaints[0], "eu-west-1") {
		t.Errorf("complaints %q", complaints)
	}
}

func TestWithoutCredentialsOneLineSaysWhatToDo(t *testing.T) {
	server := served(t, "111122223333")
	for _, args := range [][]string{{"sync"}, {"sync", "--profile", "nobody"}} {
		r := run(t, args...)
		if r.code != exitFailed || strings.Count(strings.TrimSpace(r.err), "\n") != 0 || !strings.Contains(r.err, "aws configure") {
			t.Errorf("%v: exit code %d\n%s", args, r.code, r.err)
		}
	}
	server.Inject(lookuptest.ExpiredCredentials())
	if r := run(t, "sync", "--profile", "prod"); r.code != exitFailed || !strings.Contains(r.err, "aws sso login --profile prod") {
		t.Errorf("expired: exit code %d\n%s", r.code, r.err)
	}
}

func TestMistakesInTheFlagsOfSyncAreFoundBeforeAnythingIsAsked(t *testing.T) {
	server := served(t, "111122223333")
	for _, args := range [][]string{
		{"--since", "soon"}, {"--region", "mars"}, {"--assume-role", "Audit"}, {"--filter", "event:("}, {"--since", "1d", "--until", "2d"}, {"--accounts", "/nowhere"},
	} {
		if r := run(t, append([]string{"sync", "--profile", "prod"}, args...)...); r.code != exitUsage {
			t.Errorf("%v: exit code %d\n%s", args, r.code, r.err)
		}
	}
	if n := len(server.Calls()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestAnInterruptedSyncEndsWithItsOwnCode(t *testing.T) {
	server := served(t, "111122223333")
	ctx, interrupt := context.WithCancel(t.Context())
	server.Inject(lookuptest.Lookups(lookuptest.Before(func(*lookuptest.Request) { interrupt() })))
	var out, errOut bytes.Buffer
	if code := Run(ctx, []string{"sync", "--profile", "prod"}, strings.NewReader(""), &out, &errOut); code != exitInterrupted {
		t.Errorf("exit code %d\n%s", code, &errOut)
	}
}
