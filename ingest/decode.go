package ingest

import (
	"fmt"

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
type decoder struct {
	event event.Decoder
	spare *spareLists
}

func (d *decoder) decode(b *source.Batch) decoded {
	out := decoded{entries: d.spare.take(len(b.Records))}
	var seen observer
	for i := range b.Records {
		r := &b.Records[i]
		out.entries = out.entries[:len(out.entries)+1]
		in := &out.entries[len(out.entries)-1]
		if err := d.record(r, &in.Event); err != nil {
			out.entries = out.entries[:len(out.entries)-1]
			out.lost = append(out.lost, LostRecord{Place: b.From.Place, Position: r.Position, Reason: err.Error()})
			continue
		}
		in.Record, in.Envelope, in.Shape, in.Position = r.Raw, r.Envelope, uint8(r.Shape), r.Position
		in.Caller = d.event.Caller()
		in.Identify()
		for _, s := range r.Earlier {
			again := *in
			again.Envelope, again.Shape, again.Position = s.Envelope, uint8(s.Shape), s.Position
			out.earlier = append(out.earlier, earlier{s.From, again})
		}
		if r.Mark != nil {
			ref := cache.Ref{Key: cache.KeyOf(&in.Event), Nanos: segment.Nanos(in.Event.Time)}
			out.marks = append(out.marks, cache.Marked{Ref: ref, Mark: cache.Mark(*r.Mark)})
		}
		// A page of an API need not complete anything.
		if len(b.Stretches) == 0 && b.From.Page == 0 {
			seen.see(&in.Event, b.From.Fetched)
		}
	}
	out.observed = seen.sets
	return out
}

// record decodes a record into ev.
func (d *decoder) record(r *source.Record, ev *event.Event) error {
	var envelope *event.Envelope
	if r.Shape == source.ShapeLookup && r.Envelope != nil {
		// What cannot be understood of an envelope is no loss of the record.
		if env, err := event.DecodeEnvelope(r.Envelope); err == nil {
			envelope = &env
		}
	}
	if err := d.event.Decode(r.Raw, envelope, ev); err != nil {
		return err
	}
	if r.Shape == source.ShapeCSV {
		ev.Flags |= event.FlagPartial
	}
	return nil
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
	end.Records -= lost
}
