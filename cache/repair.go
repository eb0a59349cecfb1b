package cache

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/cache/guard"
	"spoor/cache/lock"
	"spoor/cache/segment"
)

// Repaired says what Repair did.
type Repaired struct {
	// Problems are what was damaged.
	Problems []Problem
	// LastCommit says that what was written last may be lost too.
	LastCommit bool
	// Events is how many events are lost to this cache. The files that they
	// came from count as not read, and the coverage says damaged where they
	// were, so that they can be imported or fetched again.
	Events int
	// Kept is where the damaged file is, "" where nothing was damaged.
	Kept string
}

// Repair makes a new file of what is whole in a damaged cache and puts it in
// the place of the old one, which is kept beside it. A cache that is sound is
// left alone. A file of which not even the catalog can be read is beyond
// repair, and left as it is.
func Repair(ctx context.Context, o Options) (Repaired, error) {
	done, err := repair(ctx, &file{path: o.Path, command: o.Command, onWait: o.OnWait})
	if err != nil {
		return Repaired{}, fmt.Errorf("repair cache %s: %w", o.Path, err)
	}
	return done, nil
}

func repair(ctx context.Context, f *file) (done Repaired, err error) {
	held, err := lock.Acquire(ctx, f.path, lock.Options{Command: f.command, OnWait: f.onWait})
	if err != nil {
		return done, err
	}
	defer held.Release()
	path, err := lock.Resolve(f.path)
	if err != nil {
		return done, err
	}
	draft := path + ".repair"
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return done, err
	}
	defer os.Remove(draft)
	readable := path
	if guard.CheckFile(path) != nil {
		readable = path + ".mended"
		defer os.Remove(readable)
		if done.LastCommit, err = mendedCopy(path, readable); err != nil {
			return done, fmt.Errorf("%w; move it away and import again", err)
		}
	}
	s := &salvage{checker: checker{ctx: ctx}}
	if err := s.copy(readable, draft); err != nil {
		return done, err
	}
	done.Problems = s.Problems
	for _, e := range s.damaged {
		done.Events += e.Rows
	}
	if s.Sound() && !done.LastCommit {
		return done, nil
	}
	whole := draft
	if s.Sound() {
		whole = readable // nothing is left out of it
		done.Problems = []Problem{{What: "one of the two meta pages was broken", Costs: "what was written last may be missing"}}
	}
	done.Kept = path + ".damaged-" + time.Now().UTC().Format("20060102T150405.000Z")
	if err := os.Link(path, done.Kept); err != nil {
		return done, fmt.Errorf("keep the damaged file: %w", err)
	}
	if err := os.Rename(whole, path); err != nil {
		os.Remove(done.Kept) // a second name of what stays where it was
		return done, err
	}
	return done, syncFolder(filepath.Dir(path))
}

// mendedCopy copies a file of which a meta page is broken and mends the copy:
// the damaged file is evidence, and is kept as it is.
func mendedCopy(from, to string) (mended bool, err error) {
	source, err := os.Open(from)
	if err != nil {
		return false, err
	}
	defer source.Close()
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, err
	}
	_, err = io.Copy(target, source)
	if err := errors.Join(err, target.Close()); err != nil {
		return false, err
	}
	return guard.Mend(to)
}

// salvage copies what is whole of one file into another.
type salvage struct {
	checker
	// to is the transaction that writes the new file.
	to *bolt.Tx
	// spans are the times of the damaged segments, files the places of the
	// files that their events came from; unknown says that those of some are
	// not known.
	spans   []coverage.Span
	files   map[string]bool
	unknown bool
}

