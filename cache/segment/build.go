package segment

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"spoor/cache/text"
	"spoor/event"
)

// Entry is one event on its way into a segment. Nothing of it is kept.
type Entry struct {
	Event *event.Event
	// Key is the event's identity.
	Key              [16]byte
	Record, Envelope []byte
	// Caller may say by whom the record is, and UUIDs be what UUIDsOf makes of the
	// event: what is known saves work.
	Caller *event.Caller
	UUIDs  UUIDs
	Shape  uint8
	// Origin is the place of the record's provenance in what SetOrigins will be
	// given, Position the record's place there.
	Origin   int
	Position int64
}

// Encoded is a segment ready to be stored: the manifest, whose blocks have no
// keys yet, and the bytes it lists, in its order.
type Encoded struct {
	Manifest Manifest
	Sections [][]byte
	Blocks   [][]byte
}

func (e *Encoded) section(id ID, b []byte) {
	e.Manifest.Sections = append(e.Manifest.Sections, SectionRef{ID: id, Size: len(b), Sum: checksum(b)})
	e.Sections = append(e.Sections, b)
}

// Order sorts entries the way a segment holds them: by time, then by key, then
// by record.
func Order(entries []Entry) {
	// What is moved about while sorting is small, and an entry moves once.
	type place struct {
		nanos int64
		key   uint64 // the first bytes
		at    int
	}
	places := make([]place, len(entries))
	for i := range entries {
		places[i] = place{Nanos(entries[i].Event.Time), binary.BigEndian.Uint64(entries[i].Key[:]), i}
	}
	slices.SortFunc(places, func(a, b place) int {
		switch {
		case a.nanos != b.nanos:
			return cmp.Compare(a.nanos, b.nanos)
		case a.key != b.key:
			return cmp.Compare(a.key, b.key)
		}
		x, y := &entries[a.at], &entries[b.at]
		return cmp.Or(bytes.Compare(x.Key[8:], y.Key[8:]), bytes.Compare(x.Record, y.Record), cmp.Compare(a.at, b.at))
	})
	// Every entry goes to its place, along the rings in which they change places.
	for i := range places {
		if places[i].at == i {
			continue
		}
		first, to := entries[i], i
		for from := places[to].at; from != i; from = places[to].at {
			entries[to] = entries[from]
			places[to].at, to = to, from
		}
		entries[to], places[to].at = first, to
	}
}

// Build encodes up to MaxRows entries, which Order has sorted. It works on all
// processors and stops early when ctx ends.
func Build(ctx context.Context, entries []Entry) (*Encoded, error) {
	n := len(entries)
	e := &Encoded{Manifest: Manifest{Rows: n}}
	nanos := make([]int64, n)
	keys := make([][16]byte, n)
	for i := range entries {
		nanos[i] = Nanos(entries[i].Event.Time)
		keys[i] = entries[i].Key
		if entries[i].UUIDs == (UUIDs{}) {
			entries[i].UUIDs = UUIDsOf(entries[i].Event)
		}
	}
	if n > 0 {
		e.Manifest.First, e.Manifest.Last = nanos[0], nanos[n-1]
	}

	var jobs []func()
	runs := blockRuns(entries)
	e.Blocks = make([][]byte, len(runs))
	e.Manifest.Blocks = make([]BlockRef, len(runs))
	for k, run := range runs {
		jobs = append(jobs, func() {
			scratch := packing.Get().(*packSpace)
			defer packing.Put(scratch)
			list := scratch.list[:0]
			for i := range run {
				ev := run[i].Event
				list = append(list, packed{run[i].Record, run[i].Envelope, [2]string{ev.ID, ev.RequestID}, run[i].UUIDs})
			}
			e.Blocks[k], e.Manifest.Blocks[k] = packBlock(list, scratch)
			clear(list)
			scratch.list = list
		})
	}
	cols := make([][]byte, columnEnd)
	var ids, requests, idFilter, index, filter, words []byte
	// What takes longest goes first.
	jobs = append([]func(){
		func() { words = wordsOf(runs) },
		func() { encodeColumns(entries, cols) },
	}, jobs...)
	jobs = append(jobs,
		func() {
			ids = encodeOthers(n, func(row int) string { return unlessUUID(&entries[row], eventID, entries[row].Event.ID) })
			requests = encodeOthers(n, func(row int) string { return unlessUUID(&entries[row], requestID, entries[row].Event.RequestID) })
		},
		func() { index, filter = encodeIndex(keys), newFilter(keys, keyBytes).encode() },
		func() {
			all := make(idKeys, 0, 2*n)
			for i := range entries {
				all.addEvent(entries[i].Event, &entries[i].UUIDs)
			}
			idFilter = all.encode()
		})
	if err := side(ctx, jobs); err != nil {
		return nil, err
	}

	for id, b := range cols {
		if b != nil {
			e.section(ID(id), b)
		}
	}
	e.section(RowTimes, newTimes(nanos).encode())
	for _, others := range []struct {
		id   ID
		list []byte
	}{{EventIDs, ids}, {RequestIDs, requests}} {
		if others.list != nil {
			e.AddRaw(others.id, others.list)
		}
	}
	e.section(KeyIndex, index)
	e.section(KeyFilter, filter)
	e.section(IDFilter, idFilter)
	e.section(TextIndex, words)
	positions := make([]int64, n)
	for i := range entries {
		positions[i] = entries[i].Position
	}
	e.section(Positions, encodePositions(positions))
	return e, nil
}

