package segment

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"unsafe"
)

// blockSize is about how many bytes of records one block holds; a single record
// may be larger and then has a block to itself.
const blockSize = 256 << 10

// maxBlock bounds what a block may unpack to.
const maxBlock = 1 << 30

// A stored block is a zstd frame and, behind it, the event id and the request
// id of every record: sixteen bytes each where they are canonical UUIDs, else
// zeros, and a checksum over all of them. The text of the ids is cut out of the
// records: it does not compress, and the ids can so be read without unpacking
// anything.
//
// The frame holds the number of records; for each of them the length of its
// text without the ids, the length of its envelope, and where each id was cut
// out (its offset in the record and one, or 0); then all texts, then all
// envelopes.
const (
	uuidText = 36
	idsSize  = 32 // of one record
)

// Block is a run of unpacked records. It is immutable.
type Block struct {
	data      []byte
	records   []uint32 // len = number of records + 1; offsets into data
	envelopes []uint32 // likewise
}

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

// Bytes is the memory the block takes.
func (b *Block) Bytes() int { return cap(b.data) + 4*(len(b.records)+len(b.envelopes)) }

// packed is a record on its way into a block.
type packed struct {
	record, envelope []byte
	// ids are the event id and the request id as they are written, uuids what they
	// say.
	ids   [2]string
	uuids UUIDs
}

// packSpace is memory in which blocks are packed, one after another.
type packSpace struct {
	list       []packed
	raw, frame []byte
	cuts       [][2]int
}

var packing = sync.Pool{New: func() any { return new(packSpace) }}

// packBlock gives the stored form of a run of records.
func packBlock(run []packed, scratch *packSpace) (stored []byte, ref BlockRef) {
	size := 0
	for i := range run {
		size += len(run[i].record) + len(run[i].envelope)
	}
	ref = BlockRef{Records: len(run), Full: size}
	raw := slices.Grow(scratch.raw[:0], size+12*len(run)+8)
	tail := make([]byte, 0, idsSize*len(run)+4)
	cuts := slices.Grow(scratch.cuts[:0], len(run))[:len(run)] // offsets of the ids and one
	clear(cuts)
	raw = binary.AppendUvarint(raw, uint64(len(run)))
	for i := range run {
		p := &run[i]
		length := len(p.record)
		for k, id := range p.ids {
			u := p.uuids[k][:]
			if !isZero(u) {
				if cuts[i][k] = p.find(id, cuts[i][0]) + 1; cuts[i][k] > 0 {
					length -= uuidText
				}
			}
			tail = append(tail, u...)
		}
		raw = binary.AppendUvarint(raw, uint64(length))
		raw = binary.AppendUvarint(raw, uint64(len(p.envelope)))
		raw = binary.AppendUvarint(raw, uint64(cuts[i][0]))
		raw = binary.AppendUvarint(raw, uint64(cuts[i][1]))
	}
	for i := range run {
		raw = appendWithout(raw, run[i].record, cuts[i])
	}
	for i := range run {
		raw = append(raw, run[i].envelope...)
	}
	ref.Raw = len(raw)
	frame := zip(scratch.frame[:0], raw)
	stored = make([]byte, 0, len(frame)+len(tail)+4)
	stored = append(append(stored, frame...), Seal(tail)...)
	if cap(raw) <= 4*blockSize {
		scratch.raw, scratch.frame, scratch.cuts = raw, frame, cuts
	}
	ref.Size, ref.Sum = len(stored), checksum(stored)
	return stored, ref
}

// find returns where an id stands in the record, or -1. taken is the offset and
// one of the id that was found before it.
func (p *packed) find(id string, taken int) int {
	at := offsetIn(p.record, id)
	if at < 0 {
		at = bytes.Index(p.record, []byte(id))
	}
	if at >= 0 && taken > 0 && at < taken-1+uuidText && taken-1 < at+uuidText {
		// It would be cut out of what is cut out already.
		return -1
	}
	return at
}

// offsetIn returns where part begins in whole where it is a piece of its very
// memory, as the texts of a decoded event are, else -1.
func offsetIn(whole []byte, part string) int {
	at := uintptr(unsafe.Pointer(unsafe.StringData(part))) - uintptr(unsafe.Pointer(unsafe.SliceData(whole)))
	if len(part) > len(whole) || at > uintptr(len(whole)-len(part)) {
		return -1
	}
	return int(at)
}

// appendWithout appends the record without the ids that stand at the cuts.
func appendWithout(b, record []byte, cuts [2]int) []byte {
	first, second := inOrder(cuts)
	at := 0
	for _, cut := range [...]int{first, second} {
		if cut > 0 {
			b = append(b, record[at:cut-1]...)
			at = cut - 1 + uuidText
		}
	}
	return append(b, record[at:]...)
}

func inOrder(cuts [2]int) (first, second int) {
	return min(cuts[0], cuts[1]), max(cuts[0], cuts[1])
}

// Verify checks a stored block against its entry in the manifest.
func (ref BlockRef) Verify(stored []byte) error {
	if len(stored) != ref.Size || checksum(stored) != ref.Sum {
		return fmt.Errorf("checksum differs: %w", ErrDamaged)
	}
	return nil
}

