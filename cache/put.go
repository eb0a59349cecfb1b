package cache

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// putSegment stores a segment under a number and lists it in the catalog.
func putSegment(tx *bolt.Tx, cat *catalog, id uint64, enc *segment.Encoded) error {
	blocks, err := bucket(tx, bucketBlocks)
	if err != nil {
		return err
	}
	// Blocks come in rising order and never change: fill their pages.
	blocks.FillPercent = 0.95
	for i, b := range enc.Blocks {
		if b == nil {
			continue
		}
		cat.NextBlock++
		enc.Manifest.Blocks[i].Key = cat.NextBlock
		if err := blocks.Put(number(cat.NextBlock), b); err != nil {
			return err
		}
	}
	segments, err := bucket(tx, bucketSegments)
	if err != nil {
		return err
	}
	into, err := segments.CreateBucket(number(id))
	if err != nil {
		return err
	}
	into.FillPercent = 0.95
	for i, ref := range enc.Manifest.Sections {
		if err := into.Put([]byte{byte(ref.ID)}, enc.Sections[i]); err != nil {
			return err
		}
	}
	manifest := enc.Manifest.Encode()
	sum, err := segment.SealOf(manifest)
	if err != nil {
		return err
	}
	cat.Segments = append(cat.Segments, catalogEntry{ID: id, Rows: enc.Manifest.Rows, Manifest: sum})
	return into.Put(keyManifest, manifest)
}

// putOverlay replaces a segment's overlay.
func putOverlay(tx *bolt.Tx, cat *catalog, id uint64, o *overlay) error {
	b := tx.Bucket(bucketSegments).Bucket(number(id))
	if b == nil {
		return fmt.Errorf("segment %d: missing: %w", id, errDamaged)
	}
	stored := o.encode()
	sum, err := segment.SealOf(stored)
	if err != nil {
		return err
	}
	for i := range cat.Segments {
		if cat.Segments[i].ID == id {
			cat.Segments[i].Overlay = sum
		}
	}
	return b.Put(keyOverlay, stored)
}
