package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"spoor/event"
	"spoor/recorder/call"
	"spoor/recorder/store"
	"spoor/source"
	"spoor/source/recorder"
	"spoor/source/recorder/journal"
	"spoor/source/trail"
)

func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	if o.Warn == nil {
		o.Warn = func(err error) { t.Errorf("warned: %v", err) }
	}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func shut(t testing.TB, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// numbered is a call that its request id tells from others.
func numbered(n int) call.Call {
	return call.Call{
		Start: time.Date(2026, 11, 20, 9, 30, n%60, 0, time.UTC), Via: call.Gateway, Source: "s3.amazonaws.com", Operation: "CreateBucket",
		Region: "eu-west-1", RequestID: requestID(n), ReadOnly: call.Writes,
	}
}

func requestID(n int) string { return fmt.Sprintf("REQ%d", n) }

func record(t testing.TB, s *store.Store, c call.Call) {
	t.Helper()
	if err := s.Record(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// requests returns the sorted request ids of what a source hands over, each as
// often as it does.
func requests(t testing.TB, from source.Source) []string {
	t.Helper()
	var ids []string
	err := from.Pull(t.Context(), func(b *source.Batch) error {
		for _, r := range b.Records {
			ev, err := event.Decode(r.Raw, nil)
			if err != nil {
				return err
			}
			if !ev.Flags.Has(event.FlagLocal) {
				t.Errorf("a record passes for AWS's: %s", r.Raw)
			}
			ids = append(ids, strings.Clone(ev.RequestID))
		}
		if b.End != nil && (b.End.Status > source.Empty || b.End.Lost > 0) {
			t.Errorf("%s: %v: %s", b.End.Place, b.End.Status, b.End.Reason)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

func inStore(t testing.TB, dir string) []string {
	t.Helper()
	return requests(t, recorder.New(dir, recorder.Options{}))
}

func wantNumbers(t testing.TB, got []string, n int) {
	t.Helper()
	var want []string
	for i := range n {
		want = append(want, requestID(i))
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d records are there, want %d: %.10q", len(got), n, got)
	}
}

// files returns the paths of the files below a folder, relative to it.
func files(t testing.TB, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			relative, _ := filepath.Rel(dir, path)
			all = append(all, filepath.ToSlash(relative))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestARecordedCallIsInTheStoreAtOnce(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	for i := range 3 {
		record(t, s, numbered(i))
		wantNumbers(t, inStore(t, dir), i+1)
	}
}

func TestASealedStoreReadsAsATrailsBucket(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "store")
	s := open(t, store.Options{Dir: dir})
	inAccount := numbered(0)
	inAccount.Caller = call.Caller{Account: "111122223333"}
	record(t, s, inAccount)
	record(t, s, numbered(1))
	shut(t, s)

	wantNumbers(t, inStore(t, dir), 2)
	wantNumbers(t, requests(t, trail.New(trail.Options{}, dir)), 2)
	layout := regexp.MustCompile(`^AWSLogs/(\d{12})/CloudTrail/eu-west-1/2026/11/20/(\d{12})_CloudTrail_eu-west-1_20261120T0930Z_[A-Z2-7]{16}\.json\.gz$`)
	var accounts []string
	for _, path := range files(t, dir) {
		m := layout.FindStringSubmatch(path)
		if m == nil || m[1] != m[2] {
			t.Errorf("%s is not where a trail would put it", path)
			continue
		}
		accounts = append(accounts, m[1])
	}
	if !slices.Equal(accounts, []string{"000000000000", "111122223333"}) {
		t.Errorf("the accounts are %q", accounts)
	}
}

func TestNobodyElseMayReadAStore(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no file modes: a store is as private as the folder that it lies in")
	}
	dir := filepath.Join(t.TempDir(), "store")
	one, two := open(t, store.Options{Dir: dir}), open(t, store.Options{Dir: dir})
	record(t, one, numbered(0))
	record(t, two, numbered(1))
	shut(t, one)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestManyCallsAtOnceShareAFlushAndNoneIsLost(t *testing.T) {
	const clients, each = 200, 20
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir, SealBytes: 64 << 20})
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for j := range each {
				if err := s.Record(t.Context(), numbered(i*each+j)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	wantNumbers(t, inStore(t, dir), clients*each)
	journals, err := filepath.Glob(filepath.Join(dir, journal.Folder, "*"))
	if err != nil || len(journals) != 1 {
		t.Fatalf("journals %q: %v", journals, err)
	}
	text, err := os.ReadFile(journals[0])
	if err != nil {
		t.Fatal(err)
	}
	if batches := strings.Count(string(text), `"crc32c"`); batches >= clients*each {
		t.Errorf("%d flushes for %d records", batches, clients*each)
	}
	shut(t, s)
	wantNumbers(t, inStore(t, dir), clients*each)
}

func TestAJournalThatGrewIsSealedBesideTheRecording(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir, SealBytes: 10_000})
	for i := range 100 {
		record(t, s, numbered(i))
	}
	shut(t, s)
	wantNumbers(t, inStore(t, dir), 100)
	if n := len(files(t, dir)); n < 5 {
		t.Errorf("only %d trail files", n)
	}
}

func TestAJournalThatIsOldEnoughIsSealed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir, SealAfter: 10 * time.Millisecond})
	record(t, s, numbered(0))
	for t.Context().Err() == nil {
		if slices.ContainsFunc(files(t, dir), func(f string) bool { return strings.HasPrefix(f, "AWSLogs/") }) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	record(t, s, numbered(1))
	shut(t, s)
	wantNumbers(t, inStore(t, dir), 2)
}

func TestARecorderWithNothingToSealGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, store.Options{Dir: dir, SealAfter: time.Minute})
		for i := range 2 {
			time.Sleep(5 * time.Minute)
			record(t, s, numbered(i))
		}
		time.Sleep(5 * time.Minute)
		shut(t, s)
		wantNumbers(t, inStore(t, dir), 2)
	})
}

