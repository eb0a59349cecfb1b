package cache

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/cache/segment"
	"spoor/query"
)

// harmBlock flips a byte of the record block that was stored first.
func harmBlock(t *testing.T, path string) {
	t.Helper()
	f := file{path: path}
	err := f.update(context.Background(), func(tx *bolt.Tx) error {
		k, v := tx.Bucket(bucketBlocks).Cursor().First()
		if v == nil {
			return errors.New("no blocks")
		}
		harmed := append([]byte(nil), v...)
		harmed[len(harmed)/3] ^= 1
		return tx.Bucket(bucketBlocks).Put(append([]byte(nil), k...), harmed)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDamageThatAnAnswerComesUponIsRecorded(t *testing.T) {
	ctx := context.Background()
	path := furnish(t)
	want, err := tell(path)
	if err != nil {
		t.Fatal(err)
	}
	harmBlock(t, path)
	c := open(t, path)
	a, err := c.Answer(ctx, parse(t, "payroll"), View{Limit: 10})
	if err != nil || len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], "segment ") {
		t.Fatalf("%v, warnings %q", err, a.Warnings)
	}
	if a.Total == 0 || a.Total >= len(want.Rows) {
		t.Fatalf("%d of %d events are left, want some", a.Total, len(want.Rows))
	}

	// Whoever opens the cache next knows without searching.
	next := open(t, path)
	whole, err := next.Answer(ctx, parse(t, ""), View{})
	if err != nil || whole.Total != a.Total || !cmp.Equal(whole.Warnings, a.Warnings) {
		t.Fatalf("%v, %d events, warnings %q; want %d, %q", err, whole.Total, whole.Warnings, a.Total, a.Warnings)
	}
	known, err := next.Coverage(ctx, CoverageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, s := range known {
		if s.State == uint8(coverage.Damaged) {
			lost++
			if s.Reason != a.Warnings[0] {
				t.Errorf("damaged because of %q, want %q", s.Reason, a.Warnings[0])
			}
		}
	}
	if lost == 0 {
		t.Fatal("the coverage does not say that events are lost")
	}
	f := furniture()[0].Files[0]
	if knows(t, next, f.Place, f.Bytes, f.ModTime, "") {
		t.Fatal("the file that the events came from counts as read")
	}

	// What is brought in again counts once.
	refill(t, next)
	whole, err = next.Answer(ctx, parse(t, ""), View{Limit: 1000})
	if err != nil || !cmp.Equal(eventsOf(whole.Rows), eventsOf(want.Rows)) {
		t.Fatalf("filled again: %v\n%s", err, cmp.Diff(eventsOf(want.Rows), eventsOf(whole.Rows)))
	}
	if _, err := Repair(ctx, Options{Path: path}); err != nil {
		t.Fatal(err)
	}
	mended, told := tell(path)
	if told != nil || !cmp.Equal(eventsOf(mended.Rows), eventsOf(want.Rows)) {
		t.Fatalf("repaired: %v, %d events, want %d", told, len(mended.Rows), len(want.Rows))
	}
}

func TestDamageIsRecordedThoughNobodyCanTellWhereItsEventsCameFrom(t *testing.T) {
	ctx := context.Background()
	path := furnish(t)
	harmBlock(t, path)
	f := file{path: path}
	err := f.update(ctx, func(tx *bolt.Tx) error {
		origins := tx.Bucket(bucketOrigins)
		return origins.ForEach(func(k, v []byte) error {
			harmed := bytes.Clone(v)
			harmed[len(harmed)/2] ^= 1
			return origins.Put(bytes.Clone(k), harmed)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := open(t, path).Answer(ctx, parse(t, "payroll"), View{})
	if err != nil || len(a.Warnings) != 1 {
		t.Fatalf("%v, warnings %q", err, a.Warnings)
	}
	if next := open(t, path).LeftOut(); !slices.Equal(next, a.Warnings) {
		t.Errorf("whoever opens the cache next is told %q, want %q", next, a.Warnings)
	}
}

// harmSection flips a byte of a section of the first segment that has it.
func harmSection(t *testing.T, path string, section segment.ID) {
	t.Helper()
	f := file{path: path}
	err := f.update(context.Background(), func(tx *bolt.Tx) error {
		segments := tx.Bucket(bucketSegments)
		key := []byte{byte(section)}
		all := segments.Cursor()
		for id, _ := all.First(); id != nil; id, _ = all.Next() {
			of := segments.Bucket(id)
			if stored := of.Get(key); stored != nil {
				harmed := bytes.Clone(stored)
				harmed[len(harmed)/2] ^= 1
				return of.Put(key, harmed)
			}
		}
		return errors.New("no such section")
	})
	if err != nil {
		t.Fatal(err)
	}
}

var harms = map[string]func(*testing.T, string){
	"a filter of identities":  func(t *testing.T, path string) { harmSection(t, path, segment.KeyFilter) },
	"an index of identities":  func(t *testing.T, path string) { harmSection(t, path, segment.KeyIndex) },
	"a column of provenances": func(t *testing.T, path string) { harmSection(t, path, segment.From) },
	"a list of provenances":   func(t *testing.T, path string) { harmSection(t, path, segment.Origins) },
	"a block of records":      harmBlock,
}

func TestWhatIsBroughtInToADamagedCacheCountsOnce(t *testing.T) {
	for name, harm := range harms {
		t.Run(name, func(t *testing.T) {
			path := furnish(t)
			want, err := tell(path)
			if err != nil {
				t.Fatal(err)
			}
			harm(t, path)
			c := open(t, path)
			refill(t, c)
			if f := furniture()[0].Files[0]; !knows(t, c, f.Place, f.Bytes, f.ModTime, "") {
				t.Error("a file that was read again does not count as read")
			}
			for _, c := range []*Cache{c, open(t, path)} {
				whole, err := c.Answer(context.Background(), parse(t, ""), View{Limit: 1000})
				if err != nil || len(whole.Warnings) != 1 || !cmp.Equal(eventsOf(whole.Rows), eventsOf(want.Rows)) {
					t.Errorf("%v, %d events, want %d; warnings %q", err, whole.Total, len(want.Rows), whole.Warnings)
				}
			}
		})
	}
}

func TestEventsBesideADamagedSegmentAreLoadedAndFound(t *testing.T) {
	ctx := context.Background()
	for name, harm := range harms {
		t.Run(name, func(t *testing.T) {
			path := furnish(t)
			harm(t, path)
			c := open(t, path)
			refill(t, c)
			a, err := c.Answer(ctx, parse(t, ""), View{Limit: 1000})
			if err != nil || len(a.Rows) == 0 {
				t.Fatal(err)
			}
			for _, row := range a.Rows {
				s, err := c.Load(ctx, row.Ref)
				if err != nil {
					t.Fatalf("%s: %v", row.Event.ID, err)
				}
				if len(s.Variants) != row.Variants {
					t.Fatalf("%s has %d variants, want %d", row.Event.ID, len(s.Variants), row.Variants)
				}
				if found, err := c.Find(ctx, row.Event.ID); err != nil || len(found) != 1 {
					t.Fatalf("%s is found %d times, %v", row.Event.ID, len(found), err)
				}
			}
		})
	}
}

func TestWhoReadsEverythingIsToldOfDamageAndNextTimeGetsTheRest(t *testing.T) {
	ctx := context.Background()
	for name, harm := range harms {
		path := furnish(t)
		harm(t, path)
		read := func() (n, warnings int, err error) {
			a, err := open(t, path).Answer(ctx, parse(t, ""), View{})
			if err != nil {
				t.Fatal(err)
			}
			err = a.EachWhole(ctx, func(Row, *Stored) error { n++; return nil })
			if err == nil && n != a.Matched {
				t.Errorf("%s: %d of %d events", name, n, a.Matched)
			}
			return n, len(a.Warnings), err
		}
		_, warnings, err := read()
		if (err == nil) == (warnings == 0) && name != "a filter of identities" {
			t.Errorf("%s: %d warnings, %v", name, warnings, err)
		}
		if _, again, err := read(); err != nil || again < warnings {
			t.Errorf("%s, the second time: %d warnings, %v", name, again, err)
		}
	}
}

func TestAPruneGoesOnWhereASegmentIsDamaged(t *testing.T) {
	ctx := context.Background()
	for name, harm := range harms {
		for _, known := range []bool{false, true} {
			path := furnish(t)
			harm(t, path)
			c := open(t, path)
			if known {
				refill(t, c)
			}
			if _, err := c.Prune(ctx, start.Add(24*time.Hour)); err != nil {
				t.Errorf("%s, known before: %v: %v", name, known, err)
			}
			if a, err := c.Answer(ctx, parse(t, ""), View{}); err != nil || a.Total != 0 {
				t.Errorf("%s, known before: %v: %d events are left: %v", name, known, a.Total, err)
			}
		}
	}
}

func TestAPageLeavesOutWhatIsFoundDamagedLater(t *testing.T) {
	ctx := context.Background()
	path := furnish(t)
	c := open(t, path)
	a, err := c.Answer(ctx, parse(t, ""), View{})
	if err != nil {
		t.Fatal(err)
	}
	harmSection(t, path, segment.IP)
	rows, err := a.Page(ctx, 0, 1000)
	if err != nil || len(rows) == 0 || len(rows) >= a.Matched {
		t.Fatalf("%d of %d rows, %v", len(rows), a.Matched, err)
	}
	now, err := open(t, path).Answer(ctx, parse(t, ""), View{})
	if err != nil || len(now.Warnings) != 1 || now.Matched != len(rows) {
		t.Fatalf("%v, %d events, warnings %q; want %d", err, now.Matched, now.Warnings, len(rows))
	}
}

func TestTheListOfDamagedSegmentsIsChecked(t *testing.T) {
	path := furnish(t)
	c := open(t, path)
	err := c.file.update(context.Background(), func(tx *bolt.Tx) error {
		stored := encodeAside(map[uint64]string{1: "block 1: checksum differs"})
		stored[2] ^= 1
		return tx.Bucket(bucketMeta).Put(keyAside, stored)
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := open(t, path).Answer(context.Background(), parse(t, ""), View{})
	if err != nil || len(a.Warnings) != 1 {
		t.Errorf("%v, warnings %q", err, a.Warnings)
	}
	h, err := Check(context.Background(), Options{Path: path})
	if err != nil || len(h.Problems) != 1 {
		t.Errorf("%v, problems %v", err, h)
	}
}

func TestEachGoesOnBesideADamagedSegment(t *testing.T) {
	ctx := context.Background()
	for _, readOnly := range []bool{false, true} {
		c := open(t, folder(t))
		appendAll(t, c, many(0, 3*eachPage)...)
		if err := c.Seal(ctx); err != nil {
			t.Fatal(err)
		}
		appendAll(t, c, many(3*eachPage, 3*eachPage)...)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		harmBlock(t, c.file.path)
		c, err := Open(ctx, Options{Path: c.file.path, ReadOnly: readOnly})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		for name, each := range map[string]func(func(Row, *Stored) error) error{
			"newest first": func(f func(Row, *Stored) error) error { return c.Each(ctx, query.Query{}, nil, f) },
			"oldest first": func(f func(Row, *Stored) error) error { return c.EachBackwards(ctx, query.Query{}, f) },
		} {
			seen := map[Key]int{}
			err := each(func(r Row, _ *Stored) error { seen[r.Ref.Key]++; return nil })
			sound, answerErr := c.Answer(ctx, query.Query{}, View{Limit: 6 * eachPage})
			if answerErr != nil || len(c.LeftOut()) != 1 || !slices.Equal(c.LeftOut(), sound.Warnings) || sound.Matched == 0 || sound.Matched == 6*eachPage {
				t.Fatalf("%s: %v, left out %q, %d events beside it", name, answerErr, c.LeftOut(), sound.Matched)
			}
			if err != nil && !IsDamage(err) {
				t.Errorf("%s: %v", name, err)
			}
			for key, n := range seen {
				if n != 1 {
					t.Errorf("%s: %v came %d times", name, key, n)
				}
			}
			for _, row := range sound.Rows {
				if err == nil && seen[row.Ref.Key] == 0 {
					t.Fatalf("%s: an event beside the damage is missing", name)
				}
			}
		}
	}
}