// side runs jobs on all processors.
func side(ctx context.Context, jobs []func()) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(jobs) {
					return
				}
				jobs[i]()
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// wordsOf indexes the words of all blocks.
func wordsOf(runs [][]Entry) []byte {
	b := text.NewBuilder()
	defer b.Done()
	for _, run := range runs {
		b.Block()
		for i := range run {
			b.Add(run[i].Record)
		}
	}
	return b.Encode()
}

func blockRuns(entries []Entry) [][]Entry {
	var runs [][]Entry
	start, size := 0, 0
	for i := range entries {
		n := len(entries[i].Record) + len(entries[i].Envelope)
		if i > start && size+n > blockSize {
			runs = append(runs, entries[start:i])
			start, size = i, 0
		}
		size += n
	}
	if start < len(entries) {
		runs = append(runs, entries[start:])
	}
	return runs
}

// rowsAtOnce is how many events all columns are taken from before the next are
// looked at: so many stay in the processor's cache meanwhile.
const rowsAtOnce = 128

// encodeColumns encodes all columns; one without values stays nil.
func encodeColumns(entries []Entry, encoded [][]byte) {
	callers := callersOf(entries)
	var lists [columnEnd]*dictionary
	for id := ID(1); id < columnEnd; id++ {
		lists[id] = newDictionary(len(entries))
	}
	for from := 0; from < len(entries); from += rowsAtOnce {
		to := min(from+rowsAtOnce, len(entries))
		for id := ID(1); id < columnEnd; id++ {
			d, rows := lists[id], entries[from:to]
			switch spec := &columns[id]; {
			case spec.ofCaller:
				takeKnown(d, id, rows, callers[from:to])
			case spec.follows != 0:
				takeKnown(d, id, rows, lists[spec.follows].rows[from:to])
			default:
				d.take(id, rows)
			}
		}
	}
	for id := ID(1); id < columnEnd; id++ {
		if c := lists[id].column(); c.Len() > 1 || c.Len() == 1 && c.At(0) != "" {
			encoded[id] = c.encode(id)
		}
	}
}

// take adds the values that some entries have in a column.
func (d *dictionary) take(id ID, entries []Entry) {
	switch spec := &columns[id]; {
	case id == Shape:
		for i := range entries {
			d.addBytes([]byte{entries[i].Shape})
		}
	case id == From:
		for i := range entries {
			if i > 0 && entries[i].Origin == entries[i-1].Origin {
				d.rows = append(d.rows, d.rows[len(d.rows)-1])
				continue
			}
			var b [4]byte
			binary.BigEndian.PutUint32(b[:], uint32(entries[i].Origin))
			d.addBytes(b[:])
		}
	case spec.number != nil:
		for i := range entries {
			d.addNumber(spec.number(entries[i].Event), spec, entries[i].Event)
		}
	case spec.text != nil:
		for i := range entries {
			d.add(*spec.text(entries[i].Event))
		}
	default:
		for i := range entries {
			d.scratch = spec.get(entries[i].Event, d.scratch[:0])
			d.addBytes(d.scratch)
		}
	}
}

func encodePositions(list []int64) []byte {
	b := make([]byte, 0, 3*len(list))
	last := int64(0)
	for _, at := range list {
		b = binary.AppendVarint(b, at-last)
		last = at
	}
	return pack(b)
}
