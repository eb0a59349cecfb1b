package cache

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/cache/segment"
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

func TestAPageLeavesOutWhatIsFoundDamagedLater(t *testing.T) {
	ctx := context.Background()
	path := furnish(t)
	c := open(t, path)
	a, err := c.Answer(ctx, parse(t, ""), View{})
	if err != nil {
		t.Fatal(err)
	}
	err = c.file.update(ctx, func(tx *bolt.Tx) error {
		segments := tx.Bucket(bucketSegments)
		key := []byte{byte(segment.IP)}
		all := segments.Cursor()
		for id, _ := all.First(); id != nil; id, _ = all.Next() {
			of := segments.Bucket(id)
			if stored := of.Get(key); stored != nil {
				harmed := bytes.Clone(stored)
				harmed[len(harmed)/2] ^= 1
				return of.Put(key, harmed)
			}
		}
		return errors.New("no column of addresses")
	})
	if err != nil {
		t.Fatal(err)
	}
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
