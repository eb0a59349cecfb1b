package cache

import (
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// catalog is the root from which everything else is reached and checked. It is
// written anew by every commit.
type catalog struct {
	// Generation rises with every commit.
	Generation uint64
	// The next numbers to be given out.
	NextSegment, NextBlock, NextOrigin uint64
	// MarksAt is the generation that last changed the marks.
	MarksAt  uint64
	Segments []catalogEntry
}

// catalogEntry says which segments there are, and by their checksums that they
// are the ones that were written.
type catalogEntry struct {
	ID       uint64
	Rows     int
	Manifest uint32
	// Overlay is 0 where there is none.
	Overlay uint32
}

func (c *catalog) encode() []byte {
	b := binary.AppendUvarint(nil, c.Generation)
	b = binary.AppendUvarint(b, c.NextSegment)
	b = binary.AppendUvarint(b, c.NextBlock)
	b = binary.AppendUvarint(b, c.NextOrigin)
	b = binary.AppendUvarint(b, c.MarksAt)
	b = binary.AppendUvarint(b, uint64(len(c.Segments)))
	for _, s := range c.Segments {
		b = binary.AppendUvarint(b, s.ID)
		b = binary.AppendUvarint(b, uint64(s.Rows))
		b = binary.LittleEndian.AppendUint32(b, s.Manifest)
		b = binary.LittleEndian.AppendUint32(b, s.Overlay)
	}
	return segment.Seal(b)
}

func readCatalog(tx *bolt.Tx) (*catalog, error) {
	meta, err := bucket(tx, bucketMeta)
	if err != nil {
		return nil, err
	}
	body, err := segment.Unseal(meta.Get(keyCatalog))
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	r := segment.NewReader(body)
	c := &catalog{Generation: r.Uvarint(), NextSegment: r.Uvarint(), NextBlock: r.Uvarint(), NextOrigin: r.Uvarint(),
		MarksAt: r.Uvarint()}
	c.Segments = make([]catalogEntry, r.Count(10))
	for i := range c.Segments {
		c.Segments[i] = catalogEntry{ID: r.Uvarint(), Rows: int(r.Limited(segment.MaxRows)), Manifest: r.Uint32(), Overlay: r.Uint32()}
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	return c, nil
}

func putCatalog(tx *bolt.Tx, c *catalog) error {
	return tx.Bucket(bucketMeta).Put(keyCatalog, c.encode())
}
