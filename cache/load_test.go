package cache

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"spoor/event"
)

func entryOf(id string, at time.Time, record string) Entry {
	return Entry{
		Event:  event.Event{ID: id, Time: at, Account: "111122223333", Region: "us-east-1", User: "alice", Name: "CreateUser"},
		Record: []byte(record),
	}
}

func TestARecordComesBackByteForByteWithItsEnvelopeAndWhereItWasSeen(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	e := entryOf("a", start, "{ \"odd\" :\t1.0,\xff\"\\u00e9\": 2 }\n")
	e.Envelope, e.Shape, e.Position = []byte(`{"EventId":"a"}`), 1, 77
	appendAll(t, c, e)
	s, err := c.Load(ctx, refOf(&e.Event))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(s.Record, e.Record) || !bytes.Equal(s.Envelope, e.Envelope) || s.Shape != 1 {
		t.Errorf("got %q, %q, %d", s.Record, s.Envelope, s.Shape)
	}
	if len(s.Provenance) != 1 || s.Provenance[0].Position != 77 || s.Provenance[0].Origin.Place != someOrigins[0].Place {
		t.Errorf("provenance %+v", s.Provenance)
	}
}

func TestADuplicateAddsOnlyWhereItWasSeen(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	e := entryOf("a", start, `{"a":1,"b":2}`)
	appendAll(t, c, e)
	again := e
	again.Record = []byte(`{"b":2, "a":1}`)
	again.Origin, again.Envelope, again.Shape = 1, []byte("the envelope"), 1
	if done := appendAll(t, c, again); done != (Appended{Duplicates: 1}) {
		t.Errorf("the second time: %+v", done)
	}
	appendAll(t, c, again)
	s, err := c.Load(ctx, refOf(&e.Event))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Provenance) != 2 || len(s.Variants) != 0 {
		t.Errorf("seen %+v, variants %+v", s.Provenance, s.Variants)
	}
	if string(s.Record) != `{"a":1,"b":2}` || string(s.Envelope) != "the envelope" || s.Shape != 1 {
		t.Errorf("record %s envelope %s shape %d", s.Record, s.Envelope, s.Shape)
	}
}

func TestADifferingRecordIsKeptAsAVariantWhicheverComesFirst(t *testing.T) {
	full := entryOf("a", start, `{"name":"alice\\""}`)
	cut := entryOf("a", start.Add(time.Hour), `{"name":"-"}`)
	cut.Event.User = "-"
	indented := cut
	indented.Record = []byte("{\n        \"name\": \"-\"\n}\n")
	for _, order := range [][]Entry{{full, cut}, {cut, full}, {full, indented}, {indented, full}} {
		cut := order[0]
		if string(cut.Record) == string(full.Record) {
			cut = order[1]
		}
		c, ctx := open(t, folder(t)), context.Background()
		if done := appendAll(t, c, order[0]); done.New != 1 {
			t.Fatalf("the first: %+v", done)
		}
		if done := appendAll(t, c, order[1]); done.Variants != 1 {
			t.Fatalf("the second: %+v", done)
		}
		refs, err := c.Find(ctx, "a")
		if err != nil || len(refs) != 1 || refs[0] != refOf(&full.Event) {
			t.Fatalf("found %v, %v", refs, err)
		}
		s, err := c.Load(ctx, refs[0])
		if err != nil {
			t.Fatal(err)
		}
		if string(s.Record) != string(full.Record) || len(s.Variants) != 1 || string(s.Variants[0].Record) != string(cut.Record) {
			t.Errorf("shown %s, variants %v", s.Record, s.Variants)
		}
	}
}

