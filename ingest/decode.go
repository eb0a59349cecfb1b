package ingest

import (
	"fmt"
	"sync"

	"spoor/cache"
	"spoor/cache/coverage"
	"spoor/cache/segment"
	"spoor/event"
	"spoor/source"
)

// decoded is what a batch holds, ready for the cache but for its place among
// the provenances of a group.
type decoded struct {
	entries []cache.Entry
	// earlier are further sightings of these records, with what they are of.
	earlier []earlier
	marks   []cache.Marked
	lost    []LostRecord
	// observed is where in time its events lie, unless the source itself says
	// what the batch covers.
	observed map[stream]*coverage.Set
}

// earlier is a sighting that a record brought with it.
type earlier struct {
	from  source.From
	entry cache.Entry
}

// stream is what coverage is kept apart by.
type stream struct{ account, region, category, filter string }

// decoder decodes batches, one at a time.
type decoder struct{ event event.Decoder }

func (d *decoder) decode(b *source.Batch) decoded {
	out := decoded{entries: entriesFor(len(b.Records))}
	var seen observer
	for i := range b.Records {
		r := &b.Records[i]
		ev, err := d.record(r)
		if err != nil {
			out.lost = append(out.lost, LostRecord{Place: b.From.Place, Position: r.Position, Reason: err.Error()})
			continue
		}
		out.entries = append(out.entries, cache.Entry{
			Event: ev, Record: r.Raw, Envelope: r.Envelope, Shape: uint8(r.Shape), Position: r.Position,
		})
		for _, s := range r.Earlier {
			out.earlier = append(out.earlier, earlier{s.From, cache.Entry{
				Event: ev, Record: r.Raw, Envelope: s.Envelope, Shape: uint8(s.Shape), Position: s.Position,
			}})
		}
		if r.Mark != nil {
			ref := cache.Ref{Key: cache.KeyOf(&ev), Nanos: segment.Nanos(ev.Time)}
			out.marks = append(out.marks, cache.Marked{Ref: ref, Mark: cache.Mark(*r.Mark)})
		}
		// A page of an API need not complete anything.
		if len(b.Stretches) == 0 && b.From.Page == 0 {
			seen.see(&out.entries[len(out.entries)-1].Event, b.From.Fetched)
		}
	}
	out.observed = seen.sets
	return out
}

// spareEntries are lists of entries that have been copied into a group. An entry
// is large, and there is one for every record.
var spareEntries sync.Pool

func entriesFor(n int) []cache.Entry {
	if spare, ok := spareEntries.Get().(*[]cache.Entry); ok && cap(*spare) >= n {
		return *spare
	}
	return make([]cache.Entry, 0, n)
}

// recycle takes a list that is no longer used, and returns nil.
func recycle(entries []cache.Entry) []cache.Entry {
	clear(entries)
	entries = entries[:0]
	spareEntries.Put(&entries)
	return nil
}

func (d *decoder) record(r *source.Record) (event.Event, error) {
	var envelope *event.Envelope
	if r.Shape == source.ShapeLookup && r.Envelope != nil {
		// What cannot be understood of an envelope is no loss of the record.
		if env, err := event.DecodeEnvelope(r.Envelope); err == nil {
			envelope = &env
		}
	}
	var ev event.Event
	if err := d.event.Decode(r.Raw, envelope, &ev); err != nil {
		return ev, err
	}
	if r.Shape == source.ShapeCSV {
		ev.Flags |= event.FlagPartial
	}
	return ev, nil
}

// lossOf says in one line what was lost of a file's records.
func lossOf(lost, records int, first LostRecord) string {
	if lost == 1 && records == 1 {
		return first.Reason
	}
	return fmt.Sprintf("%s of its %s records could not be decoded, the first at byte %d: %s",
		grouped(lost), grouped(records), first.Position, first.Reason)
}

// worsen adds the records that could not be decoded to what a source says of a
// file.
func worsen(end *source.FileEnd, lost int, first LostRecord) {
	if lost == 0 {
		return
	}
	reason := lossOf(lost, end.Records, first)
	if end.Reason != "" {
		reason = end.Reason + "; " + reason
	}
	end.Reason = reason
	end.Lost += lost
	switch {
	case lost >= end.Records:
		end.Status = source.Failed
	case end.Status == source.Read:
		end.Status = source.Partial
	}
}
