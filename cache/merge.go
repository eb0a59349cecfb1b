package cache

import (
	"context"
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// merge puts some parts of a snapshot together into one segment. Readers are
// not held up: everything is prepared beside them, and the exchange is one
// transaction. It reports false when the parts have changed meanwhile, so that
// nothing was done.
func (c *Cache) merge(ctx context.Context, parts []*part) (bool, error) {
	m := &mergeJob{parts: parts}
	if err := c.reading(ctx, m.read); err != nil {
		if errors.Is(err, errGone) {
			return false, nil
		}
		return false, err
	}
	merged, err := segment.Merge(ctx, m.inputs, func(account, region, id string) [16]byte {
		return identityOf{account, region, id}.key()
	})
	if err != nil {
		return false, err
	}
	if len(m.seen) > 0 {
		merged.AddRaw(segment.Sightings, encodeSightings(m.seen))
	}
	var next *snapshot
	err = c.file.update(ctx, func(tx *bolt.Tx) error {
		if err := checkFormat(tx); err != nil {
			return err
		}
		cat, err := readCatalog(tx)
		if err != nil {
			return err
		}
		if !m.unchanged(cat) {
			next = nil
			return nil
		}
		if err := m.exchange(tx, cat, merged); err != nil {
			return err
		}
		next, err = c.snap.Load().followCatalog(tx, cat)
		return err
	})
	if err != nil || next == nil {
		return false, err
	}
	c.adopt(next)
	return true, nil
}

// mergeJob is one merge at work.
type mergeJob struct {
	parts  []*part
	inputs []segment.Part
	seen   []sighting
}

// read copies what the merge needs out of the file.
func (m *mergeJob) read(r *reading) error {
	m.inputs, m.seen = nil, nil
	for _, p := range m.parts {
		if err := m.readPart(r, p); err != nil {
			return err
		}
	}
	return nil
}

// readPart copies what it needs of one segment.
func (m *mergeJob) readPart(r *reading, p *part) error {
	sections := map[segment.ID][]byte{}
	for _, ref := range p.manifest.Sections {
		switch ref.ID {
		case segment.KeyIndex, segment.KeyFilter, segment.IDFilter:
			continue // made anew
		case segment.Sightings:
			err := r.section(p.sealed, ref.ID, func(v []byte) error {
				return decodeSightings(p.manifest, v, func(s sighting) {
					s.envelope = slices.Clone(s.envelope)
					m.seen = append(m.seen, s)
				})
			})
			if err != nil {
				return err
			}
			continue
		}
		err := r.section(p.sealed, ref.ID, func(v []byte) error {
			sections[ref.ID] = slices.Clone(v)
			return p.manifest.Verify(ref.ID, v)
		})
		if err != nil {
			return err
		}
	}
	tails := make([]segment.Tail, len(p.manifest.Blocks))
	blocks := map[int][]byte{}
	for k, ref := range p.manifest.Blocks {
		if err := r.tail(p.sealed, k, func(t segment.Tail) { tails[k] = t.Clone() }); err != nil {
			return err
		}
		if segment.Repacks(ref) {
			err := r.stored(p.sealed, k, func(v []byte) error {
				blocks[k] = slices.Clone(v)
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	var origins []uint64
	if v := sections[segment.Origins]; v != nil {
		var err error
		if origins, err = p.manifest.OpenOrigins(v); err != nil {
			return p.damaged(err)
		}
	}
	m.inputs = append(m.inputs, segment.Part{
		Manifest: p.manifest, Origins: origins,
		Section: func(id segment.ID) ([]byte, error) { return sections[id], nil },
		Tail:    func(k int) (segment.Tail, error) { return tails[k], nil },
		Block:   func(k int) ([]byte, error) { return blocks[k], nil },
	})
	return nil
}

// unchanged reports whether all parts are still as they were.
func (m *mergeJob) unchanged(cat *catalog) bool {
	for _, p := range m.parts {
		if !slices.ContainsFunc(cat.Segments, func(e catalogEntry) bool {
			return e.ID == p.id && e.Manifest == p.sealed.sum && e.Overlay == p.sum
		}) {
			return false
		}
	}
	return true
}

// exchange puts the merged segment in the place of its parts.
func (m *mergeJob) exchange(tx *bolt.Tx, cat *catalog, merged *segment.Merged) error {
	cat.NextSegment++
	id := cat.NextSegment
	if err := putSegment(tx, cat, id, &merged.Encoded); err != nil {
		return err
	}
	over := newOverlay(merged.Manifest.Rows)
	some := false
	for i, p := range m.parts {
		if p.overlay == nil {
			continue
		}
		some = true
		p.overlay.hidden.Each(func(row int) { over.hidden.Set(merged.Rows[i][row]) })
		for row, n := range p.overlay.variants {
			over.variants[merged.Rows[i][row]] = n
		}
	}
	if some {
		if err := putOverlay(tx, cat, id, over); err != nil {
			return err
		}
	}
	blocks := tx.Bucket(bucketBlocks)
	for _, key := range merged.Dropped {
		if err := blocks.Delete(number(key)); err != nil {
			return err
		}
	}
	for _, p := range m.parts {
		if err := dropSegment(tx, cat, p.id); err != nil {
			return err
		}
	}
	cat.Generation++
	return putCatalog(tx, cat)
}

// dropSegment takes a segment out of the file and the catalog, but not its
// blocks.
func dropSegment(tx *bolt.Tx, cat *catalog, id uint64) error {
	if err := tx.Bucket(bucketSegments).DeleteBucket(number(id)); err != nil {
		return fmt.Errorf("segment %d: %w", id, err)
	}
	cat.Segments = slices.DeleteFunc(cat.Segments, func(e catalogEntry) bool { return e.ID == id })
	return nil
}
