package cache

import (
	"context"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
	"spoor/query"
)

// CoverageQuery asks what has been fetched. Empty strings and open bounds ask
// for everything.
type CoverageQuery struct {
	Source, Account, Region, Category string
	Window                            query.Window
}

// streams are kept apart: what is known of one says nothing about another.
func streamKey(s Stretch) []byte { return textKey(s.Source, s.Account, s.Region, s.Category) }

// Coverage returns what is known to have been fetched, cut to the window, in
// order of stream and time.
func (c *Cache) Coverage(ctx context.Context, q CoverageQuery) ([]Stretch, error) {
	var out []Stretch
	err := c.file.view(ctx, func(tx *bolt.Tx) error {
		b, err := bucket(tx, bucketCoverage)
		if err != nil {
			return err
		}
		return b.ForEach(func(_, v []byte) error {
			list, err := decodeStretches(v)
			if err != nil {
				return fmt.Errorf("coverage: %w", err)
			}
			for _, s := range list {
				if q.wants(s) {
					out = append(out, q.cut(s))
				}
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read coverage of cache %s: %w", c.file.path, err)
	}
	return out, nil
}

func (q CoverageQuery) wants(s Stretch) bool {
	fits := func(want, got string) bool { return want == "" || want == got }
	return fits(q.Source, s.Source) && fits(q.Account, s.Account) && fits(q.Region, s.Region) && fits(q.Category, s.Category) &&
		(q.Window.From.IsZero() || s.To.After(q.Window.From)) && (q.Window.To.IsZero() || s.From.Before(q.Window.To))
}

func (q CoverageQuery) cut(s Stretch) Stretch {
	if !q.Window.From.IsZero() && s.From.Before(q.Window.From) {
		s.From = q.Window.From
	}
	if !q.Window.To.IsZero() && s.To.After(q.Window.To) {
		s.To = q.Window.To
	}
	return s
}

func putCoverage(tx *bolt.Tx, fresh []Stretch) error {
	if len(fresh) == 0 {
		return nil
	}
	b, err := bucket(tx, bucketCoverage)
	if err != nil {
		return err
	}
	for _, s := range fresh {
		key := streamKey(s)
		var list []Stretch
		if v := b.Get(key); v != nil {
			if list, err = decodeStretches(v); err != nil {
				return fmt.Errorf("coverage: %w", err)
			}
		}
		if err := b.Put(key, encodeStretches(append(list, s))); err != nil {
			return err
		}
	}
	return nil
}

func encodeStretches(list []Stretch) []byte {
	b := binary.AppendUvarint(nil, uint64(len(list)))
	for _, s := range list {
		for _, t := range []string{s.Source, s.Account, s.Region, s.Category, s.Filter, s.Reason} {
			b = appendText(b, t)
		}
		b = appendTime(appendTime(appendTime(b, s.From), s.To), s.AsOf)
		b = append(b, s.State)
	}
	return segment.Seal(b)
}

func decodeStretches(stored []byte) ([]Stretch, error) {
	body, err := segment.Unseal(stored)
	if err != nil {
		return nil, err
	}
	r := segment.NewReader(body)
	list := make([]Stretch, r.Count(10))
	for i := range list {
		list[i] = Stretch{Source: r.String(), Account: r.String(), Region: r.String(), Category: r.String(),
			Filter: r.String(), Reason: r.String(), From: readTime(r), To: readTime(r), AsOf: readTime(r), State: r.Byte()}
	}
	return list, r.End()
}
