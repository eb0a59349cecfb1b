package ingest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"spoor/cache"
	"spoor/ingest"
	"spoor/internal/lookuptest"
	"spoor/internal/race"
	"spoor/query"
	"spoor/source"
	"spoor/source/lookup"
)

const anAccount = "111122223333"

var (
	aWeekTo = time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)
	aWeek   = query.Window{From: aWeekTo.AddDate(0, 0, -7), To: aWeekTo}
)

var quick = lookup.Options{Rate: 2000, RetryWait: time.Millisecond}

func TestTheEnvelopeIsKeptToTheByte(t *testing.T) {
	h := serveHistory(t, 100, lookuptest.Options{})
	var sent []json.RawMessage
	var mu sync.Mutex
	h.Inject(lookuptest.Lookups(func(r *lookuptest.Request, next lookuptest.Service) *lookuptest.Answer {
		a := next(r)
		if page, ok := a.Page(); ok {
			mu.Lock()
			sent = append(sent, page.Events...)
			mu.Unlock()
		}
		return a
	}))
	c := open(t)
	synced(t, c, h.want(t, quick))
	held := map[string]bool{}
	err := c.Each(t.Context(), query.Query{}, nil, func(_ cache.Row, s *cache.Stored) error {
		held[string(s.Envelope)] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, envelope := range sent {
		if !held[string(envelope)] {
			t.Fatalf("not kept: %s", envelope)
		}
	}
	if len(held) != 100 {
		t.Errorf("%d envelopes, want 100", len(held))
	}
}

// TestStoppedSyncsLoseAndRepeatNothing stops syncs again and again, each after
// some pages, with the server's throttle on.
func TestStoppedSyncsLoseAndRepeatNothing(t *testing.T) {
	events, stops := 100_000, 20
	if testing.Short() || race.Detector {
		events, stops = 4_000, 4
	}
	h := serveHistory(t, events, lookuptest.Options{Throttle: true})
	// The server's clock runs faster, and so does its throttle.
	h.now.speed = 60
	throttled := lookup.Options{Rate: 1.9 * h.now.speed, RetryWait: time.Millisecond}
	c := open(t)
	for n := range stops {
		ctx, stop := context.WithCancel(t.Context())
		after := len(h.Calls()) + events/50*(n%5+1)/3/stops
		h.Inject(lookuptest.Lookups(lookuptest.Before(func(*lookuptest.Request) {
			if len(h.Calls()) > after {
				stop()
			}
		})))
		_, err := ingest.Sync(ctx, c, plan(t, c, h.want(t, throttled)), nil)
		if err == nil {
			t.Fatalf("sync %d came through: nothing is tested after it", n)
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		stop()
	}
	h.Inject()
	synced(t, c, h.want(t, throttled))
	h.checkSame(t, c)
	h.checkComplete(t, c)
	h.checkRequests(t, stops)
}

func TestFaultsOnTheWayChangeNothingInTheEnd(t *testing.T) {
	cases := map[string]struct {
		faults []lookuptest.Fault
	}{
		"500s":                              {[]lookuptest.Fault{lookuptest.AtRandom(1, 0.2, lookuptest.ServerError())}},
		"503s":                              {[]lookuptest.Fault{lookuptest.AtRandom(2, 0.2, lookuptest.Unavailable())}},
		"dropped connections":               {[]lookuptest.Fault{lookuptest.AtRandom(3, 0.2, lookuptest.Drop())}},
		"broken answers":                    {[]lookuptest.Fault{lookuptest.AtRandom(4, 0.2, lookuptest.Break())}},
		"garbage":                           {[]lookuptest.Fault{lookuptest.AtRandom(5, 0.2, lookuptest.Garbage())}},
		"throttling":                        {[]lookuptest.Fault{lookuptest.AtRandom(6, 0.4, lookuptest.Throttled())}},
		"short pages":                       {[]lookuptest.Fault{lookuptest.ShortPages(17)}},
		"empty pages":                       {[]lookuptest.Fault{lookuptest.EmptyPages()}},
		"repeated events":                   {[]lookuptest.Fault{lookuptest.RepeatEvents(7)}},
		"expiring tokens":                   {[]lookuptest.Fault{lookuptest.ExpireTokens(4)}},
		"an expired login, renewed at once": {[]lookuptest.Fault{lookuptest.Every(9, lookuptest.ExpiredCredentials())}},
		"all of it": {[]lookuptest.Fault{
			lookuptest.AtRandom(7, 0.05, lookuptest.ServerError()), lookuptest.AtRandom(8, 0.05, lookuptest.Drop()),
			lookuptest.AtRandom(9, 0.05, lookuptest.Break()), lookuptest.AtRandom(10, 0.1, lookuptest.Throttled()),
			lookuptest.ExpireTokens(9), lookuptest.RepeatEvents(3), lookuptest.ShortPages(31),
		}},
	}
	for name, it := range cases {
		t.Run(name, func(t *testing.T) {
			events := 3000
			if testing.Short() || race.Detector {
				events = 600
			}
			h := serveHistory(t, events, lookuptest.Options{})
			h.Inject(it.faults...)
			c := open(t)
			r := synced(t, c, h.want(t, quick))
			if problems := r.Problems(); len(problems) != 0 {
				t.Fatalf("problems: %v", problems)
			}
			h.checkSame(t, c)
			h.checkComplete(t, c)
		})
	}
}

// An event without a readable record leaves a hole where it was, and AWS is asked
// again.
func TestWhatHoldsALostRecordIsNotComplete(t *testing.T) {
	h := serveHistory(t, 600, lookuptest.Options{})
	var spoilt lookuptest.Switch
	spoilt.Set(true)
	h.Inject(spoilt.Guards(lookuptest.InRegion("eu-west-1", lookuptest.Lookups(lookuptest.Nth(func(r *lookuptest.Request, next lookuptest.Service) *lookuptest.Answer {
		a := next(r)
		p, _ := a.Page()
		var event map[string]any
		if err := json.Unmarshal(p.Events[7], &event); err != nil {
			t.Error(err)
		}
		event["CloudTrailEvent"] = "no record"
		p.Events[7], _ = json.Marshal(event)
		return a.WithPage(p)
	}, 2)))))
	c := open(t)
	if r := synced(t, c, h.want(t, quick)); r.Lost != 1 || len(r.LostRecords) != 1 {
		t.Fatalf("%d lost, %v", r.Lost, r.LostRecords)
	}
	if got := states(t, c, "eu-west-1", ""); !slices.Contains(got, source.Unavailable) || !slices.Contains(got, source.Complete) {
		t.Errorf("eu-west-1: coverage %v", got)
	}
	if got := states(t, c, "us-east-1", ""); !slices.Equal(got, []source.State{source.Complete}) {
		t.Errorf("us-east-1: coverage %v", got)
	}
	spoilt.Set(false)
	synced(t, c, h.want(t, quick))
	h.checkSame(t, c)
	h.checkComplete(t, c)
}

func TestARegionThatRefusesIsToldInOneLineAndTheOthersGoOn(t *testing.T) {
	h := serveHistory(t, 1000, lookuptest.Options{})
	h.Inject(lookuptest.InRegion("eu-west-1", lookuptest.Lookups(lookuptest.RefusedRegion())))
	c := open(t)
	r := synced(t, c, h.want(t, quick))
	problems := r.Problems()
	if len(problems) != 1 || !strings.Contains(problems[0].Error(), "eu-west-1") || strings.Contains(problems[0].Error(), "\n") {
		t.Fatalf("problems %q", problems)
	}
	if r.New != 1000-h.counts["eu-west-1"] {
		t.Errorf("%d events came, want those of the other Regions", r.New)
	}
	if got := states(t, c, "eu-west-1", ""); !slices.Equal(got, []source.State{source.Unavailable}) {
		t.Errorf("eu-west-1: coverage %v, want failed", got)
	}
	h.Inject()
	synced(t, c, h.want(t, quick))
	h.checkSame(t, c)
	h.checkComplete(t, c)
}

func TestWhatIsTheSameInSeveralRegionsOfAnAccountIsToldOnce(t *testing.T) {
	h := serveHistory(t, 400, lookuptest.Options{})
	for says, fault := range map[string]lookuptest.Fault{
		"all 4 Regions, account 111122223333: the Region refuses": lookuptest.Lookups(lookuptest.AccessDenied()),
		"sa-east-1, us-east-1, account 111122223333: the Region": lookuptest.When(func(r *lookuptest.Request) bool {
			return r.Region == "sa-east-1" || r.Region == "us-east-1"
		}, lookuptest.Lookups(lookuptest.AccessDenied())),
	} {
		h.Inject(fault)
		w := h.want(t, quick)
		w.Insights = true
		r := synced(t, open(t), w)
		if problems := r.Problems(); len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), says) {
			t.Errorf("problems %q, want one: %s", problems, says)
		}
		for _, s := range r.Streams {
			if s.Err != nil && !strings.HasPrefix(s.Err.Error(), s.Region+", account ") {
				t.Errorf("%s: %v", s.Region, s.Err)
			}
		}
	}
}

func TestAnExpiredLoginIsToldOnceAndTheNextSyncGoesOn(t *testing.T) {
	h := serveHistory(t, 3000, lookuptest.Options{})
	h.Inject(lookuptest.After(5, lookuptest.ExpiredCredentials()))
	c := open(t)
	r := synced(t, c, h.want(t, quick))
	if problems := r.Problems(); len(problems) != 1 || !strings.Contains(problems[0].Error(), "aws sso login") {
		t.Fatalf("problems %q", problems)
	}
	if r.New == 0 {
		t.Error("what came before is not kept")
	}
	h.Inject()
	synced(t, c, h.want(t, quick))
	h.checkSame(t, c)
	h.checkComplete(t, c)
	h.checkRequests(t, 1)
}

func TestWhatIsRecentIsAskedForAgainAndLateEventsCome(t *testing.T) {
	h := serveHistory(t, 500, lookuptest.Options{})
	h.now.base = aWeekTo
	c := open(t)
	synced(t, c, h.want(t, quick))
	if got := states(t, c, "us-east-1", ""); !slices.Equal(got, []source.State{source.Complete, source.Provisional}) {
		t.Fatalf("coverage %v", got)
	}
	late := lookuptest.Record{N: 900_000, Time: aWeekTo.Add(-10 * time.Minute), Region: "us-east-1"}
	lookuptest.Add(t, h.store, late)
	h.now.advance(30 * time.Minute)
	time.Sleep(250 * time.Millisecond) // the server looks into its cache five times a second
	r := synced(t, c, h.want(t, quick))
	if r.New != 1 {
		t.Errorf("%d new events, want the late one", r.New)
	}
	h.checkSame(t, c)
	h.checkComplete(t, c)
}

func TestAFilterAsksAWSForOneAttributeAndCoversThatAlone(t *testing.T) {
	h := serveHistory(t, 900, lookuptest.Options{})
	c := open(t)
	w := h.want(t, quick)
	var err error
	if w.Filter, err = query.Parse("event:DeleteBucket user:dana resource:bucket-1", query.Options{Zone: time.UTC, Now: aWeekTo}); err != nil {
		t.Fatal(err)
	}
	p := plan(t, c, w)
	if p.Push.Attribute != (lookup.Attribute{Key: "EventName", Value: "DeleteBucket"}) {
		t.Fatalf("pushed %v", p.Push.Attribute)
	}
	if said := p.Push.String(); !strings.Contains(said, "EventName=DeleteBucket") || !strings.Contains(said, "user:dana") {
		t.Errorf("it says %q", said)
	}
	r, err := ingest.Sync(t.Context(), c, p, nil)
	if err != nil || r.New != 300 {
		t.Fatalf("%d events, want the 300 with the attribute: %v", r.New, err)
	}
	if r.Matched != 1 {
		t.Errorf("%d events match, want bucket-1 alone", r.Matched)
	}
	if got := states(t, c, "us-east-1", ""); !slices.Equal(got, []source.State{source.NeverFetched}) {
		t.Errorf("of all events coverage is %v, want none", got)
	}
	if got := states(t, c, "us-east-1", "EventName=DeleteBucket"); !slices.Equal(got, []source.State{source.Filtered}) {
		t.Errorf("coverage of the attribute %v", got)
	}
	if !plan(t, c, w).Nothing() {
		t.Error("the same filter finds something missing")
	}
	w.Filter = nil
	if plan(t, c, w).Nothing() {
		t.Error("without the filter nothing is missing")
	}
	synced(t, c, w)
	h.checkSame(t, c)
	if w.Filter, err = query.Parse("event:RunInstances", query.Options{}); err != nil {
		t.Fatal(err)
	}
	if !plan(t, c, w).Nothing() {
		t.Error("what was fetched whole is asked for again with a filter")
	}
}

func TestAnEventIsAskedForAsAWSWritesIt(t *testing.T) {
	h := serveHistory(t, 60, lookuptest.Options{})
	empty, filled := open(t), open(t)
	synced(t, filled, h.want(t, quick))
	for _, test := range []struct {
		filter      string
		insights    bool
		empty, full string // the attribute that is asked for
	}{
		{"event:DeleteBucket", false, "EventName=DeleteBucket", "EventName=DeleteBucket"},
		{"event:deletebucket", false, "", "EventName=DeleteBucket"},
		{"event:DELETEBUCKET", false, "", "EventName=DeleteBucket"},
		{"event:Delete*", false, "", ""},
		{"event:DeleteBucket", true, "EventName=DeleteBucket", "EventName=DeleteBucket"},
		{`user:"dana"`, true, "", ""},
	} {
		w := h.want(t, quick)
		w.Insights = test.insights
		var err error
		if w.Filter, err = query.Parse(test.filter, query.Options{}); err != nil {
			t.Fatal(err)
		}
		for c, want := range map[*cache.Cache]string{empty: test.empty, filled: test.full} {
			if got := plan(t, c, w).Push.Attribute.String(); got != want {
				t.Errorf("%s (Insights: %v) asks for %q, want %q", test.filter, test.insights, got, want)
			}
		}
	}
}

func TestAPlanGoesByWhatTheCacheKnows(t *testing.T) {
	h := serveHistory(t, 6000, lookuptest.Options{})
	c := open(t)
	w := h.want(t, quick)
	p := plan(t, c, w)
	if n, known := p.Requests(); n != 4 || known {
		t.Errorf("of an empty cache: %d requests, known %v; want at least 4", n, known)
	}
	w.Window.From = aWeekTo.AddDate(0, 0, -2)
	synced(t, c, w)
	w.Window = aWeek
	n, known := plan(t, c, w).Requests()
	want := 0
	for _, events := range h.counts {
		want += pages(events * 5 / 7)
	}
	if !known || n < want*3/4 || n > want*5/4 {
		t.Errorf("%d requests, known %v; want about %d", n, known, want)
	}
}

// whileUnderWay runs f once so many streams have sent their first request, which
// is answered after that.
func whileUnderWay(streams int, f func()) lookuptest.Fault {
	var mu sync.Mutex
	asked, over := map[string]bool{}, make(chan struct{})
	return lookuptest.Lookups(lookuptest.Before(func(r *lookuptest.Request) {
		mu.Lock()
		first := !asked[r.Region]
		asked[r.Region] = true
		n := len(asked)
		mu.Unlock()
		if first && n == streams {
			f()
			close(over)
		} else if first && n < streams {
			<-over
		}
	}))
}

// syncedBeside is what a sync comes to that is run while another goes on.
func syncedBeside(t *testing.T, c *cache.Cache, w ingest.Want) (r ingest.SyncReport) {
	ctx := context.WithoutCancel(t.Context())
	p, err := ingest.NewPlan(ctx, c, w)
	if err == nil {
		r, err = ingest.Sync(ctx, c, p, nil)
	}
	if err != nil {
		t.Error(err)
	}
	return r
}

func TestAPlaceIsFetchedByOneProgramAtATime(t *testing.T) {
	h := serveHistory(t, 400, lookuptest.Options{})
	path := filepath.Join(t.TempDir(), "cache")
	c, other := openAt(t, path), openAt(t, path)
	w := h.want(t, quick)
	var busy ingest.SyncReport
	h.Inject(whileUnderWay(len(w.Places), func() { busy = syncedBeside(t, other, w) }))
	synced(t, c, w)
	if problems := busy.Problems(); len(problems) != 1 || !strings.Contains(problems[0].Error(), "all 4 Regions") || !strings.Contains(problems[0].Error(), "pid") {
		t.Errorf("the second sync was told %q", problems)
	}
	for region, n := range h.answered() {
		if n != pages(h.counts[region]) {
			t.Errorf("%s: %d requests for %d events", region, n, h.counts[region])
		}
	}
	h.checkSame(t, c)
}

func TestAPlaceIsClaimedOnlyWhenItsTurnComes(t *testing.T) {
	h := serveHistory(t, 40, lookuptest.Options{})
	path := filepath.Join(t.TempDir(), "cache")
	c, other := openAt(t, path), openAt(t, path)
	w := h.want(t, quick)
	for n := range lookup.SideBySide + 5 {
		w.Places = append(w.Places, ingest.Place{Account: w.Places[0].Account, Region: fmt.Sprintf("xx-west-%d", n)})
	}
	waiting := len(w.Places) - lookup.SideBySide
	var beside ingest.SyncReport
	claimed := 0
	h.Inject(whileUnderWay(lookup.SideBySide, func() {
		files, err := os.ReadDir(ingest.SyncFolder(c))
		if err != nil {
			t.Error(err)
		}
		claimed = len(files)
		beside = syncedBeside(t, other, w)
	}))
	first := synced(t, c, w)

	if claimed != lookup.SideBySide {
		t.Errorf("%d places are claimed, %d are under way", claimed, lookup.SideBySide)
	}
	done := 0
	for _, s := range beside.Streams {
		if s.Err == nil {
			done++
		}
	}
	if done != waiting {
		t.Errorf("a sync beside it fetched %d places, %d had not been begun", done, waiting)
	}
	if problems := first.Problems(); len(problems) != 0 {
		t.Errorf("the first was told %q", problems)
	}
	for region, n := range h.answered() {
		if n != max(1, pages(h.counts[region])) {
			t.Errorf("%s: %d requests", region, n)
		}
	}
	h.checkSame(t, c)
}

func TestASyncOfWhatIsThereAlreadyWaitsForNobody(t *testing.T) {
	h := serveHistory(t, 400, lookuptest.Options{})
	path := filepath.Join(t.TempDir(), "cache")
	c, other := openAt(t, path), openAt(t, path)
	w := h.want(t, quick)
	synced(t, c, w)
	older := w
	older.Window = query.Window{From: w.Window.From.AddDate(0, 0, -7), To: w.Window.From}
	var beside ingest.SyncReport
	h.Inject(whileUnderWay(len(w.Places), func() { beside = syncedBeside(t, other, w) }))
	synced(t, c, older)
	if problems := beside.Problems(); len(beside.Streams) != len(w.Places) || len(problems) != 0 {
		t.Errorf("%d places, and it was told %q", len(beside.Streams), problems)
	}
}

func TestTheTimeLeftIsToldWhilePlacesWaitTheirTurn(t *testing.T) {
	h := serveHistory(t, 40, lookuptest.Options{})
	c := open(t)
	w := h.want(t, quick)
	for n := range 4 * lookup.SideBySide {
		w.Places = append(w.Places, ingest.Place{Account: w.Places[0].Account, Region: fmt.Sprintf("xx-west-%d", n)})
	}
	told := 0
	_, err := ingest.Sync(t.Context(), c, plan(t, c, w), func(p ingest.SyncProgress) {
		over, waiting := false, false
		for _, s := range p.Streams {
			over = over || s.State == lookup.Done
			waiting = waiting || s.State == lookup.Waiting
		}
		if over && waiting {
			told++
			if p.Left <= 0 {
				t.Errorf("no time is left: %+v", p)
			}
		}
	})
	if err != nil || told == 0 {
		t.Errorf("it was told %d times, %v", told, err)
	}
}

func TestAWindowIsClampedToEventHistory(t *testing.T) {
	h := serveHistory(t, 10, lookuptest.Options{Window: true})
	w := h.want(t, quick)
	w.Window.From = aWeekTo.AddDate(-1, 0, 0)
	p := plan(t, open(t), w)
	first := h.now.Now().Add(-lookup.Reach)
	if !p.Clamped || p.Window.From.Before(first) || p.Window.From.After(first.Add(2*time.Minute)) {
		t.Errorf("the window begins at %v, clamped %v; want %v", p.Window.From, p.Clamped, first)
	}
	w.AnyAge = true
	if p := plan(t, open(t), w); p.Clamped || !p.Window.From.Equal(w.Window.From) {
		t.Errorf("of a server that has older events too the window begins at %v, clamped %v", p.Window.From, p.Clamped)
	}
	w.AnyAge = false
	w.Window.To = aWeekTo.AddDate(0, -6, 0)
	if _, err := ingest.NewPlan(t.Context(), open(t), w); !errors.Is(err, ingest.ErrNothingWanted) {
		t.Errorf("for a window before event history: %v", err)
	}
}

func TestInsightsEventsAreFetchedWithTheirOwnCategory(t *testing.T) {
	h := serveHistory(t, 60, lookuptest.Options{})
	lookuptest.Add(t, h.store, lookuptest.Record{N: 1_000_000, Time: aWeekTo.Add(-time.Hour), Region: "us-east-1", Category: "Insight"})
	time.Sleep(250 * time.Millisecond)
	c := open(t)
	w := h.want(t, quick)
	w.Insights = true
	if r := synced(t, c, w); r.New != 61 {
		t.Errorf("%d events, want 61", r.New)
	}
	h.checkSame(t, c)
	stretches, err := c.Coverage(t.Context(), cache.CoverageQuery{Source: lookup.Kind, Region: "us-east-1", Category: lookup.Insight})
	if err != nil || len(stretches) == 0 {
		t.Errorf("coverage of Insights %v, %v", stretches, err)
	}
}

func TestProgressOfASyncIsToldByStream(t *testing.T) {
	h := serveHistory(t, 3000, lookuptest.Options{})
	c := open(t)
	slow := lookup.Options{Rate: 60, RetryWait: time.Millisecond}
	var seen []ingest.SyncProgress
	_, err := ingest.Sync(t.Context(), c, plan(t, c, h.want(t, slow)), func(p ingest.SyncProgress) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	last := seen[len(seen)-1]
	if len(last.Streams) != 4 || last.Events != 3000 {
		t.Fatalf("at the end: %+v", last)
	}
	for _, s := range last.Streams {
		if s.State != lookup.Done || !s.Reached.Equal(aWeek.From) || !strings.Contains(s.String(), "done") {
			t.Errorf("at the end of %s: %s", s.Region, s)
		}
	}
	told := false
	for _, p := range seen {
		for _, s := range p.Streams {
			if s.Left > 0 && s.Likely > s.Requests {
				told = true
				if line := s.String(); !strings.Contains(line, "back to") || !strings.Contains(line, "left") {
					t.Fatalf("under way it says %q", line)
				}
			}
		}
	}
	if !told {
		t.Error("the time left was never told")
	}
}
