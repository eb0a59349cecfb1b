package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
	"spoor/ui/fetch"
)

// aws is a fetcher whose plans bring records into a cache when they are let go.
type aws struct {
	t     tester
	store *cache.Cache
	// err is why nothing can be planned, nothing says that nothing is missing.
	err     error
	nothing bool
	// problem is why a part of it fails.
	problem string
	// planning and running, unless nil, keep a plan or a run from going on.
	planning, running chan struct{}

	mu    sync.Mutex
	wants []fetch.Want
	runs  int
	calls []call
}

func (a *aws) asked() []fetch.Want {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.wants)
}

func (a *aws) Plan(ctx context.Context, w fetch.Want) (fetch.Plan, error) {
	a.mu.Lock()
	a.wants = append(a.wants, w)
	a.mu.Unlock()
	if a.planning != nil {
		select {
		case <-a.planning:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if a.err != nil {
		return nil, a.err
	}
	return &awsPlan{a, w}, nil
}

type awsPlan struct {
	*aws
	want fetch.Want
}

func (p *awsPlan) Offer() fetch.Offer {
	o := fetch.Offer{
		Window: query.Window{From: p.want.Window.From, To: corpusEnd.Add(8 * time.Hour)},
		Parts: []fetch.Part{
			{Account: "111122223333", Place: "us-east-1", Requests: 240},
			{Account: "111122223333", Place: "eu-west-1"},
		},
		Requests: 240, Time: 2 * time.Minute, Notes: []string{"event history goes back 90 days: what is older is left out"},
	}
	if p.nothing {
		o.Parts[0].Requests = 0
	}
	if p.want.Narrow {
		o.Push = "asks AWS for AccessKeyId=AKIAIOSFODNN7EXAMPLE"
	} else if p.want.Filter != nil {
		o.Narrower = "AccessKeyId=AKIAIOSFODNN7EXAMPLE"
	}
	return o
}

func (p *awsPlan) Run(ctx context.Context, report func(fetch.Progress)) (fetch.Progress, error) {
	now := fetch.Progress{
		Left: 90 * time.Second,
		Parts: []fetch.PartProgress{
			{Account: "111122223333", Place: "us-east-1", State: fetch.Fetching, Requests: 60, Likely: 240, Rate: 1.8, Reached: corpusEnd.Add(-36 * time.Hour), Left: 90 * time.Second},
			{Account: "111122223333", Place: "eu-west-1", State: fetch.Done},
		},
	}
	report(now)
	if p.running != nil {
		select {
		case <-p.running:
		case <-ctx.Done():
			return now, ctx.Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.runs++
	if len(p.calls) > 0 {
		add(p.t, p.store, p.calls...)
		now.Events, now.New = len(p.calls), len(p.calls)
		p.calls = nil
	}
	now.Left, now.Parts[0].State, now.Parts[0].Problem = 0, fetch.Done, p.problem
	return now, nil
}

// add puts more calls into a cache, as another program would.
func add(t tester, c *cache.Cache, calls ...call) {
	t.Helper()
	b := &cache.Batch{Origins: []cache.Origin{{Kind: "lookup", Place: "test", Fetched: corpusEnd}}}
	for i, call := range calls {
		record := call.record(900_000 + i + int(call.at.Unix()%1000)*100)
		e, err := event.Decode([]byte(record), nil)
		if err != nil {
			t.Fatal(err)
		}
		b.Entries = append(b.Entries, []cache.Entry{{Event: e, Record: []byte(record)}})
	}
	if _, err := c.Append(context.Background(), b); err != nil {
		t.Fatal(err)
	}
}

// lately are some calls that happened after the corpus.
func lately(n int) []call {
	var calls []call
	for i := range n {
		calls = append(calls, call{at: corpusEnd.Add(time.Duration(i+1) * time.Minute), user: "trent", source: "iam", name: "DeleteUser", params: `"userName":"old"`, from: "192.0.2.1", region: "us-east-1"})
	}
	return calls
}

// openFetching returns a screen over the corpus that can fetch.
func openFetching(t *testing.T, a *aws) *screen {
	t.Helper()
	a.t, a.store = t, smallAccount(t)
	return open(t, 120, 40, Options{Cache: a.store, Fetch: a})
}

// look has the screen look for what others wrote to the cache.
func (s *screen) look() {
	s.t.Helper()
	s.send(s.m.ask.refresh()())
}

func (s *screen) hasDialog() bool { return len(s.m.dialogs) > 0 }

func TestFetchingIsOfferedFirstThenToldThenAnnounced(t *testing.T) {
	a := &aws{running: make(chan struct{}), calls: lately(3)}
	s := openFetching(t, a)
	s.press("r", s.hasDialog)
	s.shows("Fetch from AWS", "us-east-1", "about 240 requests · about 2 min", "nothing is missing", "event history goes back 90 days", "enter fetch")
	if w := a.asked()[0].Window; !w.To.IsZero() || w.From.IsZero() {
		t.Errorf("asked for %v: as long as nobody chose a window it ends now", w)
	}
	s.press("enter", func() bool { return strings.Contains(s.view(), "fetching") && s.m.fetching.last.Left > 0 })
	s.shows("◌ fetching 60/240 · 1 min 30 s left", "1.8/s · back to 18 Nov 12:00")

	// The keyboard is the person's all the while.
	s.keys("5", "j", "j", "W")
	if s.filter() != "is:write" {
		t.Errorf("while it fetches, W makes the filter %q", s.filter())
	}
	s.keys("u")
	rows := s.m.events.Row().Ref

	close(a.running)
	s.until(func() bool { return s.m.fetching.job == nil && s.m.shown.news.events == 3 })
	s.settle()
	s.shows("3 new events · a shows them · = follows", "3 events fetched, 3 of them new, in 60 requests")
	s.hides("DeleteUser")
	if s.m.events.Row().Ref != rows {
		t.Error("the cursor has moved by itself")
	}
	s.keys("a")
	s.hides("new events")
	s.keys("g")
	s.shows("DeleteUser", "474 events")
}

func TestAFetchCanBeWatchedAndStopped(t *testing.T) {
	a := &aws{running: make(chan struct{})}
	s := openFetching(t, a)
	s.press("r", s.hasDialog)
	s.press("enter", func() bool { return s.m.fetching.last.Left > 0 })
	s.keys("r")
	s.shows("Fetching", "60 of about 240 requests · 1.8/s · back to 18 Nov 12:00 · 1 min 30 s left", "nothing is missing", "x stop")
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.shows("eu-west-1", "60/240 · 1.8/s · back to 18 Nov 12:00", "60/240 · 1 min 30 s left")
	s.keys("esc")
	if s.m.fetching.job == nil {
		t.Fatal("closing the account of it stopped the fetch")
	}
	s.keys("r")
	s.press("x", func() bool { return s.m.fetching.job == nil })
	s.shows("stopped: 0 new events; r goes on from there")
	s.press("r", s.hasDialog)
	s.shows("enter fetch")
	s.keys("esc")
	if s.m.fetching.job != nil {
		t.Error("esc began to fetch")
	}
}

func TestWhatIsMissingIsNotOfferedToSomebodyWhoIsTyping(t *testing.T) {
	a := &aws{planning: make(chan struct{})}
	s := openFetching(t, a)
	s.keys("r")
	s.shows("asking what is missing")
	s.keys("f", "type:is:wr")
	close(a.planning)
	s.until(func() bool { return s.m.fetching.stop == nil })
	s.keys("type:ite", "enter")
	if s.hasDialog() || s.filter() != "is:write" {
		t.Errorf("the filter is %q:\n%s", s.filter(), s.view())
	}
	s.press("r", s.hasDialog)
	if got := a.asked(); len(got) != 2 || got[1].Filter == nil || got[1].Narrow {
		t.Errorf("asked for %+v", got)
	}
	s.shows("tab only AccessKeyId=")
	s.press("tab", func() bool { return s.hasDialog() && len(a.asked()) == 3 })
	s.shows("asks AWS for AccessKeyId=", "tab every event instead")
	if got := a.asked()[2]; !got.Narrow {
		t.Errorf("asked for %+v", got)
	}
}

func TestAskingWhatIsMissingCanBeGivenUp(t *testing.T) {
	a := &aws{planning: make(chan struct{})}
	s := openFetching(t, a)
	s.keys("r", "r")
	s.shows("no longer asked")
	close(a.planning)
	s.settle()
	if s.hasDialog() {
		t.Error("what was given up is offered")
	}
}

func TestWhyNothingIsFetchedIsSaidInALine(t *testing.T) {
	s := openFetching(t, &aws{err: errors.New("profile prod: the login has expired: run 'aws sso login --profile prod'")})
	s.press("r", func() bool { return s.m.shown.notice.text != "" })
	s.shows("✗ profile prod: the login has expired: run 'aws sso login --profile prod'")
	s.keys("j")
	s.hides("aws sso login")

	s = openFetching(t, &aws{nothing: true})
	s.press("r", func() bool { return s.m.shown.notice.text != "" })
	s.shows("nothing is missing of account 111122223333 in us-east-1, eu-west-1")

	s = openFetching(t, &aws{problem: "eu-west-1, account 111122223333: the Region refuses"})
	s.press("r", s.hasDialog)
	s.press("enter", func() bool { return strings.Contains(s.view(), "refuses") })

	s = open(t, 120, 40, Options{Cache: sharedAccount(t), NoFetch: "the demo is invented: there is nothing to fetch"})
	s.keys("r")
	s.shows("the demo is invented")
}

func TestWhatOthersWriteIsAnnouncedAndShownAtOnceWhileFollowing(t *testing.T) {
	c := smallAccount(t)
	s := openOn(t, 120, 40, c)
	add(t, c, lately(1)...)
	s.look()
	s.shows("1 new event · a shows it · = follows")
	s.hides("DeleteUser")
	s.keys("=")
	s.shows("● following", "DeleteUser", "472 events")
	s.hides("new event")
	add(t, c, lately(4)[1:]...)
	s.until(func() bool { return strings.Contains(s.view(), "475 events") })
	s.settle()
	s.keys("=")
	s.shows("no longer following")
	add(t, c, lately(5)[4:]...)
	s.look()
	s.shows("1 new event")
	// A question of the person's own is answered with all there is.
	s.keys("W", "u")
	s.shows("476 events")
	s.hides("new event")
}

func TestWhatComesIsShownAtOnceWhereNothingIsShown(t *testing.T) {
	c := newCache(t)
	s := openOn(t, 120, 40, c)
	s.shows("the cache is empty", "spoor sync asks AWS")
	add(t, c, lately(2)...)
	s.look()
	s.shows("DeleteUser", "2 events")
}

func TestFollowingOpensTheEndOfTheWindow(t *testing.T) {
	c := smallAccount(t)
	s := open(t, 120, 40, Options{Cache: c, Query: "after:2026-11-18 before:2026-11-19"})
	s.hides("20 Nov")
	s.keys("=")
	if w := s.m.history.now.window; !w.chosen || w.From.IsZero() || !w.To.IsZero() {
		t.Errorf("the window is %+v", w)
	}
}

func TestFollowingAsksOnlyThoseWhoWereAskedBefore(t *testing.T) {
	a := &aws{calls: lately(2)}
	s := openFetching(t, a)
	s.press("=", func() bool { return strings.Contains(s.view(), "473 events") })
	wants := a.asked()
	if len(wants) != 1 || !wants[0].Agreed || !wants[0].Window.To.IsZero() {
		t.Fatalf("asked for %+v", wants)
	}
	if back := s.m.now().Sub(wants[0].Window.From); back < 15*time.Minute || back > 16*time.Minute {
		t.Errorf("asked for the last %v: late events come for a quarter of an hour", back)
	}
	s.until(func() bool { return s.m.fetching.job == nil })
	if s.hasDialog() {
		t.Error("following opened a dialog")
	}
	s.send(pollMsg{s.m.following.round})
	s.until(func() bool { return len(a.asked()) == 2 })
	s.keys("=")
	s.send(pollMsg{s.m.following.round})
	if n := len(a.asked()); n != 2 {
		t.Errorf("no longer following, AWS was asked %d times", n)
	}
}

func TestAPersonsFetchGoesBeforeFollowing(t *testing.T) {
	a := &aws{running: make(chan struct{})}
	s := openFetching(t, a)
	s.press("=", func() bool { return s.m.fetching.job != nil && s.m.fetching.polling })
	s.shows("● following")
	s.press("r", s.hasDialog)
	s.press("enter", func() bool { return !s.m.fetching.polling && s.m.fetching.last.Left > 0 })
	s.shows("◌ fetching")
	close(a.running)
	s.until(func() bool { return s.m.fetching.job == nil })
}

func TestWhatGoesWrongWhileFollowingIsSaidOnce(t *testing.T) {
	a := &aws{err: errors.New("the login has expired: run 'aws sso login'")}
	s := openFetching(t, a)
	s.press("=", func() bool { return strings.Contains(s.view(), "aws sso login") })
	s.keys("j")
	s.hides("aws sso login")
	s.send(pollMsg{s.m.following.round})
	s.until(func() bool { return len(a.asked()) == 2 && s.m.fetching.stop == nil })
	s.hides("aws sso login")
	s.shows("● following")
}
