package cache

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// Marked is an event with what a person attached to it.
type Marked struct {
	Ref  Ref
	Mark Mark
}

// IsZero reports whether nothing is attached.
func (m Mark) IsZero() bool { return !m.Star && len(m.Tags) == 0 && m.Note == "" }

// SetMarks attaches marks to events, in place of any they had, in one transaction;
// the zero Mark takes one away. An event may be marked before it is there.
func (c *Cache) SetMarks(ctx context.Context, list []Marked) error {
	var next *snapshot
	err := c.file.update(ctx, func(tx *bolt.Tx) error {
		if err := checkFormat(tx); err != nil {
			return err
		}
		cat, err := readCatalog(tx)
		if err != nil {
			return err
		}
		b, err := bucket(tx, bucketMarks)
		if err != nil {
			return err
		}
		for _, m := range list {
			if m.Mark.IsZero() {
				err = b.Delete(m.Ref.Key[:])
			} else {
				err = b.Put(m.Ref.Key[:], encodeMark(m))
			}
			if err != nil {
				return err
			}
		}
		cat.Generation++
		cat.MarksAt = cat.Generation
		if err := putCatalog(tx, cat); err != nil {
			return err
		}
		next, err = c.snap.Load().followCatalog(tx, cat)
		return err
	})
	if err != nil {
		return fmt.Errorf("mark event in cache %s: %w", c.file.path, err)
	}
	c.adopt(next)
	return nil
}

// Marks returns all marked events, newest first.
func (c *Cache) Marks(ctx context.Context) ([]Marked, error) {
	var marks map[Key]Marked
	err := c.file.view(ctx, func(tx *bolt.Tx) (err error) {
		marks, _, err = readMarks(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read marks of cache %s: %w", c.file.path, err)
	}
	out := make([]Marked, 0, len(marks))
	for _, m := range marks {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Marked) int {
		switch {
		case a.Ref.Nanos > b.Ref.Nanos:
			return -1
		case a.Ref.Nanos < b.Ref.Nanos:
			return 1
		}
		return bytes.Compare(b.Ref.Key[:], a.Ref.Key[:])
	})
	return out, nil
}

// readMarks reads all marks. Those that are damaged are left out and counted.
func readMarks(tx *bolt.Tx) (marks map[Key]Marked, damaged int, err error) {
	b, err := bucket(tx, bucketMarks)
	if err != nil {
		return nil, 0, err
	}
	marks = map[Key]Marked{}
	err = b.ForEach(func(k, v []byte) error {
		m, err := openMark(k, v)
		if err != nil {
			damaged++
			return nil
		}
		marks[m.Ref.Key] = m
		return nil
	})
	return marks, damaged, err
}

func openMark(k, v []byte) (Marked, error) {
	if len(k) != len(Key{}) {
		return Marked{}, fmt.Errorf("key of %d bytes: %w", len(k), errDamaged)
	}
	return decodeMark(Key(k), v)
}

// encodeMark gives the stored form of a mark. Its checksum is over the key too,
// so that a mark never passes for that of another event.
func encodeMark(m Marked) []byte {
	b := binary.AppendVarint(m.Ref.Key[:len(m.Ref.Key):len(m.Ref.Key)], m.Ref.Nanos)
	star := byte(0)
	if m.Mark.Star {
		star = 1
	}
	b = append(b, star)
	b = binary.AppendUvarint(b, uint64(len(m.Mark.Tags)))
	for _, tag := range m.Mark.Tags {
		b = appendText(b, tag)
	}
	return segment.Seal(appendText(b, m.Mark.Note))
}

func decodeMark(key Key, stored []byte) (Marked, error) {
	body, err := segment.Unseal(stored)
	if err != nil {
		return Marked{}, err
	}
	r := segment.NewReader(body)
	if !bytes.Equal(r.Bytes(len(key)), key[:]) {
		r.Fail("it belongs to another event")
	}
	m := Marked{Ref: Ref{Key: key, Nanos: r.Varint()}}
	m.Mark.Star = r.Byte() != 0
	for range r.Count(1) {
		m.Mark.Tags = append(m.Mark.Tags, r.String())
	}
	m.Mark.Note = r.String()
	return m, r.End()
}