func (s *salvage) copy(from, to string) error {
	src, err := guard.Open(from, 0o600, &bolt.Options{ReadOnly: true, Timeout: flockTimeout})
	if err != nil {
		return fmt.Errorf("%w; move it away and import again", err)
	}
	defer src.Close()
	err = src.View(func(tx *bolt.Tx) error { return s.file(tx, from) })
	if err != nil || s.Sound() {
		return err
	}
	dst, err := guard.Open(to, 0o600, &bolt.Options{Timeout: flockTimeout, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = src.View(func(tx *bolt.Tx) error { return s.run(tx, dst) })
	return errors.Join(err, dst.Close())
}

// run copies in several transactions, so that little is held in memory: nobody
// sees the new file before all of them are done.
func (s *salvage) run(from *bolt.Tx, to *guard.DB) (err error) {
	s.tx, s.files = from, map[string]bool{}
	if s.read, err = newReading(from); err != nil {
		return err
	}
	update := func(do func() error) error {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		return to.Update(func(tx *bolt.Tx) error { s.to = tx; return do() })
	}
	if err := update(func() error { return prepare(s.to) }); err != nil {
		return err
	}
	cat, err := readCatalog(from)
	if err != nil {
		return err
	}
	lost := map[uint64]bool{}
	for _, e := range s.damaged {
		lost[e.ID] = true
		s.lose(e)
	}
	kept := *cat
	kept.Segments = nil
	for _, e := range cat.Segments {
		if lost[e.ID] {
			continue
		}
		if err := update(func() error { return s.segment(e) }); err != nil {
			return fmt.Errorf("segment %d: %w", e.ID, err)
		}
		kept.Segments = append(kept.Segments, e)
	}
	return update(func() error {
		if err := s.bookkeeping(); err != nil {
			return err
		}
		return s.finish(&kept)
	})
}

// bookkeeping copies what is whole of everything but the segments.
func (s *salvage) bookkeeping() error {
	for _, b := range []struct {
		name  []byte
		whole func(k, v []byte) bool
	}{
		{bucketOrigins, func(k, v []byte) bool { return s.origin(k, v) == nil }},
		{bucketPlaces, func(k, v []byte) bool { return s.place(k, v) == nil }},
		{bucketFiles, func(k, v []byte) bool { return s.knownFile(k, v) == nil && !s.unknown && !s.files[string(k)] }},
		{bucketCoverage, func(k, v []byte) bool { return s.stream(k, v) == nil }},
		{bucketMarks, func(k, v []byte) bool { return s.mark(k, v) == nil }},
	} {
		if err := s.entries(b.name, b.whole); err != nil {
			return err
		}
	}
	return s.standIns()
}

// standIns puts a provenance that says so in the place of each that could not
// be read: records refer to it by number.
func (s *salvage) standIns() error {
	origins := s.to.Bucket(bucketOrigins)
	for id := range s.cited {
		if origins.Get(number(id)) != nil {
			continue
		}
		lost := Origin{Kind: "lost", Place: "not known any more: the cache file was damaged"}
		if err := origins.Put(number(id), encodeOrigin(id, lost)); err != nil {
			return err
		}
	}
	return nil
}

// lose notes what is lost with a damaged segment, as far as that can be read.
func (s *salvage) lose(e catalogEntry) {
	p, err := openPart(s.read.segments, e, nil)
	if err != nil {
		s.unknown = true
		s.spans = append(s.spans, coverage.Span{})
		return
	}
	s.spans = append(s.spans, coverage.Span{From: segment.Time(p.manifest.First), To: segment.Time(p.manifest.Last + 1)})
	origins, err := originsIn(s.read, p)
	if err != nil {
		s.unknown = true
	}
	for _, id := range origins {
		o, err := readOrigin(s.tx, id)
		if err != nil {
			s.unknown = true
		}
		s.files[string(textKey(o.Place))] = true
	}
}

// segment copies a whole segment with its blocks.
func (s *salvage) segment(e catalogEntry) error {
	p, err := openPart(s.read.segments, e, nil)
	if err != nil {
		return err
	}
	to, err := s.to.Bucket(bucketSegments).CreateBucket(number(e.ID))
	if err != nil {
		return err
	}
	from := s.read.segments.Bucket(number(e.ID))
	keys := [][]byte{keyManifest}
	if e.Overlay != 0 {
		keys = append(keys, keyOverlay)
	}
	for _, ref := range p.manifest.Sections {
		keys = append(keys, []byte{byte(ref.ID)})
	}
	for _, k := range keys {
		if err := to.Put(k, from.Get(k)); err != nil {
			return err
		}
	}
	blocks := s.to.Bucket(bucketBlocks)
	for i, ref := range p.manifest.Blocks {
		if err := s.read.stored(p.sealed, i, func(v []byte) error { return blocks.Put(number(ref.Key), v) }); err != nil {
			return err
		}
	}
	return nil
}

// entries copies the whole entries of a bucket, as far as it can be read.
func (s *salvage) entries(name []byte, whole func(k, v []byte) bool) error {
	from, err := bucket(s.tx, name)
	if err != nil {
		return nil // Check has said so
	}
	to := s.to.Bucket(name)
	err = guard.Do(func() error {
		return from.ForEach(func(k, v []byte) error {
			if !whole(k, v) {
				return nil
			}
			return to.Put(k, v)
		})
	})
	if IsDamage(err) {
		return nil
	}
	return err
}

// finish settles which records are shown now that some are gone, and says in
// the coverage where events are lost.
func (s *salvage) finish(cat *catalog) error {
	cat.Generation++
	cat.MarksAt = cat.Generation
	if err := putCatalog(s.to, cat); err != nil {
		return err
	}
	p, err := newPruning(s.ctx, s.to, &snapshot{}, time.Time{})
	if err != nil {
		return err
	}
	for _, part := range p.snap.parts {
		if part.overlay == nil {
			continue
		}
		var rows []int
		part.overlay.hidden.Each(func(row int) { rows = append(rows, row) })
		for row := range part.overlay.variants {
			rows = append(rows, row)
		}
		for _, row := range rows {
			key, err := p.read.key(part.sealed, row)
			if err != nil {
				return err
			}
			p.contested[key] = true
		}
	}
	if err := p.settleContested(); err != nil {
		return err
	}
	for id, o := range p.overlays {
		if err := putOverlay(s.to, p.cat, id, o); err != nil {
			return err
		}
	}
	for _, span := range s.spans {
		span.State, span.AsOf, span.Reason = coverage.Damaged, time.Now(), "the cache file was damaged"
		if err := loseCoverage(s.to, span, func(Stretch) bool { return true }); err != nil {
			return err
		}
	}
	return putCatalog(s.to, p.cat)
}
