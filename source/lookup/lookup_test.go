package lookup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/cache/coverage"
	"spoor/event"
	"spoor/source"
	"spoor/source/login"
)

// taken is what a pull handed over.
type taken struct {
	ids  map[string]int
	sets map[string]*coverage.Set // by Region and filter
}

func (k *taken) take(b *source.Batch) error {
	b.Committed()
	for _, r := range b.Records {
		k.ids[event.Lookup(r.Raw, "eventID")[0]]++
	}
	for _, s := range b.Stretches {
		key := s.Region + s.Filter
		if k.sets[key] == nil {
			k.sets[key] = &coverage.Set{}
		}
		k.sets[key].Add(coverage.Span{From: s.From, To: s.To, State: coverage.State(s.State), Reason: s.Reason})
	}
	return nil
}

func newTaken() *taken { return &taken{ids: map[string]int{}, sets: map[string]*coverage.Set{}} }

func (k *taken) state(key string) (states []coverage.State) {
	if k.sets[key] != nil {
		for _, s := range k.sets[key].Spans() {
			states = append(states, s.State)
		}
	}
	return states
}

var (
	t0     = time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)
	window = Span{t0, t0.Add(24 * time.Hour)}
)

// fill gives a Region n events, many of them in the same second.
func (f *fake) fill(region string, n, aSecond int) {
	for i := range n {
		f.add(region, window.To.Add(-time.Second*time.Duration(1+i/aSecond)), fmt.Sprintf("%s-%05d", region, i))
	}
}

func one(a *Account, region string) Fetch {
	return Fetch{Account: a, Region: region, Category: Management, Spans: []Span{window}}
}

func TestEveryRegionIsFetchedWholeInAsFewRequestsAsThereArePages(t *testing.T) {
	f := newFake(t)
	counts := map[string]int{"us-east-1": 1234, "eu-west-1": 150, "eu-west-2": 0, "eu-west-3": 51}
	a := f.open(t)
	var fetches []Fetch
	for region, n := range counts {
		f.fill(region, n, 7)
		fetches = append(fetches, one(a, region))
	}
	s, got := New(fetches), newTaken()
	if err := s.Pull(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	for region, n := range counts {
		if want := max(1, (n+49)/50); f.asked[region] != want {
			t.Errorf("%s: %d requests, want %d", region, f.asked[region], want)
		}
		if got := got.state(region); !slices.Equal(got, []coverage.State{coverage.Complete}) {
			t.Errorf("%s: coverage %v, want all complete", region, got)
		}
	}
	if len(got.ids) != 1234+150+51 {
		t.Errorf("%d events, want %d", len(got.ids), 1234+150+51)
	}
	for _, st := range s.Statuses() {
		if st.State != Done || st.Got != st.Asked || !st.Reached.Equal(window.From) {
			t.Errorf("status at the end: %+v", st)
		}
	}
}

func TestWhatWasReceivedIsKeptToTheByte(t *testing.T) {
	f := newFake(t)
	record := `{ "eventID":"e1", "note":"\u00e9 \\ \ud83d\ude00 \/",` + "\t" + `"n":1.10}`
	envelope := `{ "EventTime":1795046400.5 ,"CloudTrailEvent" : "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`).Replace(record) + `", "X":[ ] }`
	f.events["us-east-1"] = []timed{{window.From, envelope}}
	var kept []source.Record
	err := New([]Fetch{one(f.open(t), "us-east-1")}).Pull(t.Context(), func(b *source.Batch) error {
		kept = append(kept, b.Records...)
		b.Committed()
		return nil
	})
	if err != nil || len(kept) != 1 {
		t.Fatalf("%d records, %v", len(kept), err)
	}
	if string(kept[0].Envelope) != envelope || string(kept[0].Raw) != record {
		t.Errorf("kept\n%s\n%s\nwant\n%s\n%s", kept[0].Envelope, kept[0].Raw, envelope, record)
	}
	if kept[0].Position != int64(len(`{"Events":[`)) || kept[0].Shape != source.ShapeLookup {
		t.Errorf("position %d, shape %d", kept[0].Position, kept[0].Shape)
	}
}

