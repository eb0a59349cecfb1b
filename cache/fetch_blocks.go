package cache

import (
	"fmt"

	"spoor/cache/segment"
)

// block opens the k-th block of a segment. It stays valid.
func (r *reading) block(s *sealed, k int) (b *segment.Block, err error) {
	ref := s.manifest.Blocks[k]
	if b := r.opened.get(ref.Key); b != nil {
		return b, nil
	}
	err = r.stored(s, k, func(stored []byte) error {
		b, err = openBlock(ref, stored)
		return err
	})
	if err == nil {
		r.opened.put(ref.Key, b)
	}
	return b, err
}

// stored runs f on the stored bytes of the k-th block of a segment, checked.
func (r *reading) stored(s *sealed, k int, f func([]byte) error) error {
	return r.raw(s, k, func(stored []byte) error {
		if err := s.manifest.Blocks[k].Verify(stored); err != nil {
			return fmt.Errorf("block %d: %w", s.manifest.Blocks[k].Key, err)
		}
		return f(stored)
	})
}

// raw is stored without the check.
func (r *reading) raw(s *sealed, k int, f func([]byte) error) error {
	ref := s.manifest.Blocks[k]
	return s.guarded(func() error {
		stored := r.blocks.Get(number(ref.Key))
		if stored == nil {
			// Gone with its segment, or damaged.
			if _, err := r.bucket(s); err != nil {
				return err
			}
			return fmt.Errorf("block %d: missing: %w", ref.Key, errDamaged)
		}
		return f(stored)
	})
}

func openBlock(ref segment.BlockRef, stored []byte) (*segment.Block, error) {
	b, err := ref.Open(stored)
	if err != nil {
		return nil, fmt.Errorf("block %d: %w", ref.Key, err)
	}
	return b, nil
}

// blockCache keeps the few blocks opened last.
type blockCache struct {
	blocks map[uint64]*segment.Block
	order  []uint64
	// unpacked is how often a block had to be opened.
	unpacked int
}

// keptBlocks is how many opened blocks are kept: enough for the rows of a
// merged segment, whose neighbours lie in different blocks.
const keptBlocks = 32

func (c *blockCache) get(key uint64) *segment.Block { return c.blocks[key] }

func (c *blockCache) put(key uint64, b *segment.Block) {
	if c.blocks == nil {
		c.blocks = map[uint64]*segment.Block{}
	}
	if len(c.order) == keptBlocks {
		delete(c.blocks, c.order[0])
		c.order = append(c.order[:0], c.order[1:]...)
	}
	c.blocks[key] = b
	c.unpacked++
	c.order = append(c.order, key)
}
