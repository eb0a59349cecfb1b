package segment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spoor/event"
	"spoor/query"
)

var start = time.Date(2026, 11, 16, 3, 0, 0, 0, time.UTC)

func drawID(t *rapid.T) string {
	switch rapid.IntRange(0, 5).Draw(t, "kind of id") {
	case 0:
		return ""
	case 1:
		return rapid.StringN(0, 20, 40).Draw(t, "id")
	case 2:
		return "00000000-0000-0000-0000-000000000000"
	case 3:
		return strings.ToUpper("0a1b2c3d-0000-4000-8000-000000000001")
	}
	return fmt.Sprintf("%08x-0000-4000-8000-%012x", rapid.Uint32().Draw(t, "id"), rapid.IntRange(0, 5).Draw(t, "tail"))
}

func drawEntry(t *rapid.T) Entry {
	e := &event.Event{
		ID: drawID(t), RequestID: drawID(t), Region: "us-east-1", Account: rapid.SampledFrom([]string{"1", "2"}).Draw(t, "account"),
		Time: start.Add(time.Duration(rapid.IntRange(0, 50).Draw(t, "second")) * time.Second),
		User: rapid.SampledFrom([]string{"", "alice", "bob", "é\x00"}).Draw(t, "user"), Name: rapid.StringN(0, 3, 9).Draw(t, "name"),
		Severity: event.Severity(rapid.IntRange(0, 3).Draw(t, "severity")), Flags: event.Flags(rapid.Uint32().Draw(t, "flags")),
	}
	for range rapid.IntRange(0, 2).Draw(t, "targets") {
		e.Targets = append(e.Targets, event.Target{Type: "AWS::S3::Bucket", Name: rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "target")})
	}
	// The ids stand in the record, once, twice, behind each other, or not.
	parts := []string{e.ID, e.RequestID, `"x":`, e.ID + e.RequestID, rapid.StringN(0, 10, 30).Draw(t, "text")}
	var record string
	for _, k := range rapid.SliceOfN(rapid.IntRange(0, len(parts)-1), 0, 6).Draw(t, "record") {
		record += parts[k]
	}
	entry := Entry{Event: e, Record: []byte(record), Shape: uint8(rapid.IntRange(0, 4).Draw(t, "shape")),
		Origin: rapid.IntRange(0, 2).Draw(t, "origin"), Position: rapid.Int64().Draw(t, "position")}
	if rapid.Bool().Draw(t, "enveloped") {
		entry.Envelope = []byte("{" + record + "}")
	}
	entry.Key = keyOf(e.Account, e.Region, e.ID)
	return entry
}

// keyOf stands for the cache's identity; what it is does not matter here.
func keyOf(account, region, id string) (k [16]byte) {
	copy(k[:], fmt.Sprintf("%016x", checksum([]byte(account+" "+region+" "+id))))
	return k
}

func drawEntries(t *rapid.T) []Entry {
	entries := rapid.SliceOfN(rapid.Custom(drawEntry), 0, 30).Draw(t, "entries")
	Order(entries)
	return entries
}

func build(t *rapid.T, entries []Entry, numbers []uint64) *Encoded {
	enc, err := Build(context.Background(), entries)
	if err != nil {
		t.Fatal(err)
	}
	enc.SetOrigins(numbers)
	m, err := DecodeManifest(enc.Manifest.Encode())
	if err != nil {
		t.Fatal(err)
	}
	enc.Manifest = *m
	return enc
}

// stored hands over what was built, as a Part does.
func stored(enc *Encoded, numbers []uint64) Part {
	section := func(id ID) ([]byte, error) {
		for i, s := range enc.Manifest.Sections {
			if s.ID == id {
				return enc.Sections[i], nil
			}
		}
		return nil, nil
	}
	return Part{
		Manifest: &enc.Manifest, Section: section, Origins: numbers,
		Tail:  func(k int) (Tail, error) { return enc.Manifest.Blocks[k].Tail(enc.Blocks[k]) },
		Block: func(k int) ([]byte, error) { return enc.Blocks[k], nil },
	}
}