func TestAPageCompletesOnlyWhatIsNewerThanItsOldestSecond(t *testing.T) {
	f := newFake(t)
	f.fill("us-east-1", 400, 120)
	a := f.open(t)
	ends := errors.New("stopped")
	for pages := 1; pages < 8; pages++ {
		got := newTaken()
		left := pages
		err := New([]Fetch{one(a, "us-east-1")}).Pull(t.Context(), func(b *source.Batch) error {
			if left--; left < 0 {
				return ends
			}
			return got.take(b)
		})
		if !errors.Is(err, ends) {
			t.Fatalf("Pull returned %v", err)
		}
		set := got.sets["us-east-1"]
		if covered := set != nil; covered != (pages > 2) {
			t.Fatalf("after %d pages of a second that has 120 events something is complete: %v", pages, covered)
		}
		if set == nil {
			continue
		}
		for _, s := range set.Spans() {
			for _, e := range f.events["us-east-1"] {
				if id := event.Lookup([]byte(e.text), "EventId")[0]; got.ids[id] == 0 && !e.at.Before(s.From) && e.at.Before(s.To) {
					t.Fatalf("after %d pages %v–%v is said to be complete, and %s at %v is missing", pages, s.From, s.To, id, e.at)
				}
			}
		}
	}
}

func TestWhatIsRecentByTheServersClockIsProvisional(t *testing.T) {
	f := newFake(t)
	f.clock = func() time.Time { return window.To.Add(time.Second) }
	f.fill("us-east-1", 60, 1)
	a := f.open(t)
	if d := a.Now().Sub(f.clock()); d < -time.Minute || d > time.Minute {
		t.Errorf("the account's clock is %v off the server's", d)
	}
	got := newTaken()
	if err := New([]Fetch{one(a, "us-east-1")}).Pull(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	spans := got.sets["us-east-1"].Spans()
	if len(spans) != 2 || spans[0].State != coverage.Complete || spans[1].State != coverage.Provisional {
		t.Fatalf("coverage %v", spans)
	}
	settled := window.To.Add(-15 * time.Minute)
	if at := spans[1].From; at.After(settled.Add(time.Second)) || at.Before(settled.Add(-time.Minute)) {
		t.Errorf("provisional from %v, want about %v", at, settled)
	}
}

func TestOfAFetchByAttributeOnlyThatAttributeIsCovered(t *testing.T) {
	f := newFake(t)
	f.clock = func() time.Time { return window.To }
	fetch := one(f.open(t), "us-east-1")
	fetch.Attribute = Attribute{"EventSource", "iam.amazonaws.com"}
	got := newTaken()
	if err := New([]Fetch{fetch}).Pull(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	if a := f.got["us-east-1"][0].LookupAttributes; len(a) != 1 || a[0].AttributeKey != "EventSource" || a[0].AttributeValue != "iam.amazonaws.com" {
		t.Errorf("asked for %+v", a)
	}
	if len(got.sets) != 1 || !slices.Equal(got.state("us-east-1EventSource=iam.amazonaws.com"), []coverage.State{coverage.Filtered, coverage.Observed}) {
		t.Errorf("covered %v", got.sets)
	}
}

// A sync of all of event history takes hours, in which its end moves on.
func TestWhatHasBecomeTooOldMeanwhileIsNotSaidToBeComplete(t *testing.T) {
	for name, refuses := range map[string]bool{"the span is cut": false, "the span is refused": true} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			now := f.clock().Truncate(time.Second)
			end := now.Add(-Reach)
			if refuses {
				f.before = func(w http.ResponseWriter, _ string, _ int, in request) bool {
					from, _ := in.StartTime.Float64()
					tooOld := from < float64(end.Unix())
					if tooOld {
						fail(w, 400, "InvalidTimeRangeException", "The time range is not valid.")
					}
					return tooOld
				}
			}
			for i := range 120 {
				f.add("us-east-1", now.Add(-time.Duration(1+i)*12*time.Hour), fmt.Sprint(i))
			}
			fetch := one(f.open(t), "us-east-1")
			fetch.Spans = []Span{{end.Add(-time.Hour), now.Add(-time.Hour)}}
			s, got := New([]Fetch{fetch}), newTaken()
			if err := s.Pull(t.Context(), got.take); err != nil {
				t.Fatal(err)
			}
			if st := s.Statuses()[0]; st.State != Done || len(got.ids) != 120 {
				t.Errorf("%d events, %+v", len(got.ids), st)
			}
			spans := got.sets["us-east-1"].Spans()
			if len(spans) != 1 || spans[0].From.Before(end) || spans[0].From.After(end.Add(5*time.Minute)) {
				t.Errorf("event history begins at %v, covered: %v", end, spans)
			}
			f.before = nil
			fetch.AnyAge = true
			got = newTaken()
			if err := New([]Fetch{fetch}).Pull(t.Context(), got.take); err != nil {
				t.Fatal(err)
			}
			if spans := got.sets["us-east-1"].Spans(); len(spans) != 1 || !spans[0].From.Equal(fetch.Spans[0].From) {
				t.Errorf("of a server with events of any age %v is covered", spans)
			}
		})
	}
}