func TestAnEventThatIsNotHeldIsNotFound(t *testing.T) {
	c := open(t, folder(t))
	if _, err := c.Load(context.Background(), Ref{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if refs, err := c.Find(context.Background(), "a"); err != nil || len(refs) != 0 {
		t.Errorf("got %v, %v", refs, err)
	}
}

func TestEventsAreFoundByIDOrItsBeginning(t *testing.T) {
	c := open(t, folder(t))
	ids := []string{"0a1b2c3d-0000-4000-8000-000000000001", "0a1b2c3e-0000-4000-8000-000000000001", "sha256:77", "sha256:771", "0a1b"}
	for i, id := range ids {
		appendAll(t, c, entryOf(id, start.Add(time.Duration(i)*time.Second), id))
	}
	for prefix, want := range map[string]int{"0a1b2c3d": 1, "0a1b2c3": 2, "0a1b2c3d-0000-4000-8000-000000000001": 1, "0a1b": 1, "0a1": 3,
		"sha256:77": 1, "sha256:7": 2, "": 0, "zz": 0, "0a1b2c3d-": 1, "0a1b2c3d0": 0} {
		refs, err := c.Find(context.Background(), prefix)
		if err != nil || len(refs) != want {
			t.Errorf("%q: found %d, %v; want %d", prefix, len(refs), err, want)
		}
	}
}

// hasModes says whether files have permissions of their own here.
const hasModes = runtime.GOOS != "windows"

func TestTheFileIsPrivate(t *testing.T) {
	if !hasModes {
		t.Skip("Windows has no file modes: a file is as private as its folder")
	}
	path := folder(t)
	open(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestWhatOneWritesTheOtherSeesAfterRefresh(t *testing.T) {
	path, ctx := folder(t), context.Background()
	a, b := open(t, path), open(t, path)
	if changed, err := b.Refresh(ctx); err != nil || changed {
		t.Fatalf("nothing written: %v %v", changed, err)
	}
	appendAll(t, a, entryOf("a", start, "{}"))
	if changed, err := b.Refresh(ctx); err != nil || !changed {
		t.Fatalf("after a write: %v %v", changed, err)
	}
	if _, _, n, err := b.Span(ctx); n != 1 || err != nil {
		t.Fatalf("%d events, %v", n, err)
	}
}

// knows reports whether a cache has the file in that state.
func knows(t testing.TB, c *Cache, place string, bytes int64, mod time.Time, etag string) bool {
	t.Helper()
	files, _, err := c.FilesFrom(context.Background(), place, 1)
	if err != nil {
		t.Fatal(err)
	}
	return len(files) == 1 && files[0].Place == place && files[0].Unchanged(bytes, mod, etag)
}

func TestAFileIsKnownOnlyInTheStateItWasReadIn(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	_, err := c.Append(ctx, &Batch{Files: []File{
		{Place: "/a", Bytes: 10, ModTime: start}, {Place: "s3://b/k", Bytes: 10, ETag: "e"}, {Place: "/broken", Bytes: 10, ModTime: start, Status: fileFailed},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct {
		place string
		bytes int64
		mod   time.Time
		etag  string
		want  bool
	}{
		{"/a", 10, start, "", true}, {"/a", 11, start, "", false}, {"/a", 10, start.Add(1), "", false}, {"/other", 10, start, "", false},
		{"s3://b/k", 10, start, "e", true}, {"s3://b/k", 10, time.Time{}, "f", false}, {"/broken", 10, start, "", false},
	} {
		if got := knows(t, c, k.place, k.bytes, k.mod, k.etag); got != k.want {
			t.Errorf("%+v: %v", k, got)
		}
	}
}

func TestRecordsOfManyAreThoseThatLoadingEachGives(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	var refs []Ref
	for i := range 40 {
		at := start.Add(time.Duration(i%7) * time.Minute)
		e := entryOf(fmt.Sprint(i), at, fmt.Sprintf(`{"n":%d}`, i))
		appendAll(t, c, e)
		if i%5 == 0 {
			e.Record = []byte(fmt.Sprintf(`{"n":%d,"variant":true}`, i))
			appendAll(t, c, e)
		}
		refs = append(refs, refOf(&e.Event))
	}
	unknown := entryOf("unknown", start, `{}`)
	found := map[Ref]string{}
	err := c.Records(ctx, append(refs, refOf(&unknown.Event)), func(ref Ref, record []byte) {
		if found[ref] != "" {
			t.Errorf("two records of one event: %s and %s", found[ref], record)
		}
		found[ref] = string(record)
	})
	if err != nil || len(found) != len(refs) {
		t.Fatalf("%d records of %d events, %v", len(found), len(refs), err)
	}
	for _, ref := range refs {
		s, err := c.Load(ctx, ref)
		if err != nil {
			t.Fatal(err)
		}
		if found[ref] != string(s.Record) {
			t.Errorf("found %s, loaded %s", found[ref], s.Record)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := c.Records(ended, refs, func(Ref, []byte) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("after its end: %v", err)
	}
}
