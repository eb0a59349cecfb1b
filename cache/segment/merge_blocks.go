package segment

import (
	"fmt"

	"spoor/cache/text"
)

// blocks keeps blocks and packs small ones anew, and says where every row's
// record is now.
func (m *merging) blocks() error {
	opened, err := m.keepBlocks()
	if err != nil {
		return err
	}
	at, err := m.repack(opened)
	if err != nil {
		return err
	}
	blocks := m.out.Manifest.Blocks
	if len(blocks) > 1<<16 {
		return fmt.Errorf("merge: %d blocks are too many", len(blocks))
	}
	if !inTurn(at, blocks) {
		m.out.section(RecordPlaces, encodePlaces(at))
	}
	return nil
}

// keepBlocks takes over the blocks that stay as they are, and opens the others, by
// part and number.
func (m *merging) keepBlocks() (opened []map[int]*Block, err error) {
	man := &m.out.Manifest
	m.moved = make([][]int, len(m.parts))
	opened = make([]map[int]*Block, len(m.parts))
	for i, p := range m.parts {
		m.moved[i] = make([]int, len(p.Manifest.Blocks))
		opened[i] = map[int]*Block{}
		for k, ref := range p.Manifest.Blocks {
			if !Repacks(ref) {
				m.moved[i][k] = len(man.Blocks)
				man.Blocks = append(man.Blocks, ref)
				continue
			}
			stored, err := p.Block(k)
			if err != nil {
				return nil, err
			}
			if err := ref.Verify(stored); err != nil {
				return nil, err
			}
			b, err := ref.Open(stored)
			if err != nil {
				return nil, err
			}
			m.moved[i][k], opened[i][k] = -1, b
			m.out.Dropped = append(m.out.Dropped, ref.Key)
		}
	}
	m.out.Blocks = make([][]byte, len(man.Blocks))
	return opened, nil
}

// repack packs the records of the opened blocks anew, and returns of every row the
// block that has its record, in the upper half, and its number in that.
func (m *merging) repack(opened []map[int]*Block) ([]uint32, error) {
	man := &m.out.Manifest
	m.repacked = text.NewBuilder()
	at := make([]uint32, m.rows)
	scratch := packing.Get().(*packSpace)
	defer packing.Put(scratch)
	var run []packed
	size := 0
	flush := func() {
		if len(run) == 0 {
			return
		}
		m.newAt = append(m.newAt, len(man.Blocks))
		m.repacked.Block()
		for _, r := range run {
			m.repacked.Add(r.record)
		}
		stored, ref := packBlock(run, scratch)
		man.Blocks = append(man.Blocks, ref)
		m.out.Blocks = append(m.out.Blocks, stored)
		run, size = run[:0], 0
	}
	for row, s := range m.order {
		k, i := m.places[s.part].Of(s.row)
		if to := m.moved[s.part][k]; to >= 0 {
			at[row] = uint32(to)<<16 | uint32(i)
			continue
		}
		b := opened[s.part][k]
		tail, err := m.parts[s.part].Tail(k)
		if err != nil {
			return nil, err
		}
		r := packed{record: b.Record(i), envelope: b.Envelope(i)}
		for which, id := range []ID{EventIDs, RequestIDs} {
			var ok bool
			if r.ids[which], ok = tail.ID(id, i); !ok {
				r.ids[which] = m.others[which][s.part].At(s.row)
			}
		}
		r.uuids = readUUIDs(r.ids)
		n := len(r.record) + len(r.envelope)
		if size > 0 && size+n > blockSize {
			flush()
		}
		at[row] = uint32(len(man.Blocks))<<16 | uint32(len(run))
		run = append(run, r)
		size += n
	}
	flush()
	return at, nil
}

// inTurn reports whether the records of rows stand in blocks one after the other,
// as they do where nothing says otherwise.
func inTurn(at []uint32, blocks []BlockRef) bool {
	next := uint32(0)
	for _, a := range at {
		if a != next {
			return false
		}
		if next++; int(next&0xffff) == blocks[next>>16].Records {
			next = (next>>16 + 1) << 16
		}
	}
	return true
}

// words puts the indexes of words together.
func (m *merging) words() ([]byte, error) {
	indexes := make([]*text.Index, len(m.parts))
	for i := range m.parts {
		b, err := m.section(&m.parts[i], TextIndex)
		if err != nil {
			return nil, err
		}
		if indexes[i], err = m.parts[i].Manifest.OpenText(b); err != nil {
			return nil, err
		}
	}
	defer m.repacked.Done()
	b, err := text.Merge(indexes, m.moved, m.repacked, m.newAt, len(m.out.Manifest.Blocks))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", TextIndex, err, ErrDamaged)
	}
	return b, nil
}
