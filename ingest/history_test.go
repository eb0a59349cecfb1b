package ingest_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"spoor/cache"
	"spoor/cache/coverage"
	"spoor/ingest"
	"spoor/internal/lookuptest"
	"spoor/query"
	"spoor/source"
	"spoor/source/lookup"
)

// history is an account whose event history is served, with a clock that the
// test sets.
type history struct {
	*lookuptest.Server
	store *cache.Cache
	// counts are how many events each Region has.
	counts map[string]int
	now    *clock
}

// clock is a server's: it stands, or runs faster than others.
type clock struct {
	mu    sync.Mutex
	base  time.Time
	began time.Time
	speed float64
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Add(time.Duration(float64(time.Since(c.began)) * c.speed))
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = c.base.Add(d)
}

// environment is what a client needs to find the server.
func environment(url string) map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEAAAA00001", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere", "AWS_PROFILE": "", "AWS_REGION": "",
	}
}

// serveHistory serves n events, spread over a week and four Regions unevenly,
// with bursts of many in one second.
func serveHistory(t *testing.T, n int, o lookuptest.Options) *history {
	t.Helper()
	h := &history{counts: map[string]int{}, now: &clock{base: aWeekTo.Add(time.Hour), began: time.Now()}}
	random := rand.New(rand.NewPCG(1, 2))
	var records []lookuptest.Record
	for i := range n {
		region := []string{"us-east-1", "us-east-1", "us-east-1", "us-east-1", "us-east-1", "eu-west-1", "eu-west-1", "ap-south-1", "ap-south-1", "sa-east-1"}[random.IntN(10)]
		h.counts[region]++
		at := aWeek.From.Add(time.Duration(random.Int64N(int64(aWeekTo.Sub(aWeek.From)/time.Second))) * time.Second)
		if i%10 == 0 { // a tenth of them in bursts of up to 130 a second
			at = aWeek.From.Add(time.Duration(i/1000) * 7919 * time.Second % aWeekTo.Sub(aWeek.From))
		}
		records = append(records, lookuptest.Record{N: i, Time: at, Region: region, Name: []string{"CreateBucket", "DeleteBucket", "RunInstances"}[i%3]})
	}
	h.store = lookuptest.NewStore(t, records...)
	o.Now = h.now.Now
	h.Server = lookuptest.NewServer(t, o, lookuptest.Account{ID: anAccount, Store: h.store})
	for name, value := range environment(h.URL) {
		t.Setenv(name, value)
	}
	return h
}

func (h *history) want(t *testing.T, o lookup.Options) ingest.Want {
	t.Helper()
	account, err := lookup.Open(t.Context(), "", o)
	if err != nil {
		t.Fatal(err)
	}
	w := ingest.Want{Window: aWeek}
	for _, region := range slices.Sorted(maps.Keys(h.counts)) {
		w.Places = append(w.Places, ingest.Place{Account: account, Region: region})
	}
	return w
}

