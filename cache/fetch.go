package cache

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// reading fetches parts' sections and blocks within one read or write
// transaction.
type reading struct {
	tx       *bolt.Tx
	segments *bolt.Bucket
	blocks   *bolt.Bucket
	// lastBlock keeps the block that was opened last: neighbours follow.
	lastKey   uint64
	lastBlock *segment.Block
}

func newReading(tx *bolt.Tx) (*reading, error) {
	segments, err := bucket(tx, bucketSegments)
	if err != nil {
		return nil, err
	}
	blocks, err := bucket(tx, bucketBlocks)
	if err != nil {
		return nil, err
	}
	return &reading{tx: tx, segments: segments, blocks: blocks}, nil
}

// stored returns a section's bytes, valid only within the transaction; nil
// where the segment has no such section.
func (r *reading) stored(s *sealed, id segment.ID) ([]byte, error) {
	if _, ok := s.manifest.Section(id); !ok {
		return nil, nil
	}
	b := r.segments.Bucket(number(s.id))
	if b == nil {
		return nil, errGone
	}
	v := b.Get([]byte{byte(id)})
	if v == nil {
		return nil, fmt.Errorf("segment %d: %s: missing: %w", s.id, id, errDamaged)
	}
	return v, nil
}

func (r *reading) column(s *sealed, id segment.ID) (*segment.Column, error) {
	if c := s.columns[id].Load(); c != nil {
		return c, nil
	}
	v, err := r.stored(s, id)
	if err != nil {
		return nil, err
	}
	c, err := s.manifest.OpenColumn(id, v)
	if err != nil {
		return nil, fmt.Errorf("segment %d: %w", s.id, err)
	}
	s.columns[id].Store(c)
	return c, nil
}

func (r *reading) timesOf(s *sealed) (*segment.Times, error) {
	if t := s.times.Load(); t != nil {
		return t, nil
	}
	v, err := r.stored(s, segment.RowTimes)
	if err != nil {
		return nil, err
	}
	t, err := s.manifest.OpenTimes(v)
	if err != nil {
		return nil, fmt.Errorf("segment %d: %w", s.id, err)
	}
	s.times.Store(t)
	return t, nil
}

func (r *reading) ids(s *sealed) (*segment.Identities, error) {
	v, err := r.stored(s, segment.EventIDs)
	if err != nil {
		return nil, err
	}
	return s.manifest.OpenIDs(v)
}

func (r *reading) requests(s *sealed) (*segment.Identities, error) {
	v, err := r.stored(s, segment.Requests)
	if err != nil {
		return nil, err
	}
	return s.manifest.OpenRequests(v)
}

// block opens the k-th block of a segment.
func (r *reading) block(s *sealed, k int) (*segment.Block, error) {
	ref := s.manifest.Blocks[k]
	if r.lastBlock != nil && r.lastKey == ref.Key {
		return r.lastBlock, nil
	}
	stored := r.blocks.Get(number(ref.Key))
	if stored == nil {
		if r.segments.Bucket(number(s.id)) == nil {
			return nil, errGone
		}
		return nil, fmt.Errorf("segment %d: block %d: missing: %w", s.id, ref.Key, errDamaged)
	}
	if len(stored) != ref.Size || segment.Checksum(stored) != ref.Sum {
		return nil, fmt.Errorf("segment %d: block %d: checksum differs: %w", s.id, ref.Key, errDamaged)
	}
	b, err := segment.OpenBlock(stored, ref.Raw)
	if err != nil {
		return nil, fmt.Errorf("segment %d: block %d: %w", s.id, ref.Key, err)
	}
	if b.Len() != ref.Records {
		return nil, fmt.Errorf("segment %d: block %d: %d records where %d belong: %w", s.id, ref.Key, b.Len(), ref.Records, errDamaged)
	}
	r.lastKey, r.lastBlock = ref.Key, b
	return b, nil
}

// place finds a row's record: the block and the record's number within it.
func (r *reading) place(s *sealed, row int) (block, index int, err error) {
	for k, ref := range s.manifest.Blocks {
		if row < ref.Records {
			return k, row, nil
		}
		row -= ref.Records
	}
	return 0, 0, fmt.Errorf("segment %d: row without a record: %w", s.id, errDamaged)
}

// record returns a row's record and envelope. They stay valid.
func (r *reading) record(s *sealed, row int) (record, envelope []byte, err error) {
	k, i, err := r.place(s, row)
	if err != nil {
		return nil, nil, err
	}
	b, err := r.block(s, k)
	if err != nil {
		return nil, nil, err
	}
	return b.Record(i), b.Envelope(i), nil
}

// key computes the identity of a row, which its columns hold in full.
func (r *reading) key(s *sealed, row int) (Key, error) {
	var e identityOf
	ids, err := r.ids(s)
	if err != nil {
		return Key{}, err
	}
	if e.ID, err = ids.At(row); err != nil {
		return Key{}, fmt.Errorf("segment %d: %w", s.id, err)
	}
	account, err := r.column(s, segment.Account)
	if err != nil {
		return Key{}, err
	}
	region, err := r.column(s, segment.Region)
	if err != nil {
		return Key{}, err
	}
	e.Account, e.Region = account.Value(row), region.Value(row)
	return e.key(), nil
}

// rowsWith returns the rows of a segment whose identity is key.
func (r *reading) rowsWith(s *sealed, key Key) ([]int, error) {
	if s.manifest.Rows == 0 {
		return nil, nil
	}
	v, err := r.stored(s, segment.Index)
	if err != nil {
		return nil, err
	}
	var perhaps, rows []int
	if err := s.manifest.Lookup(v, key, func(row int) { perhaps = append(perhaps, row) }); err != nil {
		return nil, fmt.Errorf("segment %d: %w", s.id, err)
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

// provenance returns the number of the place a row's record came from and its
// position there.
func (r *reading) provenance(s *sealed, row int) (origin uint64, position int64, err error) {
	from, err := r.column(s, segment.From)
	if err != nil {
		return 0, 0, err
	}
	if origin, err = segment.OriginOf(from.Value(row)); err != nil {
		return 0, 0, fmt.Errorf("segment %d: %w", s.id, err)
	}
	v, err := r.stored(s, segment.Positions)
	if err != nil {
		return 0, 0, err
	}
	positions, err := s.manifest.OpenPositions(v)
	if err != nil {
		return 0, 0, fmt.Errorf("segment %d: %w", s.id, err)
	}
	return origin, positions[row], nil
}
