package segment

import (
	"context"
	"testing"
	"time"

	"spoor/event"
)

// seeds are stored forms that are right.
func seeds(f testing.TB) *Encoded {
	var entries []Entry
	for i := range 5 {
		e := &event.Event{ID: "0a1b2c3d-0000-4000-8000-00000000000" + string(rune('0'+i)), RequestID: "r", User: string(rune('a' + i%2)),
			Time: start.Add(time.Duration(i) * time.Millisecond), Targets: []event.Target{{Type: "t", Name: "n"}}}
		entries = append(entries, Entry{Event: e, Record: []byte(`{"eventID":"` + e.ID + `"}`), Envelope: []byte("e")})
	}
	enc, err := Build(context.Background(), entries)
	if err != nil {
		f.Fatal(err)
	}
	return enc
}

// FuzzHostileSections decodes bytes as every kind of section, with a manifest
// that vouches for them.
func FuzzHostileSections(f *testing.F) {
	enc := seeds(f)
	for i, ref := range enc.Manifest.Sections {
		b := enc.Sections[i]
		f.Add(uint8(ref.ID), enc.Manifest.Rows, b)
		f.Add(uint8(ref.ID), enc.Manifest.Rows, b[:len(b)/2])
		f.Add(uint8(ref.ID), enc.Manifest.Rows, b[:len(b)-1])
		if whole, err := unpack(b); err == nil {
			f.Add(uint8(ref.ID), enc.Manifest.Rows, pack(whole[:len(whole)/2]))
		}
	}
	f.Add(uint8(Sightings), 3, pack(make([]byte, 200)))
	f.Add(uint8(RecordPlaces), 5, encodePlaces([]uint32{4, 3, 2, 1, 0}))
	f.Fuzz(func(t *testing.T, id uint8, rows int, b []byte) {
		if rows < 0 || rows > MaxRows {
			return
		}
		m := &Manifest{Rows: rows, Sections: []SectionRef{{ID: ID(id), Size: len(b), Sum: checksum(b)}},
			Blocks: []BlockRef{{Records: rows}}}
		switch {
		case ID(id) < columnEnd && id > 0:
			if c, err := m.OpenColumn(ID(id), b); err == nil {
				for row := range rows {
					var e event.Event
					_ = Put(ID(id), &e, c.Value(row))
				}
			}
		case ID(id) == RowTimes:
			if times, err := m.OpenTimes(b); err == nil && rows > 0 {
				times.Search(times.At(rows - 1))
			}
		case ID(id) == RecordPlaces:
			if p, err := m.OpenPlaces(b); err == nil {
				for row := range rows {
					k, i := p.Of(row)
					p.Row(k, i)
				}
			}
		case ID(id) == Positions:
			_, _ = m.OpenPositions(b)
		case ID(id) == Origins:
			_, _ = m.OpenOrigins(b)
		case ID(id) == EventIDs, ID(id) == RequestIDs:
			_, _ = m.OpenOthers(ID(id), b)
		case ID(id) == KeyFilter:
			if filter, err := m.OpenFilter(b); err == nil {
				filter.Maybe(new([16]byte))
			}
		case ID(id) == IDFilter:
			if ids, err := m.OpenIDs(b); err == nil {
				ids.Maybe("an id")
			}
		case ID(id) == KeyIndex:
			_ = m.Lookup(b, [16]byte{1, 2, 3}, func(int) {})
		case ID(id) == TextIndex:
			_, _ = m.OpenText(b)
		default:
			_, _ = m.OpenRaw(ID(id), b)
		}
	})
}

// FuzzHostileBlocks unpacks bytes as a block, with a manifest that vouches for
// them.
func FuzzHostileBlocks(f *testing.F) {
	enc := seeds(f)
	ref := enc.Manifest.Blocks[0]
	f.Add(ref.Records, ref.Raw, enc.Blocks[0])
	f.Add(0, 0, []byte{})
	f.Fuzz(func(t *testing.T, records, raw int, b []byte) {
		if records < 0 || records > 1<<16 {
			return
		}
		ref := BlockRef{Records: records, Raw: raw, Size: len(b), Sum: checksum(b)}
		var scan Scan
		scanned := scan.Open(ref, b)
		block, err := ref.Open(b)
		if err != nil {
			return
		}
		if scanned != nil || scan.Len() != records {
			t.Fatalf("a block of %d records cannot be searched: %v", records, scanned)
		}
		needle := NewNeedle("a")
		for i := range records {
			block.Envelope(i)
			if record := block.Record(i); string(scan.Record(i)) != string(record) {
				t.Fatalf("record %d is %q, searched as %q", i, record, scan.Record(i))
			}
		}
		scan.Holding(needle, func(i int) {
			if start, _ := needle.Find(block.Record(i)); start < 0 {
				t.Fatalf("%q does not hold %q", block.Record(i), needle.Text())
			}
		})
	})
}

// FuzzHostileManifests decodes bytes as a manifest whose checksum is right.
func FuzzHostileManifests(f *testing.F) {
	enc := seeds(f)
	m := enc.Manifest.Encode()
	f.Add(m[:len(m)-4])
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := DecodeManifest(Seal(b)); err == nil {
			again, err := DecodeManifest(m.Encode())
			if err != nil || len(again.Blocks) != len(m.Blocks) {
				t.Fatalf("a manifest does not survive: %v", err)
			}
		}
	})
}