// holds checks that a segment gives back what went into it.
func holds(t *rapid.T, p Part, blocks [][]byte, entries []Entry, origin func(*Entry) uint64) {
	m := p.Manifest
	if m.Rows != len(entries) {
		t.Fatalf("%d rows, want %d", m.Rows, len(entries))
	}
	get := func(id ID) []byte {
		b, err := p.Section(id)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	times, err := m.OpenTimes(get(RowTimes))
	must(err)
	places, err := m.OpenPlaces(get(RecordPlaces))
	must(err)
	positions, err := m.OpenPositions(get(Positions))
	must(err)
	numbers, err := m.OpenOrigins(get(Origins))
	must(err)
	filter, err := m.OpenFilter(get(KeyFilter))
	must(err)
	ids, err := m.OpenIDs(get(IDFilter))
	must(err)
	events := make([]event.Event, len(entries))
	for id := ID(1); id < columnEnd; id++ {
		c, err := m.OpenColumn(id, get(id))
		must(err)
		for row := range entries {
			must(Put(id, &events[row], c.Value(row)))
			switch id {
			case Shape:
				if c.Value(row) != string([]byte{entries[row].Shape}) {
					t.Fatalf("row %d: shape %q", row, c.Value(row))
				}
			case From:
				k, err := OriginOf(c.Value(row))
				must(err)
				if numbers[k] != origin(&entries[row]) {
					t.Fatalf("row %d: origin %d", row, numbers[k])
				}
			}
		}
	}
	opened := map[int]*Block{}
	for row := range entries {
		want := &entries[row]
		k, i := places.Of(row)
		if places.Row(k, i) != row {
			t.Fatalf("row %d lies at %d.%d, which is row %d", row, k, i, places.Row(k, i))
		}
		if opened[k] == nil {
			must(m.Blocks[k].Verify(blocks[k]))
			opened[k], err = m.Blocks[k].Open(blocks[k])
			must(err)
		}
		if got := opened[k].Record(i); !bytes.Equal(got, want.Record) {
			t.Fatalf("row %d: record %q, want %q", row, got, want.Record)
		}
		if got := opened[k].Envelope(i); !bytes.Equal(got, want.Envelope) {
			t.Fatalf("row %d: envelope %q, want %q", row, got, want.Envelope)
		}
		tail, err := m.Blocks[k].Tail(blocks[k])
		must(err)
		for _, x := range []struct {
			which ID
			want  string
		}{{EventIDs, want.Event.ID}, {RequestIDs, want.Event.RequestID}} {
			if x.want != "" && (!ids.Maybe(x.want) || !ids.Maybe(query.Fold(x.want))) {
				t.Fatalf("row %d: %q is not in the filter of ids", row, x.want)
			}
			got, ok := tail.ID(x.which, i)
			if !ok {
				others, err := m.OpenOthers(x.which, get(x.which))
				must(err)
				got = others.At(row)
			}
			if got != x.want {
				t.Fatalf("row %d: %v %q, want %q", row, x.which, got, x.want)
			}
		}
		got := &events[row]
		if got.User != want.Event.User || got.Name != want.Event.Name || got.Severity != want.Event.Severity ||
			got.Flags != want.Event.Flags || !slices.Equal(got.Targets, want.Event.Targets) {
			t.Fatalf("row %d: %+v, want %+v", row, got, want.Event)
		}
		if times.At(row) != Nanos(want.Event.Time) || positions[row] != want.Position {
			t.Fatalf("row %d: at %d, position %d", row, times.At(row), positions[row])
		}
		if !filter.Maybe(&want.Key) {
			t.Fatalf("row %d: its key is not in the filter", row)
		}
		found := false
		must(m.Lookup(get(KeyIndex), want.Key, func(r int) { found = found || r == row }))
		if !found {
			t.Fatalf("row %d: its key is not in the index", row)
		}
	}
}

func TestASegmentGivesBackWhatWentIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t)
		enc := build(t, entries, []uint64{7, 8, 9})
		holds(t, stored(enc, nil), enc.Blocks, entries, func(e *Entry) uint64 { return uint64(e.Origin) + 7 })
	})
}

func TestMergedSegmentsHoldTheRowsOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type origin struct{ part, place int }
		var parts []Part
		var all []Entry
		var blocks [][][]byte
		from := map[*event.Event]origin{}
		for k := range rapid.IntRange(1, 4).Draw(t, "parts") {
			entries := drawEntries(t)
			numbers := []uint64{uint64(k), 50, 51}
			enc := build(t, entries, numbers)
			for i := range enc.Manifest.Blocks {
				enc.Manifest.Blocks[i].Key = uint64(len(blocks)*1000 + i)
			}
			blocks = append(blocks, enc.Blocks)
			for i := range entries {
				from[entries[i].Event] = origin{k, entries[i].Origin}
			}
			parts = append(parts, stored(enc, numbers))
			all = append(all, entries...)
		}
		m, err := Merge(context.Background(), parts, keyOf)
		if err != nil {
			t.Fatal(err)
		}
		for k, b := range m.Blocks {
			if b == nil {
				key := m.Manifest.Blocks[k].Key
				m.Blocks[k] = blocks[key/1000][key%1000]
			}
		}
		// Rows of the same time and key keep the order of their parts.
		slices.SortStableFunc(all, func(a, b Entry) int {
			if x, y := Nanos(a.Event.Time), Nanos(b.Event.Time); x != y {
				return map[bool]int{true: -1, false: 1}[x < y]
			}
			return bytes.Compare(a.Key[:], b.Key[:])
		})
		holds(t, stored(&m.Encoded, nil), m.Blocks, all, func(e *Entry) uint64 {
			o := from[e.Event]
			return [...]uint64{uint64(o.part), 50, 51}[o.place]
		})
	})
}

func TestTimesKeepEveryNanosecond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]int64{1, 1e3, 1e6, 1e9, 3600e9}).Draw(t, "unit")
		list := rapid.SliceOfN(rapid.Int64Range(math.MinInt64/unit, math.MaxInt64/unit), 0, 50).Draw(t, "times")
		for i := range list {
			list[i] *= unit
		}
		slices.Sort(list)
		got, err := decodeTimes(newTimes(list).encode(), len(list))
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range list {
			if got.At(i) != want {
				t.Fatalf("%d: %d, want %d", i, got.At(i), want)
			}
			if at := got.Search(want); list[at] != want || at > 0 && list[at-1] == want {
				t.Fatalf("first at %d is %d", want, at)
			}
		}
	})
}

func TestAChangedSectionOrBlockIsNoticed(t *testing.T) {
	entries := []Entry{{Event: &event.Event{ID: "0a1b2c3d-0000-4000-8000-000000000001", Time: start}, Record: []byte("{}")}}
	enc, err := Build(context.Background(), entries)
	if err != nil {
		t.Fatal(err)
	}
	for i, ref := range enc.Manifest.Sections {
		for at := range enc.Sections[i] {
			b := bytes.Clone(enc.Sections[i])
			b[at] ^= 4
			if err := enc.Manifest.Verify(ref.ID, b); !errors.Is(err, ErrDamaged) {
				t.Errorf("%v, byte %d: %v", ref.ID, at, err)
			}
		}
	}
	for at := range enc.Blocks[0] {
		b := bytes.Clone(enc.Blocks[0])
		b[at] ^= 4
		if err := enc.Manifest.Blocks[0].Verify(b); !errors.Is(err, ErrDamaged) {
			t.Errorf("block, byte %d: %v", at, err)
		}
	}
	m := enc.Manifest.Encode()
	for at := range m {
		b := bytes.Clone(m)
		b[at] ^= 4
		if _, err := DecodeManifest(b); !errors.Is(err, ErrDamaged) {
			t.Errorf("manifest, byte %d: %v", at, err)
		}
	}
}