func TestSeveralRecordersShareAStore(t *testing.T) {
	dir := t.TempDir()
	var recorders []*store.Store
	for range 4 {
		recorders = append(recorders, open(t, store.Options{Dir: dir, SealBytes: 5_000}))
	}
	var all sync.WaitGroup
	for i, s := range recorders {
		all.Go(func() {
			for j := range 50 {
				record(t, s, numbered(i*50+j))
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	wantNumbers(t, inStore(t, dir), 200)
}

func TestNoRegionLeadsOutOfTheStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "inner", "store")
	s := open(t, store.Options{Dir: dir})
	for i, region := range []string{"../../../../../../up", "/abs", "a/b", "", "EU", strings.Repeat("x", 300), "..", "-", "a\x00b", "nul", "com1"} {
		c := numbered(i)
		c.Region, c.Caller.Account = region, region
		record(t, s, c)
	}
	shut(t, s)
	wantNumbers(t, inStore(t, dir), 11)
	outside, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(outside) != 1 {
		t.Errorf("beside the store lie %v: %v", outside, err)
	}
	for _, path := range files(t, dir) {
		if !strings.HasPrefix(path, "AWSLogs/000000000000/CloudTrail/unknown/2026/11/20/") {
			t.Errorf("a record lies in %s", path)
		}
	}
}

func TestACallThatNobodyWaitsForIsRecordedAllTheSame(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Record(ctx, numbered(0)); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	record(t, s, numbered(1))
	shut(t, s)
	if got := inStore(t, dir); !slices.Contains(got, requestID(1)) {
		t.Errorf("there are %q", got)
	}
}

func TestAClosedStoreRecordsNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	shut(t, s)
	if err := s.Record(t.Context(), numbered(0)); !errors.Is(err, store.ErrClosed) {
		t.Errorf("recorded: %v", err)
	}
	shut(t, s)
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

func TestAStoreThatCannotBeWrittenIsSaidSoAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{Dir: filepath.Join(file, "store")}); err == nil || !strings.Contains(err.Error(), "recorder store") {
		t.Errorf("opened: %v", err)
	}
}
