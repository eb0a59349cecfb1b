package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/internal/lookuptest"
	"spoor/internal/s3test"
	"spoor/query"
	"spoor/ui/fetch"
)

// screenFetcher is the fetcher of a screen over the cache of the surroundings.
func screenFetcher(t *testing.T) *fetcher {
	t.Helper()
	a := &app{in: strings.NewReader(""), out: io.Discard, errOut: io.Discard, environ: os.LookupEnv, clock: time.Now}
	if err := a.start(); err != nil {
		t.Fatal(err)
	}
	store, err := a.openCache(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &fetcher{a, store}
}

var lastDay = fetch.Want{Window: query.Window{From: time.Now().Add(-24 * time.Hour)}}

func offered(t *testing.T, f *fetcher, w fetch.Want) (fetch.Plan, fetch.Offer) {
	t.Helper()
	plan, err := f.Plan(t.Context(), w)
	if err != nil || plan == nil {
		t.Fatalf("%v, %v", plan, err)
	}
	return plan, plan.Offer()
}

func ranPlan(t *testing.T, p fetch.Plan) fetch.Progress {
	t.Helper()
	done, err := p.Run(t.Context(), func(fetch.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func placesOf(o fetch.Offer) (all []string) {
	for _, p := range o.Parts {
		all = append(all, strings.TrimSpace(p.Account+" "+p.Place))
	}
	slices.Sort(all)
	return all
}

func TestTheScreenAsksWhomSyncHasAsked(t *testing.T) {
	server := served(t, "111122223333", "444455556666")
	must(t, "sync", "--profile", "prod", "--region", "eu-west-1", "--since", "30m", "-q")
	must(t, "sync", "--profile", "other", "--region", "us-east-1", "--since", "30m", "-q")
	f := screenFetcher(t)
	before := lookups(server)
	plan, offer := offered(t, f, lastDay)
	if got := placesOf(offer); !slices.Equal(got, []string{"111122223333 eu-west-1", "444455556666 us-east-1"}) {
		t.Fatalf("it would ask %q", got)
	}
	if lookups(server) != before {
		t.Error("planning asked for events")
	}
	if offer.Nothing() || offer.Requests < 2 || len(offer.Problems) > 0 || offer.Window.To.IsZero() {
		t.Errorf("offer %+v", offer)
	}
	done := ranPlan(t, plan)
	if done.New != 80 || len(done.Problems()) > 0 {
		t.Errorf("%d new events, problems %q", done.New, done.Problems())
	}
	// The last quarter of an hour is asked for again, the rest is not.
	if _, offer = offered(t, f, lastDay); offer.Requests != 2 {
		t.Errorf("then it would send %d requests", offer.Requests)
	}
}

func TestTheScreenAssumesTheRolesThatSyncHasAssumed(t *testing.T) {
	served(t, "111122223333", "444455556666")
	file := filepath.Join(t.TempDir(), "accounts")
	if err := os.WriteFile(file, []byte("111122223333\n444455556666\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "sync", "--profile", "prod", "--assume-role", "path/Audit", "--accounts", file, "--region", "us-east-1", "--since", "30m", "-q")
	plan, offer := offered(t, screenFetcher(t), lastDay)
	if got := placesOf(offer); !slices.Equal(got, []string{"111122223333 us-east-1", "444455556666 us-east-1"}) {
		t.Fatalf("it would ask %q", got)
	}
	if done := ranPlan(t, plan); done.New != 80 {
		t.Errorf("%d new events", done.New)
	}
}

func TestWithNothingFetchedBeforeTheScreenAsksTheEnvironmentsAccountOnlyWhenTold(t *testing.T) {
	server := served(t, "111122223333")
	t.Setenv("AWS_PROFILE", "prod")
	f := screenFetcher(t)
	unasked := lastDay
	unasked.Agreed = true
	if plan, err := f.Plan(t.Context(), unasked); plan != nil || err != nil {
		t.Fatalf("%v, %v", plan, err)
	}
	if n := len(server.Calls()); n != 0 {
		t.Fatalf("unasked it sent %d requests", n)
	}
	plan, offer := offered(t, f, lastDay)
	if got := placesOf(offer); !slices.Equal(got, []string{"111122223333 eu-west-1", "111122223333 us-east-1"}) {
		t.Fatalf("it would ask %q", got)
	}
	if done := ranPlan(t, plan); done.New != 80 {
		t.Errorf("%d new events", done.New)
	}
	// Having been told once, following may ask as well.
	if _, offer := offered(t, f, unasked); len(offer.Parts) != 2 {
		t.Errorf("offer %+v", offer)
	}
}

func TestTheScreenAsksWhomTheSettingsName(t *testing.T) {
	served(t, "111122223333", "444455556666")
	if err := os.WriteFile(os.Getenv("SPOOR_CONFIG"), []byte("[aws]\nprofiles = [\"other\"]\nregions = [\"eu-west-1\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	unasked := lastDay
	unasked.Agreed = true
	if _, offer := offered(t, screenFetcher(t), unasked); !slices.Equal(placesOf(offer), []string{"444455556666 eu-west-1"}) {
		t.Errorf("it would ask %q", placesOf(offer))
	}
}

func TestWithTheFilterTheScreenAsksForOneAttribute(t *testing.T) {
	served(t, "111122223333")
	must(t, "sync", "--profile", "prod", "--region", "us-east-1", "--since", "30m", "-q")
	f := screenFetcher(t)
	want := lastDay
	var err error
	if want.Filter, err = query.Parse("key:AKIAIOSFODNN7EXAMPLE user:dana", query.Options{Zone: time.UTC, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if _, offer := offered(t, f, want); offer.Narrower != "AccessKeyId=AKIAIOSFODNN7EXAMPLE" || offer.Push != "" {
		t.Errorf("offer %+v", offer)
	}
	want.Narrow = true
	plan, offer := offered(t, f, want)
	if !strings.Contains(offer.Push, "asks AWS for AccessKeyId=AKIAIOSFODNN7EXAMPLE; here: user:dana") {
		t.Errorf("offer %+v", offer)
	}
	if done := ranPlan(t, plan); done.New != 40 {
		t.Errorf("%d new events", done.New)
	}
}

func TestWhoCannotBeAskedIsSaidInALineAndTheRestIsFetched(t *testing.T) {
	server := served(t, "111122223333", "444455556666")
	must(t, "sync", "--profile", "prod", "--region", "us-east-1", "--since", "30m", "-q")
	f := screenFetcher(t)
	expired := lookuptest.Switch{}
	server.Inject(expired.Guards(lookuptest.WithKey("AKIAEXAMPLEPROD00001", lookuptest.ExpiredCredentials())))
	expired.Set(true)
	if _, err := f.Plan(t.Context(), lastDay); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "aws sso login --profile prod") {
		t.Errorf("expired: %v", err)
	}
	must(t, "sync", "--profile", "other", "--region", "us-east-1", "--since", "30m", "-q")
	plan, offer := offered(t, f, lastDay)
	if len(offer.Problems) != 1 || !strings.Contains(offer.Problems[0], "aws sso login --profile prod") || len(offer.Parts) != 1 {
		t.Errorf("offer %+v", offer)
	}
	if done := ranPlan(t, plan); done.New != 40 {
		t.Errorf("%d new events", done.New)
	}
	// Renewed meanwhile: logins are opened anew.
	expired.Set(false)
	if _, offer := offered(t, f, lastDay); len(offer.Problems) != 0 || len(offer.Parts) != 2 {
		t.Errorf("renewed: %+v", offer)
	}
	server.Inject(lookuptest.Lookups(lookuptest.WithKey("AKIAEXAMPLEPROD00001", lookuptest.AccessDenied())))
	plan, _ = offered(t, f, lastDay)
	if problems := func() []string { done := ranPlan(t, plan); return done.Problems() }(); len(problems) != 1 || !strings.Contains(problems[0], "refuses") {
		t.Errorf("problems %q", problems)
	}
}

func TestALoginThatLeadsElsewhereIsNotAsked(t *testing.T) {
	served(t, "111122223333", "444455556666")
	t.Setenv("AWS_PROFILE", "prod")
	must(t, "sync", "--region", "us-east-1", "--since", "30m", "-q")
	t.Setenv("AWS_PROFILE", "other")
	if _, err := screenFetcher(t).Plan(t.Context(), lastDay); err == nil || !strings.Contains(err.Error(), "now leads to account 444455556666") {
		t.Errorf("%v", err)
	}
}

func TestTheScreenReadsTheBucketsThatSyncHasRead(t *testing.T) {
	surroundings(t)
	objects := organisation(t, 4)
	server := s3test.New(t, objects)
	amazon(t, server)
	must(t, "sync", "--from", "s3://logs/audit", "-q", "--since", "2020-01-01")
	for key, content := range organisation(t, 5) {
		if objects[key] == "" {
			server.Put(t, key, content, nil)
		}
	}
	server.Fetched()
	plan, offer := offered(t, screenFetcher(t), fetch.Want{})
	if len(offer.Parts) != 1 || offer.Parts[0].Place != "s3://logs/audit" || offer.Parts[0].Objects != 4 || offer.Parts[0].Bytes == 0 {
		t.Fatalf("offer %+v", offer)
	}
	done := ranPlan(t, plan)
	if done.New != 4 || len(server.Fetched()) != 4 || done.Parts[0].State != fetch.Done || done.Parts[0].Requests != 4 {
		t.Errorf("%+v", done)
	}
	server.Listings()
	if plan, err := screenFetcher(t).Plan(t.Context(), fetch.Want{Agreed: true}); plan != nil || err != nil || len(server.Listings()) > 0 {
		t.Errorf("following would list the bucket every minute: %v, %v", plan, err)
	}
}

func TestWhatIsRememberedIsKeptToTheUserAndHoldsNoSecrets(t *testing.T) {
	served(t, "111122223333")
	must(t, "sync", "--profile", "prod", "--region", "us-east-1", "--since", "30m", "-q")
	fetching := screenFetcher(t)
	file, _ := fetching.app.fetchedFromFile(os.Getenv("SPOOR_CACHE"))
	about, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && about.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v", about.Mode())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf(`{"cache":%q,"accounts":[{"id":"111122223333","profile":"prod","regions":["us-east-1"]}]}`, os.Getenv("SPOOR_CACHE")); strings.TrimSpace(string(text)) != want {
		t.Errorf("%s", text)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := screenFetcher(t).Plan(t.Context(), lastDay); err == nil || !strings.Contains(err.Error(), "fetched from") {
		t.Errorf("of a broken file: %v", err)
	}
	must(t, "sync", "--profile", "prod", "--region", "us-east-1", "--since", "2h", "-q")
	if _, offer := offered(t, screenFetcher(t), lastDay); len(offer.Parts) != 1 {
		t.Errorf("offer %+v", offer)
	}
}

func TestOfACacheFromElsewhereNobodyIsAskedWhomItsOwnerAsked(t *testing.T) {
	served(t, "111122223333")
	must(t, "sync", "--profile", "prod", "--region", "us-east-1", "--since", "30m", "-q")
	if _, offer := offered(t, screenFetcher(t), lastDay); len(offer.Parts) != 1 {
		t.Fatalf("of one's own: %+v", offer)
	}
	moved := filepath.Join(t.TempDir(), "case", "cache.bolt")
	if err := os.CopyFS(filepath.Dir(moved), os.DirFS(filepath.Dir(os.Getenv("SPOOR_CACHE")))); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SPOOR_CACHE", moved)
	from, err := screenFetcher(t).app.readFetchedFrom(screenFetcher(t).store)
	if err != nil || len(from.Accounts)+len(from.Buckets) > 0 {
		t.Errorf("%+v, %v", from, err)
	}
}
