package cache

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/guard"
	"spoor/cache/segment"
)

// Health is what Check found.
type Health struct {
	// Problems are empty for a cache that is sound.
	Problems []Problem
	// Events, Segments, Blocks, Files and Origins say how much was looked at.
	Events, Segments, Blocks, Files, Origins int
}

// Problem is something in the file that is not what was written.
type Problem struct {
	// What is damaged, and how; Costs is what that costs, and what to do.
	What, Costs string
	// Events is how many events are left out of answers for it.
	Events int
	// Oldest is the time of the oldest of them by the kind of source that they came
	// from, "" where that cannot be told: not every source has it for ever.
	Oldest map[string]time.Time
}

func (p Problem) String() string { return p.What + ": " + p.Costs }

// Sound reports whether nothing is damaged.
func (h *Health) Sound() bool { return len(h.Problems) == 0 }

func (h *Health) problem(costs, format string, args ...any) {
	h.Problems = append(h.Problems, Problem{What: fmt.Sprintf(format, args...), Costs: costs})
}

const (
	costsAll    = "nothing can be read: move the file away and import again"
	costsRepair = "repair it (spoor cache check --repair) before anything more is written"
)

// Check reads everything that is stored in the cache file at a path, however
// damaged, and compares it with its checksums. Nothing is changed. It reports
// damage in the Health; an error says that the check could not be made.
func Check(ctx context.Context, o Options) (*Health, error) {
	f := &file{path: o.Path, readOnly: true, command: o.Command, onWait: o.OnWait}
	k := &checker{ctx: ctx}
	err := f.view(ctx, func(tx *bolt.Tx) error { return k.file(tx, f.path) })
	switch {
	case err != nil && IsDamage(err):
		k.problem(costsAll, "%v", err)
	case err != nil:
		return nil, fmt.Errorf("check cache %s: %w", f.path, err)
	}
	return &k.Health, nil
}

// checker is one Check at work.
type checker struct {
	Health
	ctx  context.Context
	tx   *bolt.Tx
	read *reading
	// damaged are the segments that cannot be used.
	damaged []catalogEntry
	// cited are the provenances that segments refer to.
	cited map[uint64]int
}

// file checks the pages of the file at path and all that is stored in them.
func (k *checker) file(tx *bolt.Tx, path string) error {
	pages, err := guard.CheckPages(path)
	if err != nil {
		return err
	}
	for _, p := range pages {
		k.problem(costsRepair, "the file's %s", p)
	}
	return k.all(tx)
}

func (k *checker) all(tx *bolt.Tx) (err error) {
	k.tx, k.cited = tx, map[uint64]int{}
	if err := checkFormat(tx); err != nil {
		return err
	}
	cat, err := readCatalog(tx)
	if err != nil {
		return err
	}
	if k.read, err = newReading(tx); err != nil {
		return err
	}
	for _, e := range cat.Segments {
		if err := k.ctx.Err(); err != nil {
			return err
		}
		k.segment(e)
	}
	if _, err := readAside(tx); IsDamage(err) {
		k.problem("events may count twice once what is damaged has been fetched again; "+costsRepair, "%v", err)
	} else if err != nil {
		return err
	}
	for _, part := range []struct {
		name  []byte
		costs string
		one   func(k, v []byte) error
	}{
		{bucketOrigins, "it cannot be told where some records came from", k.origin},
		{bucketPlaces, "nothing is lost: it is written anew by the next import", k.place},
		{bucketFiles, "nothing is lost: the file is read again by the next import", k.knownFile},
		{bucketCoverage, "nobody can tell whether that stretch was fetched; " + costsRepair, k.stream},
		{bucketMarks, "a star, tags or a note are lost", k.mark},
	} {
		if err := k.bucket(part.name, part.costs, part.one); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(k.cited)) {
		if k.cited[id] > 0 {
			k.problem("it cannot be told where some records came from", "provenance %d is missing", id)
		}
	}
	return nil
}

