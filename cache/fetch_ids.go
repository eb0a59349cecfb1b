package cache

import (
	"fmt"
	"strings"

	"spoor/cache/segment"
)

// others returns the event ids or request ids of a segment that are no UUIDs.
func (r *reading) others(s *sealed, which segment.ID) (*segment.Others, error) {
	kept := &s.others[which-segment.EventIDs]
	s.usedOthers[which-segment.EventIDs].Store(r.clock.Load())
	if o := kept.Load(); o != nil {
		return o, nil
	}
	var others *segment.Others
	err := r.section(s, which, func(v []byte) (err error) {
		others, err = s.manifest.OpenOthers(which, v)
		return err
	})
	if err == nil {
		kept.Store(others)
	}
	return others, err
}

// tail runs f on the ids of the k-th block of a segment.
func (r *reading) tail(s *sealed, k int, f func(segment.Tail)) error {
	return r.raw(s, k, func(stored []byte) error {
		t, err := s.manifest.Blocks[k].Tail(stored)
		if err != nil {
			return fmt.Errorf("block %d: %w", s.manifest.Blocks[k].Key, err)
		}
		f(t)
		return nil
	})
}

// mostTails bounds the blocks whose ids are kept, each a few kilobytes: rows of a
// page lie in a few blocks of each segment.
const mostTails = 32

// keptTail returns the ids of the k-th block of a segment, which have been checked
// once for all that are read of them.
func (r *reading) keptTail(s *sealed, k int) (segment.Tail, error) {
	key := s.manifest.Blocks[k].Key
	if t, ok := r.tails[key]; ok {
		return t, nil
	}
	var kept segment.Tail
	if err := r.tail(s, k, func(t segment.Tail) { kept = t.Clone() }); err != nil {
		return segment.Tail{}, err
	}
	if r.tails == nil || len(r.tails) == mostTails {
		r.tails = make(map[uint64]segment.Tail, mostTails)
	}
	r.tails[key] = kept
	return kept, nil
}

// id returns the event id or request id of a row.
func (r *reading) id(s *sealed, which segment.ID, row int) (id string, err error) {
	places, err := r.places(s)
	if err != nil {
		return "", err
	}
	k, i := places.Of(row)
	t, err := r.keptTail(s, k)
	if err != nil {
		return "", err
	}
	if id, ok := t.ID(which, i); ok {
		return id, nil
	}
	others, err := r.others(s, which)
	if err != nil {
		return "", err
	}
	return others.At(row), nil
}

// idsWith calls f with every row whose event id or request id begins with
// prefix.
func (r *reading) idsWith(s *sealed, which segment.ID, prefix string, f func(row int)) error {
	return r.idsMatching(s, which, prefix, func(id string) bool { return strings.HasPrefix(id, prefix) }, f)
}

// idsMatching calls f with every row whose event id or request id is a UUID
// that begins with prefix, or is none and matches.
func (r *reading) idsMatching(s *sealed, which segment.ID, prefix string, match func(id string) bool, f func(row int)) error {
	others, err := r.others(s, which)
	if err != nil {
		return err
	}
	others.Each(func(row int, id string) {
		if match(id) {
			f(row)
		}
	})
	span, ok := segment.RangeOf(prefix)
	if !ok {
		return nil
	}
	places, err := r.places(s)
	if err != nil {
		return err
	}
	for k := range s.manifest.Blocks {
		err := r.tail(s, k, func(t segment.Tail) {
			t.In(which, span, func(record int) { f(places.Row(k, record)) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachID calls f with every row's event id or request id.
func (r *reading) eachID(s *sealed, which segment.ID, f func(row int, id string)) error {
	others, err := r.others(s, which)
	if err != nil {
		return err
	}
	places, err := r.places(s)
	if err != nil {
		return err
	}
	for k, ref := range s.manifest.Blocks {
		err := r.tail(s, k, func(t segment.Tail) {
			for record := range ref.Records {
				row := places.Row(k, record)
				id, ok := t.ID(which, record)
				if !ok {
					id = others.At(row)
				}
				f(row, id)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// key computes the identity of a row, which its columns hold in full.
func (r *reading) key(s *sealed, row int) (Key, error) {
	id, err := r.id(s, segment.EventIDs, row)
	if err != nil {
		return Key{}, err
	}
	account, err := r.column(s, segment.Account)
	if err != nil {
		return Key{}, err
	}
	region, err := r.column(s, segment.Region)
	if err != nil {
		return Key{}, err
	}
	return identityOf{account.Value(row), region.Value(row), id}.key(), nil
}

// rowsWith returns the rows of a segment whose identity is key.
func (r *reading) rowsWith(s *sealed, key Key) ([]int, error) {
	var perhaps, rows []int
	if s.manifest.Rows == 0 {
		return nil, nil
	}
	err := r.section(s, segment.KeyIndex, func(v []byte) error {
		return s.manifest.Lookup(v, key, func(row int) { perhaps = append(perhaps, row) })
	})
	if err != nil {
		return nil, err
	}
	for _, row := range perhaps {
		k, err := r.key(s, row)
		if err != nil {
			return nil, err
		}
		if k == key {
			rows = append(rows, row)
		}
	}
	return rows, nil
}