// Tail returns the ids of a stored block's records, after checking them. They
// alias it.
func (ref BlockRef) Tail(stored []byte) (Tail, error) {
	size := ref.Records*idsSize + 4
	if len(stored) != ref.Size || len(stored) < size {
		return Tail{}, fmt.Errorf("ids cut short: %w", ErrDamaged)
	}
	ids, err := Unseal(stored[len(stored)-size:])
	if err != nil {
		return Tail{}, fmt.Errorf("ids: %w", err)
	}
	return Tail{ids}, nil
}

// Tail holds the ids of a block's records.
type Tail struct{ ids []byte }

// which ids there are.
const (
	eventID = iota
	requestID
)

func (t Tail) at(record, which int) []byte {
	return t.ids[record*idsSize+16*which:][:16]
}

// Open unpacks a stored block, which Verify has checked.
func (ref BlockRef) Open(stored []byte) (*Block, error) {
	tail, frame, err := ref.split(stored)
	if err != nil {
		return nil, err
	}
	scratch := scratches.Get().(*[]byte)
	defer scratches.Put(scratch)
	raw, err := unzip(*scratch, frame, ref.Raw)
	if err != nil {
		return nil, err
	}
	if cap(raw) > cap(*scratch) && cap(raw) <= 4*blockSize {
		*scratch = raw
	}
	return ref.assemble(raw, tail)
}

// split divides a stored block into its ids and its frame.
func (ref BlockRef) split(stored []byte) (tail Tail, frame []byte, err error) {
	if tail, err = ref.Tail(stored); err != nil {
		return tail, nil, err
	}
	if ref.Raw < 0 || ref.Raw > maxBlock {
		return tail, nil, fmt.Errorf("block of %d bytes: %w", ref.Raw, ErrDamaged)
	}
	return tail, stored[:len(stored)-len(tail.ids)-4], nil
}

// part is what the head of a frame says of one record.
type part struct {
	record, envelope int // lengths
	cuts             [2]int
}

// seams are where in the text ids were cut out, or -1.
func (p *part) seams() [2]int {
	first, second := inOrder(p.cuts)
	if first > 0 {
		return [2]int{first - 1, second - 1 - uuidText}
	}
	return [2]int{-1, second - 1}
}

// parts reads the head of a frame, appending to parts.
func (ref BlockRef) parts(parts []part, r *Reader) ([]part, error) {
	if n := r.Count(4); r.err == nil && n != ref.Records {
		r.Fail("block of another number of records")
	}
	if r.err != nil {
		return parts, r.err
	}
	parts = slices.Grow(parts, ref.Records)
	texts, total, limit := 0, 0, len(r.b)
	for range ref.Records {
		p := part{record: int(r.Limited(maxBlock)), envelope: int(r.Limited(maxBlock))}
		texts += p.record
		total += p.record + p.envelope
		length := p.record
		for k := range p.cuts {
			if p.cuts[k] = int(r.Limited(maxBlock)); p.cuts[k] > 0 {
				length += uuidText
				total += uuidText
			}
		}
		first, second := inOrder(p.cuts)
		if second > 0 && second-1+uuidText > length || first > 0 && first-1+uuidText > second-1 {
			r.Fail("id cut out of nowhere")
		}
		if r.err != nil || texts > limit || total > maxBlock {
			r.Fail("records longer than their block")
			return parts, r.err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// assemble puts the ids back into the records.
func (ref BlockRef) assemble(raw []byte, tail Tail) (*Block, error) {
	r := Reader{b: raw}
	parts, err := ref.parts(nil, &r)
	if err != nil {
		return nil, err
	}
	texts, total := 0, 0
	for i := range parts {
		p := &parts[i]
		texts += p.record
		total += p.record + p.envelope
		for _, cut := range p.cuts {
			if cut > 0 {
				total += uuidText
			}
		}
	}
	text := r.Bytes(texts)
	if r.err != nil {
		return nil, r.err
	}
	b := &Block{data: make([]byte, 0, total), records: make([]uint32, 1, len(parts)+1), envelopes: make([]uint32, 0, len(parts)+1)}
	for i := range parts {
		p := &parts[i]
		b.data = tail.restore(b.data, text[:p.record], p.cuts, i)
		text = text[p.record:]
		b.records = append(b.records, uint32(len(b.data)))
	}
	b.envelopes = append(b.envelopes, uint32(len(b.data)))
	for i := range parts {
		b.data = append(b.data, r.Bytes(parts[i].envelope)...)
		b.envelopes = append(b.envelopes, uint32(len(b.data)))
	}
	return b, r.End()
}

// restore appends the i-th record, given its text without the ids that were cut
// out.
func (t Tail) restore(b, text []byte, cuts [2]int, i int) []byte {
	start := len(b)
	first, second := inOrder(cuts)
	for _, cut := range [...]int{first, second} {
		if cut == 0 {
			continue
		}
		n := cut - 1 - (len(b) - start)
		b = append(b, text[:n]...)
		text = text[n:]
		which := eventID
		if cut == cuts[requestID] {
			which = requestID
		}
		b = appendUUID(b, t.at(i, which))
	}
	return append(b, text...)
}
