package cache

import (
	"context"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
	"spoor/query"
)

// Info describes a cache.
type Info struct {
	Path string
	// Bytes is the size of the file.
	Bytes int64
	// Format is the version of everything stored.
	Format int
	Events int
	// Variants is how many records are held beside events of the same identity.
	Variants    int
	First, Last time.Time
	Segments    int
	Files       int
	Marks       int
	// RecordBytes is what the records and their envelopes come to unpacked.
	RecordBytes int64
	Sizes       Sizes
	Accounts    []FacetValue
	Regions     []FacetValue
	Coverage    []Stretch
	// Damaged says in a line each what could not be opened and is left out.
	Damaged []string
}

// Sizes says what takes how many bytes of the file.
type Sizes struct {
	Records, Columns, Identities, Text, Other int64
}

// Info describes the cache as it is now.
func (c *Cache) Info(ctx context.Context) (*Info, error) {
	if _, err := c.Refresh(ctx); err != nil {
		return nil, err
	}
	snap := c.snap.Load()
	i := &Info{Path: c.file.path, Format: format, Events: snap.total, Segments: len(snap.parts), Damaged: snap.damaged, Marks: len(snap.marks)}
	i.First, i.Last = snap.span()
	if st, err := os.Stat(c.file.path); err == nil {
		i.Bytes = st.Size()
	}
	for _, p := range snap.parts {
		i.Variants += p.rows() - p.live()
		for _, b := range p.manifest.Blocks {
			i.RecordBytes += int64(b.Full)
			i.Sizes.Records += int64(b.Size)
		}
		for _, s := range p.manifest.Sections {
			switch {
			case int(s.ID) < segment.Columns || s.ID == segment.RowTimes:
				i.Sizes.Columns += int64(s.Size)
			case s.ID == segment.TextIndex:
				i.Sizes.Text += int64(s.Size)
			case s.ID == segment.EventIDs || s.ID == segment.RequestIDs || s.ID == segment.KeyIndex || s.ID == segment.KeyFilter || s.ID == segment.IDFilter:
				i.Sizes.Identities += int64(s.Size)
			default:
				i.Sizes.Other += int64(s.Size)
			}
		}
	}
	err := c.file.view(ctx, func(tx *bolt.Tx) error {
		b, err := bucket(tx, bucketFiles)
		if err == nil {
			i.Files = b.Stats().KeyN
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("describe cache %s: %w", c.file.path, err)
	}
	a, err := c.Answer(ctx, query.Query{}, View{Facets: []FacetView{{Field: query.FieldAccount}, {Field: query.FieldRegion}}})
	if err != nil {
		return nil, err
	}
	i.Accounts, i.Regions = a.Facets[0].Values, a.Facets[1].Values
	i.Coverage, err = c.Coverage(ctx, CoverageQuery{})
	return i, err
}