func TestAServerThatGivesTheSamePageForEverIsGivenUp(t *testing.T) {
	f := newFake(t)
	f.before = func(w http.ResponseWriter, _ string, asked int, _ request) bool {
		if asked > 100 {
			t.Error("it is asked for ever")
			fail(w, 400, "AccessDeniedException", "enough")
			return true
		}
		fmt.Fprintf(w, `{"Events":[%s],"NextToken":"1"}`, envelopeOf("us-east-1", window.To.Add(-time.Hour), "e"))
		return true
	}
	s, got := New([]Fetch{one(f.open(t), "us-east-1")}), newTaken()
	if err := s.Pull(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	st := s.Statuses()[0]
	if st.State != Failed || st.Problem == nil || !strings.Contains(st.Problem.Error(), "again and again") {
		t.Errorf("%+v", st)
	}
	for _, span := range got.sets["us-east-1"].Spans() {
		if span.From.Before(window.To.Add(-time.Hour)) {
			t.Errorf("covered %v", span)
		}
	}
}

func TestAServerThatGoesOnForEverWithoutEventsIsGivenUp(t *testing.T) {
	f := newFake(t)
	f.before = func(w http.ResponseWriter, _ string, asked int, _ request) bool {
		switch {
		case asked == 1:
			fmt.Fprintf(w, `{"Events":[%s],"NextToken":"1"}`, envelopeOf("us-east-1", window.To.Add(-time.Hour), "first"))
		case asked > mostIdle+1:
			t.Error("it is asked for ever")
			fail(w, 400, "AccessDeniedException", "enough")
		default:
			fmt.Fprintf(w, `{"Events":[],"NextToken":"%d"}`, asked)
		}
		return true
	}
	s, got := New([]Fetch{one(f.open(t), "us-east-1")}), newTaken()
	if err := s.Pull(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	st := s.Statuses()[0]
	if st.State != Failed || st.Problem == nil || !strings.Contains(st.Problem.Error(), "brought no more events at 2026-11-18T23:00:01Z") {
		t.Errorf("%+v", st)
	}
	spans := got.sets["us-east-1"].Spans()
	if got.ids["first"] != 1 || len(spans) != 1 || !spans[0].From.Equal(window.To.Add(time.Second-time.Hour)) {
		t.Errorf("%v came, covered is %v", got.ids, spans)
	}
}

func TestTroubleThatPassesChangesNothing(t *testing.T) {
	cases := map[string]func(w http.ResponseWriter, n int, in request) bool{
		"throttled every other time": func(w http.ResponseWriter, n int, _ request) bool {
			if n%2 == 1 {
				fail(w, 400, "ThrottlingException", "Rate exceeded")
			}
			return n%2 == 1
		},
		"500 and 503": func(w http.ResponseWriter, n int, _ request) bool {
			if n%3 == 1 {
				fail(w, 500+n%2*3, "InternalFailure", "sorry")
			}
			return n%3 == 1
		},
		"connections dropped": func(w http.ResponseWriter, n int, _ request) bool {
			if n%3 == 2 {
				panic(http.ErrAbortHandler)
			}
			return false
		},
		"answers cut off": func(w http.ResponseWriter, n int, _ request) bool {
			if n%3 == 2 {
				w.Header().Set("Content-Length", "5000")
				w.Write([]byte(`{"Events":[{"EventId":`))
				panic(http.ErrAbortHandler)
			}
			return false
		},
		"answers that are no JSON": func(w http.ResponseWriter, n int, _ request) bool {
			if n%3 == 2 {
				w.Write([]byte(`<html>`))
			}
			return n%3 == 2
		},
		"tokens that expire": func(w http.ResponseWriter, n int, in request) bool {
			if n%4 == 0 && in.NextToken != "" {
				fail(w, 400, "InvalidNextTokenException", "expired")
				return true
			}
			return false
		},
		"a token that expires once with the login": func(w http.ResponseWriter, n int, in request) bool {
			if n == 3 {
				fail(w, 400, "ExpiredTokenException", "The security token included in the request is expired")
			}
			return n == 3
		},
	}
	for name, before := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.fill("us-east-1", 1000, 30)
			f.before = func(w http.ResponseWriter, _ string, n int, in request) bool { return before(w, n, in) }
			s, got := New([]Fetch{one(f.open(t), "us-east-1")}), newTaken()
			if err := s.Pull(t.Context(), got.take); err != nil {
				t.Fatal(err)
			}
			if st := s.Statuses()[0]; st.State != Done {
				t.Fatalf("it ended with %+v: %v", st, st.Problem)
			}
			if len(got.ids) != 1000 {
				t.Errorf("%d events, want 1000", len(got.ids))
			}
			if states := got.state("us-east-1"); !slices.Equal(states, []coverage.State{coverage.Complete}) {
				t.Errorf("coverage %v", states)
			}
		})
	}
}

