package cache

import (
	"errors"
	"fmt"
	"sort"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/bitmap"
	"spoor/cache/guard"
	"spoor/cache/segment"
	"spoor/event"
)

// snapshot is the cache as it stood after one commit. It is immutable; columns
// are loaded into its parts as they are needed and are the same whenever that
// happens.
type snapshot struct {
	generation uint64
	// parts are in order of their first row's time.
	parts []*part
	// total is the number of events, variants not counted.
	total int
	// marks are by identity; marksAt says as of which generation.
	marks   map[Key]Marked
	marksAt uint64
	// lostMarks is how many of them could not be read.
	lostMarks int
	// damaged says what could not be opened and was set aside.
	damaged []string
}

// part is one segment as a snapshot sees it.
type part struct {
	*sealed
	overlay *overlay
	// sum is the overlay's checksum in the catalog.
	sum uint32
}

// sealed is what never changes about a segment, shared by all snapshots.
type sealed struct {
	id       uint64
	manifest *segment.Manifest
	// sum is the manifest's checksum in the catalog.
	sum   uint32
	times atomic.Pointer[segment.Times]
	// broken is set once the segment has been found damaged.
	broken  atomic.Pointer[partDamage]
	columns [segment.Columns]atomic.Pointer[segment.Column]
	// numbers are the columns that filters and facets read, columns those that
	// rows are read from. used and usedText say when each was last of use, by the
	// cache's clock.
	used, usedText [segment.Columns]atomic.Uint64
	numbers        [segment.Columns]atomic.Pointer[numbered]
	places         atomic.Pointer[segment.Places]
	usedPlaces     atomic.Uint64
	filter         atomic.Pointer[segment.Filter]
	// others are the event ids and request ids that are no UUIDs.
	others     [2]atomic.Pointer[segment.Others]
	usedOthers [2]atomic.Uint64
	leaves     leafCache
	// severities are the rows by severity, for histograms.
	severities atomic.Pointer[[event.Severities]set]
}

// overlay is what has become known about rows since their segment was sealed.
type overlay struct {
	// hidden rows lost to another record under the same identity.
	hidden *bitmap.Bits
	// variants counts the other records beside a row that won.
	variants map[int]int
}

func (p *part) rows() int { return p.manifest.Rows }

// live is how many rows of the part are events of their own.
func (p *part) live() int {
	if p.overlay == nil {
		return p.rows()
	}
	return p.rows() - p.overlay.hidden.Count()
}

// errGone says that a segment of an older snapshot has been merged away.
var errGone = errors.New("the cache has moved on")

// follow returns the snapshot of what tx sees, sharing what has not changed.
func (s *snapshot) follow(tx *bolt.Tx) (*snapshot, error) {
	if err := checkFormat(tx); err != nil {
		return nil, err
	}
	cat, err := readCatalog(tx)
	if err != nil {
		return nil, err
	}
	if cat.Generation == s.generation && s.parts != nil {
		return s, nil
	}
	return s.followCatalog(tx, cat)
}

func (s *snapshot) followCatalog(tx *bolt.Tx, cat *catalog) (*snapshot, error) {
	segments, err := bucket(tx, bucketSegments)
	if err != nil {
		return nil, err
	}
	known := make(map[uint64]*part, len(s.parts))
	for _, p := range s.parts {
		known[p.id] = p
	}
	next := &snapshot{generation: cat.Generation, parts: make([]*part, 0, len(cat.Segments))}
	next.marks, next.lostMarks, next.marksAt = s.marks, s.lostMarks, s.marksAt
	if cat.MarksAt != s.marksAt {
		if next.marks, next.lostMarks, err = readMarks(tx); err != nil {
			return nil, err
		}
		next.marksAt = cat.MarksAt
	}
	if next.lostMarks > 0 {
		next.damaged = append(next.damaged, fmt.Sprintf("%d marks cannot be read", next.lostMarks))
	}
	aside, err := readAside(tx)
	if IsDamage(err) {
		next.damaged = append(next.damaged, err.Error())
	} else if err != nil {
		return nil, err
	}
	for _, e := range cat.Segments {
		p := known[e.ID]
		if p == nil || p.sealed.sum != e.Manifest || p.sum != e.Overlay {
			if p, err = openPart(segments, e, p); err != nil {
				if !IsDamage(err) {
					return nil, err
				}
				next.damaged = append(next.damaged, fmt.Sprintf("segment %d (%d events): %v", e.ID, e.Rows, err))
				continue
			}
		}
		if reason, ok := aside[e.ID]; ok {
			p.broken.CompareAndSwap(nil, &partDamage{p.sealed, foundBefore(reason)})
		}
		next.parts = append(next.parts, p)
		next.total += p.live()
	}
	sort.Slice(next.parts, func(i, j int) bool {
		a, b := next.parts[i], next.parts[j]
		if a.manifest.First != b.manifest.First {
			return a.manifest.First < b.manifest.First
		}
		return a.id < b.id
	})
	return next, nil
}

func openPart(segments *bolt.Bucket, e catalogEntry, old *part) (*part, error) {
	p := &part{sum: e.Overlay}
	err := guard.Do(func() error { return p.open(segments, e, old) })
	return p, err
}

func (p *part) open(segments *bolt.Bucket, e catalogEntry, old *part) error {
	b := segments.Bucket(number(e.ID))
	if b == nil {
		return fmt.Errorf("missing: %w", errDamaged)
	}
	if old != nil && old.sealed.sum == e.Manifest {
		p.sealed = old.sealed
	} else {
		stored := b.Get(keyManifest)
		if sum, err := segment.SealOf(stored); err != nil || sum != e.Manifest {
			return fmt.Errorf("manifest: checksum differs: %w", errDamaged)
		}
		m, err := segment.DecodeManifest(stored)
		if err != nil {
			return err
		}
		if m.Rows != e.Rows {
			return fmt.Errorf("manifest: %d rows where %d belong: %w", m.Rows, e.Rows, errDamaged)
		}
		p.sealed = &sealed{id: e.ID, manifest: m, sum: e.Manifest}
	}
	if e.Overlay != 0 {
		stored := b.Get(keyOverlay)
		if sum, err := segment.SealOf(stored); err != nil || sum != e.Overlay {
			return fmt.Errorf("overlay: checksum differs: %w", errDamaged)
		}
		var err error
		if p.overlay, err = decodeOverlay(stored, e.Rows); err != nil {
			return err
		}
	}
	return nil
}

func (s *snapshot) span() (first, last time.Time) {
	lo, hi := int64(segment.NoTime), int64(segment.NoTime)
	for _, p := range s.parts {
		if p.rows() == 0 {
			continue
		}
		if p.manifest.First != segment.NoTime && (lo == segment.NoTime || p.manifest.First < lo) {
			lo = p.manifest.First
		}
		hi = max(hi, p.manifest.Last)
	}
	return segment.Time(lo), segment.Time(hi)
}
