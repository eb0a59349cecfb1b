package recorder_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"spoor/event"
	"spoor/source"
	"spoor/source/recorder"
	"spoor/source/recorder/journal"
)

// line is the record of a call that its number tells from others.
func line(n int) string {
	return fmt.Sprintf(`{"eventVersion":"1.11","eventTime":"2026-11-20T09:30:00Z","eventID":"ID%d","additionalEventData":{"recordedBy":"spoor"}}`, n)
}

// batch is the bytes of a batch of a journal.
func batch(numbers ...int) []byte {
	var b []byte
	for _, n := range numbers {
		b = append(append(b, line(n)...), '\n')
	}
	return journal.Close(b)
}

// write puts a file into a store.
func write(t *testing.T, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	// Like a recorder, which puts its files in place whole.
	temporary := filepath.Join(t.TempDir(), "temporary")
	if err := os.WriteFile(temporary, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(temporary, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func add(t *testing.T, path string, content []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// trailFile is the content of a trail file.
func trailFile(t *testing.T, numbers ...int) []byte {
	t.Helper()
	var lines []string
	for _, n := range numbers {
		lines = append(lines, line(n))
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	fmt.Fprintf(z, `{"Records":[%s]}`, strings.Join(lines, ","))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sealed = "AWSLogs/000000000000/CloudTrail/eu-west-1/2026/11/20/000000000000_CloudTrail_eu-west-1_20261120T0930Z_ABCDEFGHIJKLMNOP.json.gz"

func idOf(t *testing.T, raw []byte) string {
	t.Helper()
	ev, err := event.Decode(raw, nil)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Clone(ev.ID)
}

// pull reads a store once.
func pull(t *testing.T, dir string) (ids []string, ends []source.FileEnd) {
	t.Helper()
	err := recorder.New(dir, recorder.Options{}).Pull(t.Context(), func(b *source.Batch) error {
		if b.From.Kind != recorder.Kind || b.From.Place == "" {
			t.Errorf("a batch is from %+v", b.From)
		}
		for _, r := range b.Records {
			ids = append(ids, idOf(t, r.Raw))
		}
		if b.End != nil {
			ends = append(ends, *b.End)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, ends
}

func TestAStoreIsItsTrailFilesAndItsJournals(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, sealed, trailFile(t, 1, 2))
	write(t, dir, "journal/a.jsonl", slices.Concat(batch(3), batch(4, 5), []byte(line(6))))
	write(t, dir, "journal/b.tmp", []byte("half a trail file"))
	ids, ends := pull(t, dir)
	slices.Sort(ids)
	if want := []string{"ID1", "ID2", "ID3", "ID4", "ID5"}; !slices.Equal(ids, want) {
		t.Errorf("read %q, want %q", ids, want)
	}
	if len(ends) != 2 || !ends[0].Again || ends[0].Records != 3 || ends[1].Again || ends[1].Records != 2 {
		t.Errorf("the files ended %+v", ends)
	}
	if !recorder.Is(dir) || recorder.Is(t.TempDir()) {
		t.Error("what is a store is not told from what is none")
	}
}

func TestACopyOfABucketIsAStore(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, sealed, trailFile(t, 1))
	if ids, _ := pull(t, dir); !slices.Equal(ids, []string{"ID1"}) {
		t.Errorf("read %q", ids)
	}
}

func TestDamageInAJournalIsTold(t *testing.T) {
	dir := t.TempDir()
	broken := batch(1)
	broken[20] ^= 1
	write(t, dir, "journal/a.jsonl", slices.Concat(broken, batch(2)))
	ids, ends := pull(t, dir)
	if !slices.Equal(ids, []string{"ID2"}) || len(ends) != 1 || ends[0].Status != source.Partial || !strings.Contains(ends[0].Reason, "damaged") {
		t.Errorf("read %q, %+v", ids, ends)
	}
}

func TestAStoreThatIsNotThereIsAnError(t *testing.T) {
	err := recorder.New(filepath.Join(t.TempDir(), "no"), recorder.Options{}).Pull(t.Context(), func(*source.Batch) error { return nil })
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("pulled: %v", err)
	}
}

// following is a store that is followed.
type following struct {
	t    *testing.T
	ids  chan string
	stop func() error
}

func follow(t *testing.T, dir string, known func(place string) bool) *following {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	f := &following{t: t, ids: make(chan string, 100)}
	o := recorder.Options{Follow: true, Poll: time.Millisecond}
	if known != nil {
		o.Known = func(_ context.Context, place string, _ int64, _ time.Time, _ string) (bool, error) {
			return known(place), nil
		}
	}
	done := make(chan error, 1)
	go func() {
		done <- recorder.New(dir, o).Pull(ctx, func(b *source.Batch) error {
			for _, r := range b.Records {
				ev, err := event.Decode(r.Raw, nil)
				if err != nil {
					return err
				}
				f.ids <- strings.Clone(ev.ID)
			}
			return nil
		})
	}()
	f.stop = func() error { cancel(); return <-done }
	t.Cleanup(cancel)
	return f
}

// next waits for records, in any order.
func (f *following) next(want ...string) {
	f.t.Helper()
	var got []string
	for range want {
		select {
		case id := <-f.ids:
			got = append(got, id)
		case <-time.After(30 * time.Second):
			f.t.Fatalf("waited for %q, got %q", want, got)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		f.t.Fatalf("got %q, want %q", got, want)
	}
}

func TestAFollowedStoreHandsOverWhatComes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	f := follow(t, dir, nil)
	a := write(t, dir, "journal/a.jsonl", batch(1))
	f.next("ID1")
	// The recorder writes a batch in pieces, fails, cuts it off and goes on.
	torn := batch(99, 98, 97)
	add(t, a, torn[:len(torn)-30])
	time.Sleep(20 * time.Millisecond)
	if err := os.Truncate(a, int64(len(batch(1)))); err != nil {
		t.Fatal(err)
	}
	add(t, a, batch(2, 3))
	f.next("ID2", "ID3")
	write(t, dir, "journal/b.jsonl", batch(4))
	f.next("ID4")
	if err := f.stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

func TestNothingIsMissedWhenAJournalIsSealed(t *testing.T) {
	dir := t.TempDir()
	a := write(t, dir, "journal/a.jsonl", batch(1))
	f := follow(t, dir, nil)
	f.next("ID1")
	// The last batch and the sealing come between two looks.
	add(t, a, batch(2))
	write(t, dir, sealed, trailFile(t, 1, 2))
	if err := os.Remove(a); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(a); err == nil {
		t.Skip("this disk keeps the name of a file for as long as it is open")
	}
	f.next("ID1", "ID2", "ID2")
	if err := f.stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

func TestTrailFilesThatAreKnownAreNotRead(t *testing.T) {
	dir := t.TempDir()
	path := write(t, dir, sealed, trailFile(t, 1))
	f := follow(t, dir, func(place string) bool { return place == path })
	write(t, dir, "journal/a.jsonl", batch(2))
	f.next("ID2")
	f.stop()
	if len(f.ids) > 0 {
		t.Errorf("read once more: %s", <-f.ids)
	}
}
