package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"spoor/cache"
	"spoor/cache/coverage"
	"spoor/event"
	"spoor/ingest"
	"spoor/internal/realdata"
	"spoor/query"
	"spoor/source"
	"spoor/source/demo"
	"spoor/source/trail"
)

// open makes a new cache.
func open(t testing.TB) *cache.Cache {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "cache"))
}

func openAt(t testing.TB, path string) *cache.Cache {
	t.Helper()
	c, err := cache.Open(t.Context(), cache.Options{Path: path, Command: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func run(t testing.TB, c *cache.Cache, s source.Source) ingest.Report {
	t.Helper()
	r, err := ingest.Run(t.Context(), c, s, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSums(t, r)
	return r
}

// checkSums holds every report to its word: no record is unaccounted for.
func checkSums(t testing.TB, r ingest.Report) {
	t.Helper()
	undecoded := len(r.LostRecords) + r.OtherLost
	if got := r.New + r.Duplicates + r.Variants + undecoded; got != r.Records {
		t.Errorf("%d records came in and %d are accounted for: %+v", r.Records, got, r)
	}
	if r.Lost < undecoded {
		t.Errorf("%d records lost, of which %d could not be decoded", r.Lost, undecoded)
	}
}

// spy hands on what a source gives, and keeps a copy of every record.
type spy struct {
	source.Source
	records []source.Record
}

func (s *spy) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	return s.Source.Pull(ctx, func(b *source.Batch) error {
		for _, r := range b.Records {
			r.Raw = bytes.Clone(r.Raw)
			s.records = append(s.records, r)
		}
		return yield(b)
	})
}

// checkStored loads every record back and compares its bytes.
func (s *spy) checkStored(t *testing.T, c *cache.Cache) {
	t.Helper()
	for _, r := range s.records {
		ev, err := event.Decode(r.Raw, nil)
		if err != nil {
			t.Fatal(err)
		}
		stored, err := c.Load(t.Context(), cache.Ref{Key: cache.KeyOf(&ev), Nanos: ev.Time.UnixNano()})
		if err != nil {
			t.Fatalf("event %s: %v", ev.ID, err)
		}
		same := bytes.Equal(stored.Record, r.Raw)
		for _, v := range stored.Variants {
			same = same || bytes.Equal(v.Record, r.Raw)
		}
		if !same {
			t.Errorf("event %s came back as %.200q, went in as %.200q", ev.ID, stored.Record, r.Raw)
		}
	}
}

func TestTheInvictusTrailGoesInWholeAndOnce(t *testing.T) {
	folder := realdata.Folder(t, "invictus")
	c := open(t)
	s := &spy{Source: trail.New(trail.Options{}, folder)}
	r := run(t, c, s)
	if r.Files[source.Read] != 55 || r.FilesDone() != 55 || r.New != 2900 || r.Lost != 0 || len(r.Notes) != 0 {
		t.Errorf("first time: %+v", r)
	}
	s.checkStored(t, c)
	r = run(t, c, trail.New(trail.Options{}, folder))
	if r.New != 0 || r.Variants != 0 || r.Duplicates != 2900 || r.Files[source.Read] != 55 {
		t.Errorf("again: %+v", r)
	}
	r = run(t, c, trail.New(trail.Options{Known: ingest.Known(c)}, folder))
	if r.Records != 0 || r.Files[source.Known] != 55 {
		t.Errorf("again, asking which files are known: %+v", r)
	}
}

func TestEveryRealRecordIsAccountedForAndComesBackAsItWas(t *testing.T) {
	for name, want := range map[string]struct{ files, events int }{
		"stratus": {35, 310}, "cloud-snitch": {2, 21}, "grycap": {1, 142}, "rubysoho07": {37, 37},
		"lookup-events": {1, 6}, "digest": {1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			folder := realdata.Folder(t, name)
			c := open(t)
			s := &spy{Source: trail.New(trail.Options{}, folder)}
			r := run(t, c, s)
			if r.FilesDone() != want.files || r.Records != want.events || r.Lost != 0 {
				t.Errorf("%+v", r)
			}
			s.checkStored(t, c)
			again := run(t, c, trail.New(trail.Options{}, folder))
			if again.New != 0 || again.Variants != 0 || again.Duplicates != r.Records {
				t.Errorf("again: %+v", again)
			}
		})
	}
}

// scripted is a source that hands over what it was given.
type scripted struct {
	batches []*source.Batch
	// before, if set, is called before each batch.
	before func(i int) error
	err    error
}

func (s *scripted) Name() string { return "script" }

func (s *scripted) Pull(_ context.Context, yield func(*source.Batch) error) error {
	for i, b := range s.batches {
		if s.before != nil {
			if err := s.before(i); err != nil {
				return err
			}
		}
		if err := yield(b); err != nil {
			return err
		}
	}
	return s.err
}

var start = time.Date(2026, 11, 16, 3, 0, 0, 0, time.UTC)

// record is a record whose id and second are n.
func record(n int) []byte {
	return fmt.Appendf(nil, `{"eventVersion":"1.11","eventID":"%08d-0000-4000-8000-000000000000","eventTime":%q,"eventSource":"iam.amazonaws.com","eventName":"CreateUser",`+
		`"awsRegion":"us-east-1","recipientAccountId":"111122223333","eventCategory":"Management","requestParameters":{"userName":"user-%d"}}`,
		n, start.Add(time.Duration(n)*time.Second).Format(time.RFC3339), n)
}

// batch is a part of a file that holds records first to last; a nil end says
// that the file goes on.
func batch(place string, first, last int, end *source.FileEnd) *source.Batch {
	b := &source.Batch{From: source.From{Kind: "trail", Place: place, Fetched: start.Add(time.Hour)}, End: end}
	for n := first; n <= last; n++ {
		b.Records = append(b.Records, source.Record{Raw: record(n), Position: int64(n) * 400})
	}
	return b
}

func endOf(place string, records int) *source.FileEnd {
	return &source.FileEnd{Place: place, Bytes: int64(records) * 400, Unpacked: int64(records) * 400, ModTime: start, Status: source.Read, Records: records}
}

func known(t *testing.T, c *cache.Cache, end *source.FileEnd) bool {
	t.Helper()
	ok, err := ingest.Known(c)(t.Context(), end.Place, end.Bytes, end.ModTime, end.ETag)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func total(t testing.TB, c *cache.Cache) int {
	t.Helper()
	if _, err := c.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, _, n, err := c.Span(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestARecordThatCannotBeDecodedIsNamedWithItsPlace(t *testing.T) {
	c := open(t)
	end := endOf("a.json", 3)
	b := batch("a.json", 1, 3, end)
	b.Records[1].Raw = []byte(`{"eventID":"x","eventTime":"yesterday"}`)
	r := run(t, c, &scripted{batches: []*source.Batch{b}})
	if r.New != 2 || r.Lost != 1 || len(r.LostRecords) != 1 {
		t.Fatalf("%+v", r)
	}
	lost := r.LostRecords[0]
	if lost.Place != "a.json" || lost.Position != 800 || !strings.Contains(lost.Reason, "yesterday") {
		t.Errorf("lost %+v", lost)
	}
	if r.Files[source.Partial] != 1 || len(r.Notes) != 1 {
		t.Fatalf("%+v", r)
	}
	if note := r.Notes[0]; note.Records != 2 || note.Lost != 1 || !strings.Contains(note.Reason, "1 of its 3 records could not be decoded, the first at byte 800") {
		t.Errorf("note %+v", note)
	}
}

func TestAFileOfWhichNothingCouldBeDecodedHasFailed(t *testing.T) {
	c := open(t)
	end := endOf("a.json", 1)
	b := batch("a.json", 1, 1, end)
	b.Records[0].Raw = []byte(`{"Records":0}`)
	r := run(t, c, &scripted{batches: []*source.Batch{b}})
	if r.Files[source.Failed] != 1 || r.Lost != 1 || known(t, c, end) {
		t.Errorf("%+v", r)
	}
}

func TestAFileIsReadOnceTheLastOfItsRecordsIsIn(t *testing.T) {
	c := open(t)
	end := endOf("a.json", 4)
	s := &scripted{batches: []*source.Batch{batch("a.json", 1, 2, nil), batch("a.json", 3, 4, end)}}
	// The source stops for good after the first half.
	s.before = func(i int) error {
		if i == 1 {
			return errors.New("the network is down")
		}
		return nil
	}
	r, err := ingest.Run(t.Context(), c, s, ingest.Options{})
	if err == nil || !strings.Contains(err.Error(), "read script: the network is down") {
		t.Fatalf("err = %v", err)
	}
	if r.New != 2 || total(t, c) != 2 || known(t, c, end) {
		t.Fatalf("after half a file: %+v, %d events, known %v", r, total(t, c), known(t, c, end))
	}
	s.before = nil
	r = run(t, c, s)
	if r.New != 2 || r.Duplicates != 2 || !known(t, c, end) {
		t.Errorf("%+v", r)
	}
}

func TestWhatWasCommittedBeforeACancelStays(t *testing.T) {
	c := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := &scripted{}
	const files = 60
	for f := range files {
		place := fmt.Sprintf("%d.json", f)
		s.batches = append(s.batches, batch(place, f*1000, f*1000+999, endOf(place, 1000)))
	}
	s.before = func(i int) error {
		// Groups end after 16,384 events, so one is on its way by now.
		for i == 40 && total(t, c) == 0 {
			time.Sleep(time.Millisecond)
		}
		if i == 40 {
			cancel()
		}
		return nil
	}
	r, err := ingest.Run(ctx, c, s, ingest.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("err = %v", err)
	}
	checkSums(t, r)
	held := total(t, c)
	if held == 0 || held >= files*1000 || r.New != held {
		t.Fatalf("%d events are held, %d reported", held, r.New)
	}
	s.before = nil
	again := run(t, c, s)
	if again.New+held != files*1000 || again.Duplicates != held || total(t, c) != files*1000 {
		t.Errorf("%+v", again)
	}
}

func TestABatchLargerThanTheRoomGoesThroughAlone(t *testing.T) {
	c := open(t)
	s := &scripted{}
	for f := range 20 {
		place := fmt.Sprintf("%d.json", f)
		s.batches = append(s.batches, batch(place, f*100, f*100+99, endOf(place, 100)))
	}
	r, err := ingest.Run(t.Context(), c, s, ingest.Options{InFlight: 10_000, Workers: 3})
	if err != nil || r.New != 2000 || r.Files[source.Read] != 20 {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestASlowSourceShowsUpWhileItIsRead(t *testing.T) {
	c := open(t)
	s := &scripted{batches: []*source.Batch{batch("a", 1, 1, nil), batch("a", 2, 2, endOf("a", 2))}}
	s.before = func(i int) error {
		// Without the first batch being committed this never ends.
		for i == 1 && total(t, c) == 0 {
			time.Sleep(time.Millisecond)
		}
		return nil
	}
	if r := run(t, c, s); r.New != 2 {
		t.Errorf("%+v", r)
	}
}

func TestTheCSVDownloadIsMarkedAsPartial(t *testing.T) {
	c := open(t)
	b := batch("a.csv", 1, 1, endOf("a.csv", 1))
	b.Records[0].Shape, b.Records[0].Envelope = source.ShapeCSV, []byte("a,row")
	run(t, c, &scripted{batches: []*source.Batch{b}})
	a, err := c.Answer(t.Context(), query.Query{}, cache.View{Limit: 1})
	if err != nil || len(a.Rows) != 1 || !a.Rows[0].Event.Flags.Has(event.FlagPartial) {
		t.Fatalf("%+v, %v", a, err)
	}
}

func TestTrailsAreObservedWhereTheirEventsAre(t *testing.T) {
	c := open(t)
	run(t, c, &scripted{batches: []*source.Batch{
		batch("a", 0, 10, nil), batch("a", 290, 310, endOf("a", 32)), batch("b", 3*3600, 3*3600, endOf("b", 1)),
	}})
	got, err := c.Coverage(t.Context(), cache.CoverageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	want := [][2]time.Time{{start.Truncate(time.Hour), start.Truncate(time.Hour).Add(time.Hour)},
		{start.Truncate(time.Hour).Add(3 * time.Hour), start.Truncate(time.Hour).Add(4 * time.Hour)}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, s := range got {
		if s.Source != "trail" || s.Account != "111122223333" || s.Region != "us-east-1" || s.Category != "Management" ||
			s.State != uint8(source.Observed) || !s.From.Equal(want[i][0]) || !s.To.Equal(want[i][1]) {
			t.Errorf("%+v", s)
		}
	}
}

func TestTheDemoCoversWhatItSays(t *testing.T) {
	c := open(t)
	r := run(t, c, demo.New(time.Time{}))
	if r.New < 40_000 || r.Lost != 0 || r.Variants != 0 || r.Duplicates != 0 {
		t.Fatalf("%+v", r)
	}
	from, to := demo.End.AddDate(0, 0, -14), demo.End
	got, err := c.Coverage(t.Context(), cache.CoverageQuery{Source: "demo", Region: "us-east-1", Category: "Management"})
	if err != nil {
		t.Fatal(err)
	}
	accounts := map[string]*coverage.Set{}
	for _, s := range got {
		if accounts[s.Account] == nil {
			accounts[s.Account] = &coverage.Set{}
		}
		accounts[s.Account].Add(coverage.Span{From: s.From, To: s.To, State: coverage.State(s.State)})
	}
	if len(accounts) != 2 {
		t.Fatalf("accounts %v", accounts)
	}
	for account, set := range accounts {
		complete := time.Duration(0)
		for _, span := range set.Within(from, to) {
			if span.State == coverage.Complete {
				complete += span.To.Sub(span.From)
			}
		}
		if window := to.Sub(from); complete < window*9/10 {
			t.Errorf("%s is complete for %v of %v", account, complete, window)
		}
	}
}

// Package cache may not import package source, so it has numbers of its own.
func TestTheStatesOfCoverageAreThoseOfSources(t *testing.T) {
	for want, got := range map[source.State]coverage.State{
		source.NeverFetched: coverage.NeverFetched, source.Observed: coverage.Observed, source.Delivered: coverage.Delivered,
		source.Filtered: coverage.Filtered, source.Provisional: coverage.Provisional, source.Complete: coverage.Complete,
		source.Unavailable: coverage.Unavailable, source.Damaged: coverage.Damaged, source.Pruned: coverage.Pruned,
	} {
		if uint8(want) != uint8(got) {
			t.Errorf("state %d of a source is %d here", want, got)
		}
	}
	if coverage.States != uint8(source.Pruned)+1 {
		t.Errorf("%d states here", coverage.States)
	}
}

func TestProgressIsToldInOrderAndToTheEnd(t *testing.T) {
	c := open(t)
	var mu sync.Mutex
	var told []ingest.Progress
	_, err := ingest.Run(t.Context(), c, demo.New(time.Time{}), ingest.Options{Progress: func(p ingest.Progress) {
		if !mu.TryLock() {
			t.Error("told twice at a time")
			return
		}
		defer mu.Unlock()
		told = append(told, p)
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(told); i++ {
		if a, b := told[i-1], told[i]; b.Phase < a.Phase || b.Events < a.Events || b.Bytes < a.Bytes || b.FilesDone < a.FilesDone {
			t.Errorf("%+v comes after %+v", b, a)
		}
	}
	last := told[len(told)-1]
	if last.Phase != ingest.Finished || last.Events < 40_000 || last.New != last.Events || last.FilesDone != 1 {
		t.Errorf("in the end: %+v", last)
	}
}

func TestProgressInALine(t *testing.T) {
	for want, p := range map[string]ingest.Progress{
		"reading folder logs: 0 events · 0 new": {Source: "folder logs"},
		"reading folder logs: 1,204 of 143,000 files · 412,300 events · 400,100 new · 33 % · 121,000/s · 12 s left · 3 lost · 1 file not read whole": {
			Source: "folder logs", FilesDone: 1204, FilesTotal: 143000, Events: 412300, New: 400100, Bytes: 333, BytesTotal: 1000,
			Rate: 121000.4, Left: 12 * time.Second, Lost: 3, Unread: 1,
		},
		"reading s3://logs/: 40,020 files · 40,000 read before · 500 events · 500 new": {
			Source: "s3://logs/", FilesDone: 40020, Known: 40000, Events: 500, New: 500,
		},
		"putting the cache in order after demo: 1 file · 46,111 events · 46,111 new": {
			Phase: ingest.Sealing, Source: "demo", FilesDone: 1, Events: 46111, New: 46111, Rate: 9, Left: time.Hour,
		},
		"read demo: 2 files · 1 event · 1 new · 1.3s": {
			Phase: ingest.Finished, Source: "demo", FilesDone: 2, Events: 1, New: 1, Elapsed: 1310 * time.Millisecond,
		},
	} {
		if got := p.String(); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