func TestARegionThatRefusesIsNamedAndTheOthersGoOn(t *testing.T) {
	f := newFake(t)
	f.fill("us-east-1", 120, 3)
	f.before = func(w http.ResponseWriter, region string, _ int, _ request) bool {
		switch region {
		case "me-south-1":
			fail(w, 400, "UnrecognizedClientException", "The security token included in the request is invalid.")
		case "eu-west-1":
			fail(w, 400, "AccessDeniedException", "User u is not\nauthorized")
		default:
			return false
		}
		return true
	}
	a := f.open(t)
	s, got := New([]Fetch{one(a, "me-south-1"), one(a, "eu-west-1"), one(a, "us-east-1")}), newTaken()
	if err := s.Pull(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	if len(got.ids) != 120 {
		t.Errorf("%d events, want 120", len(got.ids))
	}
	for i, region := range []string{"me-south-1", "eu-west-1"} {
		st := s.Statuses()[i]
		if st.State != Failed || st.Problem.Trouble != login.Refused || !strings.Contains(st.Problem.Error(), region) || strings.Contains(st.Problem.Error(), "\n") {
			t.Errorf("%s ended with %+v", region, st.Problem)
		}
		if states := got.state(region); !slices.Equal(states, []coverage.State{coverage.Unavailable}) {
			t.Errorf("%s: coverage %v, want failed", region, states)
		}
	}
}

func TestAnExpiredLoginSaysWhatRenewsItOnceForTheAccount(t *testing.T) {
	f := newFake(t)
	f.fill("us-east-1", 500, 3)
	f.before = func(w http.ResponseWriter, region string, n int, _ request) bool {
		if n > 2 || region != "us-east-1" {
			fail(w, 403, "ExpiredTokenException", "The security token included in the request is expired")
			return true
		}
		return false
	}
	a := f.open(t)
	a.Profile, a.login.Profile = "prod", "prod"
	s, got := New([]Fetch{one(a, "us-east-1"), one(a, "eu-west-1")}), newTaken()
	if err := s.Pull(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	first, second := s.Statuses()[0].Problem, s.Statuses()[1].Problem
	if first == nil || first != second || first.Trouble != login.Expired {
		t.Fatalf("problems %v and %v, want the same one", first, second)
	}
	if !strings.Contains(first.Error(), "aws sso login --profile prod") {
		t.Errorf("it says %q", first)
	}
}

func TestAnOrderThatIsNotNewestFirstCompletesNothingBeforeTheEnd(t *testing.T) {
	f := newFake(t)
	f.fill("us-east-1", 120, 3)
	slices.Reverse(f.events["us-east-1"])
	covered := 0
	err := New([]Fetch{one(f.open(t), "us-east-1")}).Pull(t.Context(), func(b *source.Batch) error {
		b.Committed()
		if len(b.Stretches) > 0 {
			covered++
			if len(b.Records) != 20 {
				t.Errorf("a page of %d events completes something", len(b.Records))
			}
		}
		return nil
	})
	if err != nil || covered != 1 {
		t.Errorf("%d pages completed something: %v", covered, err)
	}
}

func TestATokenThatIsAlwaysRefusedEndsInAnError(t *testing.T) {
	f := newFake(t)
	f.fill("us-east-1", 200, 200)
	f.before = func(w http.ResponseWriter, _ string, _ int, in request) bool {
		if in.NextToken != "" {
			fail(w, 400, "InvalidNextTokenException", "no")
			return true
		}
		return false
	}
	s := New([]Fetch{one(f.open(t), "us-east-1")})
	if err := s.Pull(t.Context(), newTaken().take); err != nil {
		t.Fatal(err)
	}
	if st := s.Statuses()[0]; st.State != Failed || st.Problem == nil {
		t.Errorf("it ended with %+v", st)
	}
}

// A second with more events than a page has cannot be gone past without a token.
func TestATokenThatIsRefusedTwiceIsAskedForAThirdTime(t *testing.T) {
	f := newFake(t)
	f.fill("us-east-1", 200, 200)
	refused := 0
	f.before = func(w http.ResponseWriter, _ string, _ int, in request) bool {
		if in.NextToken == "" || refused == 2 {
			return false
		}
		refused++
		fail(w, 400, "InvalidNextTokenException", "no")
		return true
	}
	s, got := New([]Fetch{one(f.open(t), "us-east-1")}), newTaken()
	if err := s.Pull(t.Context(), got.take); err != nil {
		t.Fatal(err)
	}
	if st := s.Statuses()[0]; st.State != Done || len(got.ids) != 200 {
		t.Errorf("%d events; it ended with %+v: %v", len(got.ids), st, st.Problem)
	}
}

func TestStoppingStopsAtOnce(t *testing.T) {
	f := newFake(t)
	f.fill("us-east-1", 500, 3)
	a := f.open(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := New([]Fetch{one(a, "us-east-1")}).Pull(ctx, func(*source.Batch) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Pull returned %v", err)
	}
}

func TestTheRegionsOfAnAccountAreThoseItHasEnabled(t *testing.T) {
	f := newFake(t)
	got, err := f.open(t).Regions(t.Context())
	if err != nil || !slices.Equal(got, []string{"eu-west-1", "us-east-1"}) {
		t.Errorf("Regions %v, %v", got, err)
	}
}

func TestRegionsAreAskedForAgainWhereTheTroublePasses(t *testing.T) {
	failing := func(status int, code string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(status)
			fmt.Fprintf(w, `<Response><Errors><Error><Code>%s</Code><Message>sorry</Message></Error></Errors></Response>`, code)
		}
	}
	for name, test := range map[string]struct {
		answer func(http.ResponseWriter)
		kind   login.Trouble // where it is told at once
		said   string
	}{
		"throttled":          {answer: failing(503, "RequestLimitExceeded")},
		"an error of EC2":    {answer: failing(500, "InternalError")},
		"another server":     {answer: func(w http.ResponseWriter) { w.WriteHeader(502); io.WriteString(w, "<html>bad gateway") }},
		"connection dropped": {answer: func(http.ResponseWriter) { panic(http.ErrAbortHandler) }},
		"no XML":             {answer: func(w http.ResponseWriter) { io.WriteString(w, "<html>") }},
		"refused":            {failing(403, "UnauthorizedOperation"), login.Refused, "its Regions cannot be listed"},
		"expired":            {failing(400, "ExpiredToken"), login.Expired, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.ec2 = func(w http.ResponseWriter, n int) bool {
				if n == 1 {
					test.answer(w)
				}
				return n == 1
			}
			got, err := f.open(t).Regions(t.Context())
			if test.kind == 0 {
				if err != nil || len(got) != 2 {
					t.Errorf("Regions %v, %v", got, err)
				}
				return
			}
			var problem *login.Problem
			if !errors.As(err, &problem) || problem.Trouble != test.kind || !strings.Contains(err.Error(), test.said) {
				t.Errorf("Regions %v, %v", got, err)
			}
		})
	}
}