// segment checks all that one segment consists of.
func (k *checker) segment(e catalogEntry) {
	k.Segments++
	k.Events += e.Rows
	p, err := openPart(k.read.segments, e, nil)
	var found []string
	if err == nil {
		found, err = k.segmentDamage(p)
	}
	if err != nil {
		found = append(found, err.Error())
	}
	if len(found) == 0 {
		return
	}
	const named = 3
	what := fmt.Sprintf("segment %d: %s", e.ID, found[0])
	for _, f := range found[1:min(named, len(found))] {
		what += "; " + f
	}
	if more := len(found) - named; more > 0 {
		what += fmt.Sprintf("; and %d more", more)
	}
	problem := Problem{
		What: what, Events: e.Rows,
		Costs: fmt.Sprintf("its %d events are left out of answers; after a repair (spoor cache check --repair) they can be imported or fetched again", e.Rows),
	}
	if p.sealed != nil {
		problem.Oldest = k.read.oldest(p.sealed)
	}
	k.damaged = append(k.damaged, e)
	k.Problems = append(k.Problems, problem)
}

func (k *checker) segmentDamage(p *part) (found []string, err error) {
	note := func(err error) {
		if named, ok := errors.AsType[*partDamage](err); ok {
			err = named.err
		}
		if err != nil {
			found = append(found, err.Error())
		}
	}
	for _, ref := range p.manifest.Sections {
		note(k.read.section(p.sealed, ref.ID, func(v []byte) error { return p.manifest.Verify(ref.ID, v) }))
	}
	for i := range p.manifest.Blocks {
		k.Blocks++
		note(k.read.stored(p.sealed, i, func([]byte) error { return nil }))
	}
	if len(found) > 0 {
		return found, nil
	}
	return nil, k.cite(p)
}

// cite notes the provenances that a sound segment refers to.
func (k *checker) cite(p *part) error {
	origins, err := originsIn(k.read, p)
	for _, id := range origins {
		k.cited[id]++
	}
	return err
}

// originsIn lists the numbers of the provenances that a segment refers to,
// some of them more than once.
func originsIn(r *reading, p *part) (all []uint64, err error) {
	err = r.section(p.sealed, segment.Origins, func(v []byte) (err error) {
		if v != nil {
			all, err = p.manifest.OpenOrigins(v)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.section(p.sealed, segment.Sightings, func(v []byte) error {
		if v == nil {
			return nil
		}
		return decodeSightings(p.manifest, v, func(s sighting) { all = append(all, s.origin) })
	})
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) > 0 && all[0] == 0 {
		all = all[1:] // a provenance of a batch that nothing refers to
	}
	return all, err
}

// bucket checks every entry of a bucket.
func (k *checker) bucket(name []byte, costs string, one func(k, v []byte) error) error {
	b, err := bucket(k.tx, name)
	if err != nil {
		return err
	}
	broken, example := 0, error(nil)
	err = b.ForEach(func(key, v []byte) error {
		if err := one(key, v); err != nil {
			broken++
			example = err
		}
		return k.ctx.Err()
	})
	if broken > 0 {
		k.problem(costs, "%d of the entries in %s (%v)", broken, name, example)
	}
	return err
}

func (k *checker) origin(key, v []byte) error {
	k.Origins++
	if len(key) != 8 {
		return errDamaged
	}
	id := binary.BigEndian.Uint64(key)
	k.cited[id] = 0
	_, err := decodeOrigin(id, v)
	return err
}

func (k *checker) place(key, _ []byte) error {
	if _, ok := originAt(k.tx, k.tx.Bucket(bucketPlaces), key); !ok {
		return fmt.Errorf("it leads to the wrong provenance: %w", errDamaged)
	}
	return nil
}

func (k *checker) knownFile(key, v []byte) error {
	k.Files++
	f, err := decodeFile(v)
	if err == nil && !bytes.Equal(key, textKey(f.Place)) {
		err = errDamaged
	}
	return err
}

func (k *checker) stream(key, v []byte) error {
	s, _, err := decodeStream(v)
	if err == nil && !bytes.Equal(key, streamKey(s)) {
		err = errDamaged
	}
	return err
}

func (k *checker) mark(key, v []byte) error {
	_, err := openMark(key, v)
	return err
}
