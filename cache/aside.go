package cache

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/cache/guard"
	"spoor/cache/segment"
)

// recordPatience is how long an answer waits for the file to record damage that
// it came upon. If that is too short, the next to come upon it tries again.
const recordPatience = time.Second

// foundBefore is damage that was found and recorded earlier.
type foundBefore string

func (f foundBefore) Error() string      { return string(f) }
func (foundBefore) Is(target error) bool { return target == errDamaged }

// leaveOut has everyone leave out the segment that err found damaged, and writes
// that down. It reports whether there was one: then the same can be asked again.
// The file must not be held.
func (c *Cache) leaveOut(ctx context.Context, err error) bool {
	var found *partDamage
	if !errors.As(err, &found) {
		return false
	}
	if found.part.broken.CompareAndSwap(nil, found) && !c.file.readOnly {
		c.record(ctx, found)
	}
	return true
}

// record writes down that a segment is set aside, so that everyone leaves it
// out: what of it can be fetched again would otherwise count twice. The coverage
// says damaged where its events were, and the files that they came from count as
// not read, so that they can be imported or fetched again. The segment itself
// stays as it is, for a repair.
//
// It does what it can: the answer names the segment whether or not the file can
// be written to.
func (c *Cache) record(ctx context.Context, damage *partDamage) {
	ctx, cancel := context.WithTimeout(ctx, recordPatience)
	defer cancel()
	var next *snapshot
	err := c.file.update(ctx, func(tx *bolt.Tx) error {
		cat, err := readCatalog(tx)
		if err != nil {
			return err
		}
		if err := recordDamage(tx, cat, damage); err != nil {
			return err
		}
		cat.Generation++
		if err := putCatalog(tx, cat); err != nil {
			return err
		}
		next, err = c.snap.Load().followCatalog(tx, cat)
		return err
	})
	if err == nil {
		c.adopt(next)
	}
}

// errRecorded says that damage is recorded already, or its segment gone.
var errRecorded = errors.New("recorded already, or gone")

func recordDamage(tx *bolt.Tx, cat *catalog, damage *partDamage) error {
	aside, err := readAside(tx)
	if err != nil {
		return err
	}
	kept := map[uint64]string{}
	for _, e := range cat.Segments {
		if reason, ok := aside[e.ID]; ok {
			kept[e.ID] = reason
		} else if e.ID == damage.part.id && e.Manifest == damage.part.sum {
			kept[e.ID] = damage.err.Error()
		}
	}
	if len(kept) == len(aside) {
		return errRecorded
	}
	if err := tx.Bucket(bucketMeta).Put(keyAside, encodeAside(kept)); err != nil {
		return err
	}
	if err := forgetFilesOf(tx, damage.part); err != nil {
		return err
	}
	m := damage.part.manifest
	return loseCoverage(tx, coverage.Span{
		From: segment.Time(m.First), To: segment.Time(m.Last + 1),
		State: coverage.Damaged, Reason: damage.Error(), AsOf: time.Now(),
	}, func(Stretch) bool { return true })
}

// forgetFilesOf lets the files that a segment's records came from be read
// again, as far as can be told which those are.
func forgetFilesOf(tx *bolt.Tx, s *sealed) error {
	read, err := newReading(tx)
	if err != nil {
		return err
	}
	files, err := bucket(tx, bucketFiles)
	if err != nil {
		return err
	}
	origins, err := originsIn(read, &part{sealed: s})
	if err != nil && !IsDamage(err) {
		return err
	}
	for _, id := range origins {
		o, err := readOrigin(tx, id)
		if IsDamage(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := files.Delete(textKey(o.Place)); err != nil {
			return err
		}
	}
	return nil
}

// encodeAside gives the stored form of what is set aside: for each segment its
// number and what was found.
func encodeAside(reasons map[uint64]string) []byte {
	b := binary.AppendUvarint(nil, uint64(len(reasons)))
	for _, id := range slices.Sorted(maps.Keys(reasons)) {
		b = binary.AppendUvarint(b, id)
		b = appendText(b, reasons[id])
	}
	return segment.Seal(b)
}

// readAside returns which segments were set aside, and why.
func readAside(tx *bolt.Tx) (reasons map[uint64]string, err error) {
	err = guard.Do(func() error {
		stored := tx.Bucket(bucketMeta).Get(keyAside)
		if stored == nil {
			return nil
		}
		body, err := segment.Unseal(stored)
		if err != nil {
			return err
		}
		r := segment.NewReader(body)
		reasons = map[uint64]string{}
		for range r.Count(2) {
			id := r.Uvarint()
			reasons[id] = r.String()
		}
		return r.End()
	})
	if err != nil {
		return nil, fmt.Errorf("list of damaged segments: %w", err)
	}
	return reasons, nil
}