func plan(t *testing.T, c *cache.Cache, w ingest.Want) *ingest.Plan {
	t.Helper()
	p, err := ingest.NewPlan(t.Context(), c, w)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func synced(t *testing.T, c *cache.Cache, w ingest.Want) ingest.SyncReport {
	t.Helper()
	r, err := ingest.Sync(t.Context(), c, plan(t, c, w), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answered counts the pages of each Region.
func (h *history) answered() map[string]int {
	n := map[string]int{}
	for _, call := range h.Calls() {
		if call.Action == "LookupEvents" && call.Status == 200 {
			n[call.Region]++
		}
	}
	return n
}

// records are the events of a cache by their identity, with their records.
func records(t *testing.T, c *cache.Cache) map[string]string {
	t.Helper()
	all := map[string]string{}
	if _, err := c.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := c.Each(t.Context(), query.Query{}, nil, func(row cache.Row, s *cache.Stored) error {
		all[row.Event.Account+" "+row.Event.Region+" "+row.Event.ID] = string(s.Record)
		if len(s.Variants) > 0 {
			return fmt.Errorf("%s is held in %d variants", row.Event.ID, len(s.Variants)+1)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// checkSame holds that a cache has exactly the events that are served.
func (h *history) checkSame(t *testing.T, c *cache.Cache) {
	t.Helper()
	got, want := records(t, c), records(t, h.store)
	for id, record := range want {
		if held, ok := got[id]; !ok {
			t.Errorf("%s is missing", id)
		} else if held != record {
			t.Errorf("%s is another record:\n%s\n%s", id, held, record)
		}
		if t.Failed() {
			break
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d events, want %d", len(got), len(want))
	}
}

// states sums up the coverage of a Region's management events in the window.
func states(t *testing.T, c *cache.Cache, region, filter string) (all []source.State) {
	t.Helper()
	stretches, err := c.Coverage(t.Context(), cache.CoverageQuery{Source: lookup.Kind, Region: region, Category: lookup.Management, Window: aWeek})
	if err != nil {
		t.Fatal(err)
	}
	var set coverage.Set
	for _, s := range stretches {
		if s.Filter == filter {
			set.Add(coverage.Span{From: s.From, To: s.To, State: coverage.State(s.State)})
		}
	}
	for _, gap := range set.Missing(aWeek.From, aWeek.To, func(coverage.State) bool { return false }) {
		all = append(all, source.State(gap.State))
	}
	return all
}

func (h *history) checkComplete(t *testing.T, c *cache.Cache) {
	t.Helper()
	for region := range h.counts {
		if got := states(t, c, region, ""); !slices.Equal(got, []source.State{source.Complete}) {
			t.Errorf("%s: coverage %v, want all complete", region, got)
		}
	}
}

func pages(events int) int { return (events + 49) / 50 }

func TestASyncFetchesWhatIsMissingOnceAndNothingTheSecondTime(t *testing.T) {
	h := serveHistory(t, 5000, lookuptest.Options{})
	c := open(t)
	r := synced(t, c, h.want(t, quick))
	if r.New != 5000 || len(r.Problems()) != 0 {
		t.Fatalf("%d new events, problems %v", r.New, r.Problems())
	}
	for _, s := range r.Streams {
		if s.Retried != 0 {
			t.Errorf("%s: requests were repeated though nothing failed: %s", s.Region, s)
		}
	}
	h.checkSame(t, c)
	h.checkComplete(t, c)
	for region, n := range h.answered() {
		if n != pages(h.counts[region]) {
			t.Errorf("%s: %d requests for %d events", region, n, h.counts[region])
		}
	}
	before := len(h.Calls())
	p := plan(t, c, h.want(t, quick))
	if !p.Nothing() {
		t.Errorf("after a sync %+v is missing", p.Streams)
	}
	if _, err := ingest.Sync(t.Context(), c, p, nil); err != nil {
		t.Fatal(err)
	}
	if n := len(h.Calls()) - before; n != 1 { // who it is
		t.Errorf("the second sync sent %d requests", n)
	}
}

// checkRequests holds that no more pages were asked for than there are, but for
// what each start may repeat of the second at which it goes on. A page on its
// way when a sync is stopped is lost with it.
func (h *history) checkRequests(t *testing.T, starts int) {
	t.Helper()
	seconds := map[string]map[time.Time]int{}
	err := h.store.Each(t.Context(), query.Query{}, nil, func(row cache.Row, _ *cache.Stored) error {
		if seconds[row.Event.Region] == nil {
			seconds[row.Event.Region] = map[time.Time]int{}
		}
		seconds[row.Event.Region][row.Event.Time]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for region, n := range h.answered() {
		busiest := 0
		for _, events := range seconds[region] {
			busiest = max(busiest, events)
		}
		most := pages(h.counts[region]) + starts*(1+pages(busiest))
		t.Logf("%s: %d pages for %d events, at most %d", region, n, h.counts[region], most)
		if n > most {
			t.Errorf("%s: %d pages were asked for, at most %d would do", region, n, most)
		}
	}
}
