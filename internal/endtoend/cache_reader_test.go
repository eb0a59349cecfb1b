package endtoend

import (
	bin "encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash/crc32"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	bolt "go.etcd.io/bbolt"

	"spoor/source/demo"
)

// stored takes values off bytes as ARCHITECTURE.md says they are written. What
// cannot be so panics, and the test with it.
type stored []byte

func (s *stored) take(n uint64) []byte {
	b := (*s)[:n:n]
	*s = (*s)[n:]
	return b
}

func (s *stored) number() uint64 {
	n, size := bin.Uvarint(*s)
	s.take(uint64(size))
	return n
}

func (s *stored) signed() int64 {
	n, size := bin.Varint(*s)
	s.take(uint64(size))
	return n
}

func (s *stored) u32() uint32 { return bin.LittleEndian.Uint32(s.take(4)) }

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

func unsealed(t *testing.T, b []byte) stored {
	t.Helper()
	body := b[:len(b)-4]
	if checksum(body) != bin.LittleEndian.Uint32(b[len(b)-4:]) {
		t.Fatal("a checksum differs")
	}
	return body
}

func unzipped(t *testing.T, frame []byte) stored {
	t.Helper()
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	out, err := d.DecodeAll(frame, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func unpackedSection(t *testing.T, b stored) stored {
	if b.take(1)[0] == 0 {
		return b
	}
	size := b.number()
	out := unzipped(t, b)
	if uint64(len(out)) != size {
		t.Fatalf("%d bytes where %d belong", len(out), size)
	}
	return out
}

// row is one event of a segment: its record and what its columns say.
type row struct {
	record, name string
	time         int64
}

// foreignCache reads a cache by what ARCHITECTURE.md says of it alone.
func foreignCache(t *testing.T, path string) (shown []row) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		meta := tx.Bucket([]byte("meta"))
		if format := unsealed(t, meta.Get([]byte("format"))); format.u32() != 3 {
			t.Error("another format")
		}
		catalog := unsealed(t, meta.Get([]byte("catalog")))
		for range 5 {
			catalog.number()
		}
		for range catalog.number() {
			number, rows := catalog.number(), catalog.number()
			catalog.u32()
			catalog.u32()
			bucket := tx.Bucket([]byte("segments")).Bucket(bin.BigEndian.AppendUint64(nil, number))
			shown = append(shown, foreignSegment(t, tx, bucket, int(rows))...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

func foreignSegment(t *testing.T, tx *bolt.Tx, bucket *bolt.Bucket, rows int) (shown []row) {
	manifest := unsealed(t, bucket.Get([]byte("manifest")))
	if manifest.take(1)[0] != 1 || manifest.number() != uint64(rows) {
		t.Fatal("another manifest")
	}
	manifest.signed()
	manifest.signed()
	sections := map[byte]stored{}
	for range manifest.number() {
		id, size := manifest.take(1)[0], manifest.number()
		b := bucket.Get([]byte{id})
		if uint64(len(b)) != size || checksum(b) != manifest.u32() {
			t.Fatalf("section %d is not what the manifest says", id)
		}
		sections[id] = b
	}
	var blocks [][]string
	var inOrder []string
	for range manifest.number() {
		b := tx.Bucket([]byte("blocks")).Get(bin.BigEndian.AppendUint64(nil, manifest.number()))
		records := manifest.number()
		for range 3 {
			manifest.number()
		}
		if checksum(b) != manifest.u32() {
			t.Fatal("a block is not what the manifest says")
		}
		blocks = append(blocks, foreignBlock(t, b, int(records)))
		inOrder = append(inOrder, blocks[len(blocks)-1]...)
	}
	if places, ok := sections[70]; ok {
		b := unpackedSection(t, places)
		which, last := make([]int64, rows), int64(0)
		for i := range which {
			last += b.signed()
			which[i] = last
		}
		last = 0
		for i := range which {
			last += b.signed()
			inOrder[i] = blocks[which[i]][last]
		}
	}
	hidden := map[uint64]bool{}
	if overlay := bucket.Get([]byte("overlay")); overlay != nil {
		b := unsealed(t, overlay)
		at := uint64(0)
		for range b.number() {
			at += b.number()
			hidden[at] = true
		}
	}
	names := foreignColumn(t, sections[2], rows)
	times := unpackedSection(t, sections[64])
	at, unit := times.signed(), int64(times.number())
	times.take(1)
	times.number()
	for i := range rows {
		at += int64(times.number()) * unit
		if !hidden[uint64(i)] {
			shown = append(shown, row{inOrder[i], names[i], at})
		}
	}
	return shown
}

// foreignColumn returns the value of every row.
func foreignColumn(t *testing.T, codes stored, rows int) []string {
	packed := codes.number()
	in := unpackedSection(t, codes.take(packed))
	in.number()
	lengths := make([]uint64, in.number())
	for i := range lengths {
		lengths[i] = in.number()
	}
	var values []string
	for _, n := range lengths {
		values = append(values, string(in.take(n)))
	}
	counted := make([]uint64, len(values))
	if in.number() == 1 {
		for i := range counted {
			counted[i] = in.number()
			in.number()
			in.number()
		}
	}
	width := bits.Len(uint(len(values) - 1))
	out := make([]string, rows)
	switch codes.take(1)[0] {
	case 0:
		for row := range out {
			place := 0
			for bit := range width {
				at := row*width + bit
				place |= int(codes[at/8]>>(at%8)&1) << bit
			}
			out[row] = values[place]
		}
	case 1:
		most, others := codes.number(), codes.number()
		for row := range out {
			out[row] = values[most]
		}
		at, places := codes.take(2*others), codes.take(2*others)
		for i := 0; i < len(at); i += 2 {
			out[bin.LittleEndian.Uint16(at[i:])] = values[bin.LittleEndian.Uint16(places[i:])]
		}
	default:
		each := unpackedSection(t, codes)
		for row := range out {
			if len(values) <= 256 {
				out[row] = values[each.take(1)[0]]
			} else {
				out[row] = values[bin.LittleEndian.Uint16(each.take(2))]
			}
		}
	}
	for i, n := range counted {
		have := 0
		for _, v := range out {
			if v == values[i] {
				have++
			}
		}
		if n != 0 && have != int(n) {
			t.Errorf("%d rows have %q where %d are said to", have, values[i], n)
		}
	}
	return out
}

func foreignBlock(t *testing.T, b []byte, n int) []string {
	tail := 32*n + 4
	ids := unsealed(t, b[len(b)-tail:])
	in := unzipped(t, b[:len(b)-tail])
	if in.number() != uint64(n) {
		t.Fatal("a block of another number of records")
	}
	type part struct {
		length uint64
		cuts   [2]uint64
	}
	parts := make([]part, n)
	for i := range parts {
		parts[i].length = in.number()
		in.number() // of the envelope
		parts[i].cuts = [2]uint64{in.number(), in.number()}
	}
	records := make([]string, n)
	for i, p := range parts {
		record := slices.Clone(in.take(p.length))
		uuids := [2][]byte{ids.take(16), ids.take(16)}
		order := []int{0, 1}
		if p.cuts[1] < p.cuts[0] {
			order = []int{1, 0}
		}
		for _, k := range order {
			if p.cuts[k] > 0 {
				text := hex.EncodeToString(uuids[k])
				text = text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
				record = slices.Insert(record, int(p.cuts[k]-1), []byte(text)...)
			}
		}
		records[i] = string(record)
	}
	return records
}

func TestACacheIsReadByWhatIsWrittenAboutItsFormatAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cache.bolt")
	c := call{env: []string{"HOME=" + t.TempDir(), "SPOOR_CACHE=" + file}}
	for seed := range uint64(3) { // one after the other, so that segments are merged
		folder := t.TempDir()
		if _, err := demo.NewCorpus(1000, seed).WriteS3Layout(t.Context(), folder); err != nil {
			t.Fatal(err)
		}
		c.must(t, "import", folder)
	}
	variant := filepath.Join(t.TempDir(), "variant.json")
	one := strings.TrimSpace(c.must(t, "list", "-n", "1", "--format", "jsonl"))
	if err := os.WriteFile(variant, []byte(strings.TrimSuffix(one, "}")+`,"more":"of the same"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c.must(t, "import", variant)
	want := strings.Split(strings.TrimSpace(c.must(t, "list", "--format", "jsonl")), "\n")
	var got []string
	for _, r := range foreignCache(t, file) {
		var says struct {
			EventName string
			EventTime time.Time
		}
		if err := json.Unmarshal([]byte(r.record), &says); err != nil || says.EventName != r.name || !says.EventTime.Equal(time.Unix(0, r.time)) {
			t.Errorf("the columns say %s at %d of %s, %v", r.name, r.time, r.record, err)
		}
		got = append(got, r.record)
	}
	slices.Sort(got)
	slices.Sort(want)
	if len(got) < 3000 || !slices.Equal(got, want) {
		t.Errorf("%d records are read, %d are listed", len(got), len(want))
	}
}
