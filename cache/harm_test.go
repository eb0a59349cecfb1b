package cache

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/event"
	"spoor/internal/race"
	"spoor/query"
)

// furnish makes a cache that has something of everything: several segments, a
// merged one, variants, sightings, envelopes, files, coverage and marks.
func furnish(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	c := open(t, folder(t))
	for i, b := range furniture() {
		if _, err := c.Append(ctx, b); err != nil {
			t.Fatal(err)
		}
		// Again, from elsewhere.
		again := b.Entries[0][0]
		again.Position += 1000
		appendAll(t, c, again)
		if err := c.SetMarks(ctx, []Marked{{refOf(&again.Event), Mark{Star: true, Note: "look"}}}); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			if err := c.Seal(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return c.file.path
}

// refill puts in again what furnish did.
func refill(t testing.TB, c *Cache) {
	t.Helper()
	for _, b := range furniture() {
		if _, err := c.Append(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
}

// furniture is three batches of events with their bookkeeping.
func furniture() (batches []*Batch) {
	random := rand.New(rand.NewPCG(1, 2))
	n := 0
	for _, count := range []int{40, 60, 50} {
		b := &Batch{Origins: someOrigins, Files: []File{{Place: someOrigins[0].Place, Bytes: 9, ModTime: start}}}
		for range count {
			n++
			e := Entry{Event: event.Event{
				ID: fmt.Sprintf("%08x-0000-4000-8000-000000000001", n), Time: start.Add(time.Duration(n) * time.Second),
				Source: "iam.amazonaws.com", Name: someNames[n%len(someNames)], Region: "us-east-1", Account: "111122223333",
				User: someUsers[random.IntN(len(someUsers))], IP: someIPs[random.IntN(len(someIPs))], Category: "Management",
				Targets: []event.Target{someResources[n%len(someResources)]},
			}, Origin: n % 2, Position: int64(n)}
			e.Record = recordOf(&e.Event, someWords[n%len(someWords)])
			if n%9 == 0 {
				e.Envelope, e.Shape = []byte(`{"EventId":"x"}`), 1
			}
			b.Entries = append(b.Entries, []Entry{e})
			if n%20 == 0 {
				e.Record = recordOf(&e.Event, "another")
				b.Entries = append(b.Entries, []Entry{e})
			}
		}
		for f := range 30 {
			b.Files = append(b.Files, File{Place: fmt.Sprintf("/logs/%d/%d.json", n, f), Bytes: int64(n), ModTime: start, SHA256: bytes.Repeat([]byte{1}, 32)})
		}
		for _, region := range []string{"us-east-1", "eu-west-1", "ap-south-1"} {
			b.Coverage = append(b.Coverage, Stretch{Source: "trail", Account: "111122223333", Region: region, Category: "Management",
				From: start.Add(time.Duration(n-count+1) * time.Second), To: start.Add(time.Duration(n) * time.Second), State: uint8(coverage.Observed)})
		}
		batches = append(batches, b)
	}
	return batches
}

// account is all that a cache says.
type account struct {
	Rows     []Row
	Facets   []Facet
	Found    []int
	Records  []string
	Coverage []Stretch
	Marks    []Marked
	// Known are the files that it would not have read again.
	Known []string
}

// tell asks a cache everything. noticed says that it told of damage somewhere.
func tell(path string) (a account, noticed error) {
	ctx := context.Background()
	note := func(err error) {
		if err != nil && noticed == nil {
			noticed = err
		}
	}
	c, err := Open(ctx, Options{Path: path, ReadOnly: true})
	if err != nil {
		return a, err
	}
	defer c.Close()
	warn := func(lines []string) {
		if len(lines) > 0 {
			note(fmt.Errorf("warned: %s", lines[0]))
		}
	}
	v := View{Limit: 1000}
	for _, f := range facetFields {
		v.Facets = append(v.Facets, FacetView{Field: f})
	}
	answer, err := c.Answer(ctx, query.Query{}, v)
	note(err)
	if err == nil {
		a.Rows, a.Facets = answer.Rows, answer.Facets
		warn(answer.Warnings)
	}
	for _, text := range []string{"payroll", "user:alice", "requestParameters.n:3", "resource:prod*", "is:variant", "is:marked", "id:00000007*", "ip:203.0.113.0/24"} {
		x, err := query.Parse(text, query.Options{Now: start})
		if err != nil {
			return a, err
		}
		answer, err := c.Answer(ctx, query.Query{Filter: x}, View{Limit: 1000})
		note(err)
		if err == nil {
			a.Found = append(a.Found, answer.Matched)
			warn(answer.Warnings)
		}
	}
	note(c.Each(ctx, query.Query{}, nil, func(_ Row, s *Stored) error {
		a.Records = append(a.Records, fmt.Sprintf("%s %s %v %v %v", s.Record, s.Envelope, s.Provenance, s.Variants, s.Mark))
		return nil
	}))
	warn(c.LeftOut())
	a.Coverage, err = c.Coverage(ctx, CoverageQuery{})
	note(err)
	a.Marks, err = c.Marks(ctx)
	note(err)
	files, _, err := c.FilesFrom(ctx, "", 1000)
	note(err)
	for _, f := range files {
		if f.Unchanged(f.Bytes, f.ModTime, f.ETag) {
			a.Known = append(a.Known, fmt.Sprint(f))
		}
	}
	return a, noticed
}

// TestNoFlippedByteChangesAnAnswerInSilence flips bytes all over the file. Each
// costs an error, a warning or nothing; and Check finds all that costs
// something.
func TestNoFlippedByteChangesAnAnswerInSilence(t *testing.T) {
	race.SkipDamage(t)
	path := furnish(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := tell(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Rows) != 150 || len(want.Records) != 150 || len(want.Marks) != 3 || len(want.Known) != 91 || len(want.Coverage) != 9 {
		t.Fatalf("%d rows, %d records, %d marks, %d known files, %d stretches", len(want.Rows), len(want.Records), len(want.Marks), len(want.Known), len(want.Coverage))
	}
	trials := 600
	if testing.Short() {
		trials = 60
	}
	harmed := filepath.Join(t.TempDir(), "harmed")
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 4))
	noticed := 0
	for range trials {
		content := bytes.Clone(whole)
		page := random.IntN(len(whole) / os.Getpagesize())
		at := page*os.Getpagesize() + random.IntN(100)
		if random.IntN(2) == 0 {
			at = random.IntN(len(whole))
		}
		flip := byte(1 + random.IntN(255))
		content[at] ^= flip
		if err := os.WriteFile(harmed, content, 0o600); err != nil {
			t.Fatal(err)
		}
		got, told := tell(harmed)
		// A file that is not known any more is read again: that costs nothing.
		same := len(got.Known) <= len(want.Known)
		got.Known, want.Known = nil, want.Known[:len(want.Known):len(want.Known)]
		w := want
		w.Known = nil
		same = same && cmp.Equal(w, got)
		if !same && told == nil {
			t.Fatalf("byte %d of page %d flipped by %#x: nothing is said, and\n%s", at%os.Getpagesize(), page, flip, cmp.Diff(w, got))
		}
		h, err := Check(context.Background(), Options{Path: harmed})
		if err != nil {
			t.Fatalf("byte %d: %v", at, err)
		}
		if h.Sound() && (!same || told != nil) {
			t.Fatalf("byte %d of page %d flipped by %#x: the check finds nothing, but %v", at%os.Getpagesize(), page, flip, told)
		}
		if told != nil {
			noticed++
		}
		writeInto(t, harmed)
	}
	t.Logf("%d of %d flips were told of", noticed, trials)
}

// writeInto writes to a harmed cache. Whatever comes of it, it is no crash.
func writeInto(t *testing.T, path string) {
	ctx := context.Background()
	c, err := Open(ctx, Options{Path: path})
	if err != nil {
		return
	}
	defer c.Close()
	e := entryOf("new", start.Add(time.Hour), `{"new":1}`)
	_, _ = c.Append(ctx, &Batch{Entries: [][]Entry{{e}}, Origins: someOrigins})
	_, _ = c.Prune(ctx, start.Add(45*time.Second))
	_, _ = c.Compact(ctx)
	_ = c.Seal(ctx)
}

func TestACacheCutAnywhereIsRefusedOrWhole(t *testing.T) {
	path := furnish(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := tell(path)
	if err != nil {
		t.Fatal(err)
	}
	step := 1021
	if testing.Short() {
		step = 9973
	}
	harmed := filepath.Join(t.TempDir(), "harmed")
	refused := 0
	for length := 0; length < len(whole); length += step {
		if err := os.WriteFile(harmed, whole[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		got, told := tell(harmed)
		if told == nil && !cmp.Equal(want, got) {
			t.Fatalf("cut to %d of %d bytes, and nothing is said", length, len(whole))
		}
		if told != nil {
			refused++
		}
		writeInto(t, harmed)
	}
	if refused == 0 {
		t.Error("no cut was told of")
	}
}

// TestARepairedCacheIsSoundAndCanBeFilledAgain harms a cache, repairs it, and
// puts in again what it was made of.
func TestARepairedCacheIsSoundAndCanBeFilledAgain(t *testing.T) {
	race.SkipDamage(t)
	ctx := context.Background()
	path := furnish(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := tell(path)
	if err != nil {
		t.Fatal(err)
	}
	trials := 300
	if testing.Short() {
		trials = 40
	}
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 5))
	var repaired, beyond, emptied int
	for range trials {
		harmed := filepath.Join(t.TempDir(), "harmed")
		content := bytes.Clone(whole)
		at := random.IntN(len(whole))
		content[at] ^= byte(1 + random.IntN(255))
		if err := os.WriteFile(harmed, content, 0o600); err != nil {
			t.Fatal(err)
		}
		done, err := Repair(ctx, Options{Path: harmed})
		if err != nil {
			beyond++
			if left, readErr := os.ReadFile(harmed); readErr != nil || !bytes.Equal(left, content) {
				t.Fatalf("byte %d: what is beyond repair was changed", at)
			}
			continue
		}
		if len(done.Problems) == 0 {
			continue
		}
		repaired++
		if _, err := os.Stat(done.Kept); err != nil {
			t.Fatal(err)
		}
		c := open(t, harmed)
		checkSound(t, c)
		a, told := tell(harmed)
		if told != nil {
			t.Fatalf("byte %d: after the repair: %v", at, told)
		}
		if !done.LastCommit && len(a.Rows) < len(want.Rows)-done.Events {
			t.Fatalf("byte %d: %d of %d events are left, and %d said to be lost", at, len(a.Rows), len(want.Rows), done.Events)
		}
		if len(a.Rows) < len(want.Rows) && !done.LastCommit {
			emptied++
			if len(a.Known) == len(want.Known) {
				t.Fatalf("byte %d: events are lost and no file is to be read again", at)
			}
			if !hasDamage(a.Coverage) {
				t.Fatalf("byte %d: the coverage does not say that events are lost", at)
			}
		}
		refill(t, c)
		a, told = tell(harmed)
		if told != nil || !cmp.Equal(eventsOf(a.Rows), eventsOf(want.Rows)) {
			t.Fatalf("byte %d: filled again: %v\n%s", at, told, cmp.Diff(eventsOf(want.Rows), eventsOf(a.Rows)))
		}
		c.Close()
	}
	t.Logf("%d repaired, %d of them had lost events; %d beyond repair", repaired, emptied, beyond)
	if repaired == 0 && beyond > 0 {
		t.Error("nothing could be repaired")
	}
}

// TestARepairMendsABrokenMetaPage breaks either of the two and leaves the rest.
func TestARepairMendsABrokenMetaPage(t *testing.T) {
	ctx := context.Background()
	for page := range 2 {
		path := furnish(t)
		want, err := tell(path)
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		content[page*os.Getpagesize()+40] ^= 1
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := tell(path); err == nil {
			t.Fatalf("meta page %d is broken and nothing is said", page)
		}
		done, err := Repair(ctx, Options{Path: path})
		if err != nil || !done.LastCommit || done.Events != 0 || len(done.Problems) != 1 {
			t.Fatalf("meta page %d: %+v, %v", page, done, err)
		}
		if kept, err := os.ReadFile(done.Kept); err != nil || !bytes.Equal(kept, content) {
			t.Errorf("meta page %d: the damaged file is not kept as it was, %v", page, err)
		}
		if left, err := filepath.Glob(path + ".*"); err != nil || len(left) != 3 {
			t.Errorf("meta page %d: beside the cache are %q, want what is kept, the gate and the lock; %v", page, left, err)
		}
		c := open(t, path)
		checkSound(t, c)
		refill(t, c)
		if got, err := tell(path); err != nil || !cmp.Equal(eventsOf(got.Rows), eventsOf(want.Rows)) {
			t.Errorf("meta page %d: filled again: %v\n%s", page, err, cmp.Diff(eventsOf(want.Rows), eventsOf(got.Rows)))
		}
	}
}

func TestACheckMissesWhatIsNotThere(t *testing.T) {
	ctx := context.Background()
	for _, name := range [][]byte{bucketMeta, bucketSegments, bucketBlocks, bucketOrigins, bucketPlaces, bucketFiles, bucketCoverage, bucketMarks} {
		path := furnish(t)
		f := file{path: path}
		if err := f.update(ctx, func(tx *bolt.Tx) error { return tx.DeleteBucket(name) }); err != nil {
			t.Fatal(err)
		}
		if h, err := Check(ctx, Options{Path: path}); err == nil && h.Sound() {
			t.Errorf("without the bucket %s it is sound", name)
		}
	}
}

func hasDamage(list []Stretch) bool {
	for _, s := range list {
		if s.State == uint8(coverage.Damaged) {
			return true
		}
	}
	return false
}

// eventsOf leaves out marks, which a repair may lose.
func eventsOf(rows []Row) []Row {
	var out []Row
	for _, r := range rows {
		r.Marked = false
		out = append(out, r)
	}
	return out
}
