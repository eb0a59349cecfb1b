package segment

import (
	"encoding/binary"
	"fmt"
)

// BlockSize is about how many bytes of records one block holds; a single record
// may be larger and then has a block to itself.
const BlockSize = 256 << 10

// maxBlock bounds what a block may unpack to.
const maxBlock = 1 << 30

// Block is a run of unpacked records: all records behind each other, then all
// envelopes. It is immutable.
type Block struct {
	data      []byte
	records   []uint32 // len = number of records + 1; offsets into data
	envelopes []uint32 // likewise
}

// Len is the number of records.
func (b *Block) Len() int { return len(b.records) - 1 }

// Record returns a record as received. It aliases the block.
func (b *Block) Record(i int) []byte {
	return b.data[b.records[i]:b.records[i+1]:b.records[i+1]]
}

// Envelope returns what stood around a record, or nil. It aliases the block.
func (b *Block) Envelope(i int) []byte {
	from, to := b.envelopes[i], b.envelopes[i+1]
	if from == to {
		return nil
	}
	return b.data[from:to:to]
}

// Records returns all records behind each other. They alias the block.
func (b *Block) Records() []byte { return b.data[b.records[0]:b.records[b.Len()]] }

// At returns which record the byte at offset of Records belongs to.
func (b *Block) At(offset int) int {
	lo, hi := 0, b.Len()
	want := uint32(offset) + b.records[0]
	for lo < hi {
		mid := (lo + hi) / 2
		if b.records[mid+1] <= want {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// Span returns where a record starts and ends within Records.
func (b *Block) Span(i int) (from, to int) {
	return int(b.records[i] - b.records[0]), int(b.records[i+1] - b.records[0])
}

// Bytes is the memory the block takes.
func (b *Block) Bytes() int { return cap(b.data) + 4*(len(b.records)+len(b.envelopes)) }

// packBlock gives the stored form of a run of records and its unpacked size.
func packBlock(n int, at func(i int) (record, envelope []byte)) (stored []byte, raw int) {
	size := 0
	for i := range n {
		r, e := at(i)
		size += len(r) + len(e) + 6
	}
	b := make([]byte, 0, size+8)
	b = binary.AppendUvarint(b, uint64(n))
	for i := range n {
		r, e := at(i)
		b = binary.AppendUvarint(b, uint64(len(r)))
		b = binary.AppendUvarint(b, uint64(len(e)))
	}
	for i := range n {
		r, _ := at(i)
		b = append(b, r...)
	}
	for i := range n {
		_, e := at(i)
		b = append(b, e...)
	}
	return zip(make([]byte, 0, len(b)/6), b), len(b)
}

// Verify checks a stored block against its entry in the manifest.
func (ref BlockRef) Verify(stored []byte) error {
	if len(stored) != ref.Size || Checksum(stored) != ref.Sum {
		return fmt.Errorf("checksum differs: %w", ErrDamaged)
	}
	return nil
}

// Open unpacks a stored block, which Verify has checked.
func (ref BlockRef) Open(stored []byte) (*Block, error) {
	b, err := OpenBlock(stored, ref.Raw)
	if err != nil {
		return nil, err
	}
	if b.Len() != ref.Records {
		return nil, fmt.Errorf("%d records where %d belong: %w", b.Len(), ref.Records, ErrDamaged)
	}
	return b, nil
}

// OpenBlock unpacks a stored block of the given unpacked size.
func OpenBlock(stored []byte, raw int) (*Block, error) {
	if raw < 0 || raw > maxBlock {
		return nil, fmt.Errorf("block of %d bytes: %w", raw, ErrDamaged)
	}
	data, err := unzip(nil, stored, raw)
	if err != nil {
		return nil, err
	}
	r := Reader{b: data}
	n := r.Count(2)
	b := &Block{data: data, records: make([]uint32, n+1), envelopes: make([]uint32, n+1)}
	var records, envelopes uint64
	for i := range n {
		records += r.Limited(maxBlock)
		envelopes += r.Limited(maxBlock)
		if records+envelopes > uint64(len(data)) {
			r.Fail("records longer than their block")
			break
		}
		b.records[i+1], b.envelopes[i+1] = uint32(records), uint32(envelopes)
	}
	if r.err == nil && records+envelopes != uint64(len(r.b)) {
		r.Fail("records do not fill their block")
	}
	if r.err != nil {
		return nil, r.err
	}
	start := uint32(len(data) - len(r.b))
	for i := range b.records {
		b.records[i] += start
		b.envelopes[i] += start + uint32(records)
	}
	return b, nil
}
