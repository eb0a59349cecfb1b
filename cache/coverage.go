package cache

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/coverage"
	"spoor/cache/segment"
	"spoor/query"
)

// CoverageQuery asks what has been fetched. Empty strings and open bounds ask
// for everything.
type CoverageQuery struct {
	Source, Account, Region, Category string
	Window                            query.Window
}

// Coverage returns what is known to have been fetched, cut to the window, in
// order of stream and time. Stretches of one stream (source, account, Region,
// category and filter) do not overlap.
func (c *Cache) Coverage(ctx context.Context, q CoverageQuery) ([]Stretch, error) {
	var out []Stretch
	err := c.file.view(ctx, func(tx *bolt.Tx) error {
		out = nil
		return eachStream(tx, func(s Stretch, set *coverage.Set) error {
			if !q.wants(s) {
				return nil
			}
			for _, span := range set.Within(q.Window.From, q.Window.To) {
				s.From, s.To, s.State, s.Reason, s.AsOf = span.From, span.To, uint8(span.State), span.Reason, span.AsOf
				out = append(out, s)
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
	return fits(q.Source, s.Source) && fits(q.Account, s.Account) && fits(q.Region, s.Region) && fits(q.Category, s.Category)
}

// streamKey is the key of what is known of one stream.
func streamKey(s Stretch) []byte {
	return textKey(s.Source, s.Account, s.Region, s.Category, s.Filter)
}

// putCoverage adds what a batch completes to what is known.
func putCoverage(tx *bolt.Tx, fresh []Stretch) error {
	if len(fresh) == 0 {
		return nil
	}
	b, err := bucket(tx, bucketCoverage)
	if err != nil {
		return err
	}
	for len(fresh) > 0 {
		// Those of one stream usually come together.
		stream, key := fresh[0], streamKey(fresh[0])
		set := new(coverage.Set)
		if v := b.Get(key); v != nil {
			if _, set, err = decodeStream(v); err != nil {
				return fmt.Errorf("coverage: %w", err)
			}
		}
		for len(fresh) > 0 && sameStream(fresh[0], stream) {
			s := fresh[0]
			set.Add(coverage.Span{From: s.From, To: s.To, State: coverage.State(s.State), Reason: s.Reason, AsOf: s.AsOf})
			if err := settleParts(b, s); err != nil {
				return err
			}
			fresh = fresh[1:]
		}
		if err := putStream(b, stream, set); err != nil {
			return err
		}
	}
	return nil
}

// settleParts goes on from a stretch of which everything was answered: what for one
// attribute pair could not be fetched of it, or was lost, is there now.
func settleParts(b *bolt.Bucket, all Stretch) error {
	if all.Filter != "" || coverage.State(all.State) != coverage.Complete {
		return nil
	}
	whole := streamKey(all)
	type part struct {
		Stretch
		set *coverage.Set
	}
	var settled []part
	c := b.Cursor()
	for k, v := c.Seek(whole); bytes.HasPrefix(k, whole); k, v = c.Next() {
		s, set, err := decodeStream(v)
		if err != nil {
			return fmt.Errorf("coverage: %w", err)
		}
		if s.Filter == "" {
			continue
		}
		known := false
		for _, span := range set.Within(all.From, all.To) {
			switch span.State {
			case coverage.Unavailable, coverage.Damaged, coverage.Pruned:
				span.State, span.Reason, span.AsOf, known = coverage.Filtered, "", all.AsOf, true
				set.Add(span)
			}
		}
		if known {
			settled = append(settled, part{s, set})
		}
	}
	for _, p := range settled {
		if err := putStream(b, p.Stretch, p.set); err != nil {
			return err
		}
	}
	return nil
}

func sameStream(a, b Stretch) bool {
	return a.Source == b.Source && a.Account == b.Account && a.Region == b.Region && a.Category == b.Category && a.Filter == b.Filter
}

func putStream(b *bolt.Bucket, s Stretch, set *coverage.Set) error {
	stored, err := encodeStream(s, set)
	if err != nil {
		return err
	}
	return b.Put(streamKey(s), stored)
}

// eachStream calls f with what is known of every stream; of the Stretch only
// what names the stream is set.
func eachStream(tx *bolt.Tx, f func(Stretch, *coverage.Set) error) error {
	b, err := bucket(tx, bucketCoverage)
	if err != nil {
		return err
	}
	return b.ForEach(func(k, v []byte) error {
		s, set, err := decodeStream(v)
		if err == nil && !bytes.Equal(k, streamKey(s)) {
			err = errDamaged
		}
		if err != nil {
			return fmt.Errorf("coverage: %w", err)
		}
		return f(s, set)
	})
}

func encodeStream(s Stretch, set *coverage.Set) ([]byte, error) {
	var b []byte
	for _, t := range []string{s.Source, s.Account, s.Region, s.Category, s.Filter} {
		b = appendText(b, t)
	}
	known, err := set.MarshalBinary()
	if err != nil {
		return nil, err
	}
	b = binary.AppendUvarint(b, uint64(len(known)))
	return segment.Seal(append(b, known...)), nil
}

func decodeStream(stored []byte) (Stretch, *coverage.Set, error) {
	body, err := segment.Unseal(stored)
	if err != nil {
		return Stretch{}, nil, err
	}
	r := segment.NewReader(body)
	s := Stretch{Source: r.String(), Account: r.String(), Region: r.String(), Category: r.String(), Filter: r.String()}
	known := r.Bytes(r.Count(1))
	if err := r.End(); err != nil {
		return Stretch{}, nil, err
	}
	set := new(coverage.Set)
	return s, set, set.UnmarshalBinary(known)
}

// loseCoverage says of the streams concerned that what was known of a span is
// lost.
func loseCoverage(tx *bolt.Tx, lost coverage.Span, concerns func(Stretch) bool) error {
	type stream struct {
		Stretch
		set *coverage.Set
	}
	var all []stream
	err := eachStream(tx, func(s Stretch, set *coverage.Set) error {
		if concerns(s) {
			all = append(all, stream{s, set})
		}
		return nil
	})
	if err != nil {
		return err
	}
	b := tx.Bucket(bucketCoverage)
	for _, s := range all {
		s.set.Lose(lost)
		if err := putStream(b, s.Stretch, s.set); err != nil {
			return err
		}
	}
	return nil
}
