package segment

import (
	"fmt"

	"spoor/cache/text"
)

// blocks keeps blocks and packs small ones anew, and says where every row's
// record is now.
func (m *merging) blocks() error {
	man := &m.out.Manifest
	moved := make([][]int, len(m.parts))
	m.moved = moved
	opened := make([]map[int]*Block, len(m.parts))
	for i, p := range m.parts {
		moved[i] = make([]int, len(p.Manifest.Blocks))
		opened[i] = map[int]*Block{}
		for k, ref := range p.Manifest.Blocks {
			if !Repacks(ref) {
				moved[i][k] = len(man.Blocks)
				man.Blocks = append(man.Blocks, ref)
				continue
			}
			stored, err := p.Block(k)
			if err != nil {
				return err
			}
			if err := ref.Verify(stored); err != nil {
				return err
			}
			b, err := ref.Open(stored)
			if err != nil {
				return err
			}
			moved[i][k], opened[i][k] = -1, b
			m.out.Dropped = append(m.out.Dropped, ref.Key)
		}
	}
	kept := len(man.Blocks)
	m.repacked = text.NewBuilder()
	m.out.Blocks = make([][]byte, kept)
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
		if to := moved[s.part][k]; to >= 0 {
			at[row] = uint32(to)<<16 | uint32(i)
			continue
		}
		b := opened[s.part][k]
		tail, err := m.parts[s.part].Tail(k)
		if err != nil {
			return err
		}
		r := packed{record: b.Record(i), envelope: b.Envelope(i)}
		for which, id := range []ID{EventIDs, RequestIDs} {
			var ok bool
			if r.ids[which], ok = tail.ID(id, i); !ok {
				r.ids[which] = m.others[which][s.part].At(s.row)
			}
		}
		r.uuids = readUUIDs(r.ids)
		if n := len(r.record) + len(r.envelope); size > 0 && size+n > blockSize {
			flush()
		}
		at[row] = uint32(len(man.Blocks))<<16 | uint32(len(run))
		run = append(run, r)
		size += len(r.record) + len(r.envelope)
	}
	flush()
	if len(man.Blocks) > 1<<16 {
		return fmt.Errorf("merge: %d blocks are too many", len(man.Blocks))
	}
	inOrder := true
	next := uint32(0)
	for _, a := range at {
		if a != next {
			inOrder = false
			break
		}
		if next++; int(next&0xffff) == man.Blocks[next>>16].Records {
			next = (next>>16 + 1) << 16
		}
	}
	if !inOrder {
		m.out.section(RecordPlaces, encodePlaces(at))
	}
	return nil
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
		return nil, fmt.Errorf("%s: %v: %w", TextIndex, err, ErrDamaged)
	}
	return b, nil
}
