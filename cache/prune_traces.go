package cache

import (
	"encoding/binary"
	"slices"

	"spoor/cache/segment"
)

// keepSightings gathers, from the parts that go, the sightings of events that
// stay, and notes where what goes was seen elsewhere.
func (p *pruning) keepSightings() error {
	goes := map[uint64]bool{}
	for _, c := range p.cuts {
		goes[c.part.id] = true
	}
	for _, held := range p.snap.parts {
		if held.broken.Load() != nil {
			continue
		}
		var all []sighting
		err := p.read.section(held.sealed, segment.Sightings, func(v []byte) error {
			if v == nil {
				return nil
			}
			return decodeSightings(held.manifest, v, func(s sighting) {
				s.envelope = slices.Clone(s.envelope)
				all = append(all, s)
			})
		})
		if err != nil {
			return err
		}
		went := false
		for _, s := range all {
			if !goes[held.id] {
				may, err := p.mayGo(s.key)
				if err != nil {
					return err
				}
				if !may {
					continue
				}
			}
			stays, err := p.stays(s.key)
			switch {
			case err != nil:
				return err
			case !stays:
				p.gone[s.origin] = true
				went = true
			case goes[held.id]:
				p.moved = append(p.moved, s)
			}
		}
		if held.rows() > 0 || !went {
			continue
		}
		// It is there for its sightings alone.
		stay, err := p.anyStays(all)
		if err != nil {
			return err
		}
		if !stay {
			p.cuts = append(p.cuts, &cut{part: held})
		}
	}
	return nil
}

// stays reports whether some record under an identity stays.
func (p *pruning) stays(key Key) (stays bool, err error) {
	err = p.staying(key, func(*part, int, uint64, int) error { stays = true; return nil })
	return stays, err
}

func (p *pruning) anyStays(all []sighting) (bool, error) {
	for _, s := range all {
		if stays, err := p.stays(s.key); stays || err != nil {
			return stays, err
		}
	}
	return false, nil
}

// mayGo reports whether some record under an identity may be among those that
// go.
func (p *pruning) mayGo(key Key) (bool, error) {
	for _, c := range p.cuts {
		if c.part.rows() == 0 {
			continue
		}
		filter, err := p.read.filter(c.sealed)
		if err != nil || filter.Maybe((*[16]byte)(&key)) {
			return true, err
		}
	}
	return false, nil
}

// forgetFiles lets the files that pruned records came from be read again.
func (p *pruning) forgetFiles() error {
	files, err := bucket(p.tx, bucketFiles)
	if err != nil {
		return err
	}
	for id := range p.gone {
		o, err := readOrigin(p.tx, id)
		if IsDamage(err) {
			continue
		}
		if err != nil {
			return err
		}
		key := textKey(o.Place)
		if files.Get(key) == nil {
			continue
		}
		if err := files.Delete(key); err != nil {
			return err
		}
		p.done.Files++
	}
	return nil
}

// dropOrigins forgets the provenances that nothing refers to any more.
func (p *pruning) dropOrigins() error {
	if len(p.gone) == 0 {
		return nil
	}
	after, err := p.snap.followCatalog(p.tx, p.cat)
	if err != nil {
		return err
	}
	read, err := newReading(p.tx)
	if err != nil {
		return err
	}
	for _, part := range after.parts {
		cited, err := originsIn(read, part)
		if IsDamage(err) {
			return nil // it may refer to any of them
		}
		if err != nil {
			return err
		}
		for _, id := range cited {
			delete(p.gone, id)
		}
	}
	places := p.tx.Bucket(bucketPlaces)
	for id := range p.gone {
		o, err := readOrigin(p.tx, id)
		if IsDamage(err) {
			continue
		}
		if err != nil {
			return err
		}
		key := textKey(o.Kind, o.Place)
		if v := places.Get(key); len(v) == 8 && binary.BigEndian.Uint64(v) == id {
			if err := places.Delete(key); err != nil {
				return err
			}
		}
		if err := p.tx.Bucket(bucketOrigins).Delete(number(id)); err != nil {
			return err
		}
	}
	return nil
}
