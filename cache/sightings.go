package cache

import (
	"bytes"
	"encoding/binary"
	"slices"

	"spoor/cache/segment"
)

// sighting says that a record already held was seen in another place too.
// Sightings are kept with the segment of the batch that brought them, not with
// the segment of their record, which is sealed.
type sighting struct {
	key      Key
	origin   uint64
	position int64
	// envelope is kept where this sighting came with one and the record that is
	// held did not.
	shape    uint8
	envelope []byte
}

func encodeSightings(list []sighting) []byte {
	slices.SortStableFunc(list, func(a, b sighting) int { return bytes.Compare(a.key[:], b.key[:]) })
	b := binary.AppendUvarint(nil, uint64(len(list)))
	for _, s := range list {
		b = append(b, s.key[:]...)
	}
	for _, s := range list {
		b = binary.AppendUvarint(b, s.origin)
		b = binary.AppendVarint(b, s.position)
		b = append(b, s.shape)
		b = binary.AppendUvarint(b, uint64(len(s.envelope)))
	}
	for _, s := range list {
		b = append(b, s.envelope...)
	}
	return b
}

// decodeSightings calls f with every sighting of a stored section. Envelopes
// alias it.
func decodeSightings(m *segment.Manifest, stored []byte, f func(sighting)) error {
	b, err := m.OpenRaw(segment.Sightings, stored)
	if err != nil {
		return err
	}
	r := segment.NewReader(b)
	n := r.Count(20)
	keys := r.Bytes(16 * n)
	if r.Err() != nil {
		return r.Err()
	}
	list := make([]sighting, n)
	sizes := make([]int, n)
	for i := range list {
		list[i] = sighting{key: Key(keys[16*i:]), origin: r.Uvarint(), position: r.Varint(), shape: r.Byte()}
		sizes[i] = int(r.Limited(1 << 30))
	}
	for i := range list {
		if sizes[i] > 0 {
			list[i].envelope = r.Bytes(sizes[i])
		}
	}
	if err := r.End(); err != nil {
		return err
	}
	for _, s := range list {
		f(s)
	}
	return nil
}

// sightingsOf calls f with every sighting of the wanted keys in all parts.
func (r *reading) sightingsOf(parts []*part, want func(Key) bool, f func(sighting)) error {
	for _, p := range parts {
		err := r.section(p.sealed, segment.Sightings, func(v []byte) error {
			if v == nil {
				return nil
			}
			return decodeSightings(p.manifest, v, func(s sighting) {
				if want(s.key) {
					s.envelope = slices.Clone(s.envelope)
					f(s)
				}
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
