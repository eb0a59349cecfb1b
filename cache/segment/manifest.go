package segment

import (
	"encoding/binary"
	"fmt"
)

// Manifest lists everything a segment is made of, with checksums.
type Manifest struct {
	Rows int
	// First and Last are the times of the first and last row, as Nanos gives
	// them.
	First, Last int64
	Sections    []SectionRef
	Blocks      []BlockRef
}

// SectionRef names one section.
type SectionRef struct {
	ID   ID
	Size int
	Sum  uint32
}

// BlockRef names one block of records.
type BlockRef struct {
	// Key is where the cache keeps it.
	Key uint64
	// Records is how many it holds, Full what they and their envelopes come to.
	Records, Full int
	// Raw is the size of its frame unpacked, Size that of all of it as stored.
	Raw, Size int
	Sum       uint32
}

// Section returns the reference to a section.
func (m *Manifest) Section(id ID) (SectionRef, bool) {
	for _, s := range m.Sections {
		if s.ID == id {
			return s, true
		}
	}
	return SectionRef{}, false
}

const manifestFormat = 1

// Encode gives the stored form, with its checksum.
func (m *Manifest) Encode() []byte {
	b := []byte{manifestFormat}
	b = binary.AppendUvarint(b, uint64(m.Rows))
	b = binary.AppendVarint(b, m.First)
	b = binary.AppendVarint(b, m.Last)
	b = binary.AppendUvarint(b, uint64(len(m.Sections)))
	for _, s := range m.Sections {
		b = append(b, byte(s.ID))
		b = binary.AppendUvarint(b, uint64(s.Size))
		b = binary.LittleEndian.AppendUint32(b, s.Sum)
	}
	b = binary.AppendUvarint(b, uint64(len(m.Blocks)))
	for _, k := range m.Blocks {
		b = binary.AppendUvarint(b, k.Key)
		b = binary.AppendUvarint(b, uint64(k.Records))
		b = binary.AppendUvarint(b, uint64(k.Full))
		b = binary.AppendUvarint(b, uint64(k.Raw))
		b = binary.AppendUvarint(b, uint64(k.Size))
		b = binary.LittleEndian.AppendUint32(b, k.Sum)
	}
	return Seal(b)
}

// DecodeManifest is the inverse of Encode.
func DecodeManifest(stored []byte) (*Manifest, error) {
	body, err := Unseal(stored)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	r := Reader{b: body}
	if f := r.Byte(); r.err == nil && f != manifestFormat {
		r.Fail("manifest of an unknown format")
	}
	m := &Manifest{Rows: int(r.Limited(MaxRows)), First: r.Varint(), Last: r.Varint()}
	m.Sections = make([]SectionRef, r.Count(6))
	for i := range m.Sections {
		m.Sections[i] = SectionRef{ID: ID(r.Byte()), Size: int(r.Limited(maxSection)), Sum: r.Uint32()}
	}
	m.Blocks = make([]BlockRef, r.Count(9))
	for i := range m.Blocks {
		m.Blocks[i] = BlockRef{Key: r.Uvarint(), Records: int(r.Limited(maxBlock)),
			Full: int(r.Limited(maxBlock)), Raw: int(r.Limited(maxBlock)), Size: int(r.Limited(maxBlock)), Sum: r.Uint32()}
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return m, nil
}
