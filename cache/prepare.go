package cache

import (
	"context"
	"fmt"

	"spoor/cache/segment"
)

// Identify works out the identity of the entry's event, which must not change any
// more. Append does so where it was not done before; right behind decoding, when the
// record is still in the processor's cache, it costs half as much.
func (e *Entry) Identify() {
	if !e.identified {
		e.key, e.uuids, e.identified = KeyOf(&e.Event), segment.UUIDsOf(&e.Event), true
	}
}

// prepareEntries returns a batch's entries in the order of a segment.
func prepareEntries(b *Batch) ([]segment.Entry, error) {
	var all []*Entry
	for _, list := range b.Entries {
		for i := range list {
			if at := list[i].Origin; at < 0 || at >= len(b.Origins) {
				return nil, fmt.Errorf("entry refers to provenance %d of %d", at, len(b.Origins))
			}
			all = append(all, &list[i])
		}
	}
	entries := make([]segment.Entry, len(all))
	const run = 1024
	_ = each(context.Background(), (len(entries)+run-1)/run, func(k int) error {
		for i := k * run; i < min(len(entries), (k+1)*run); i++ {
			in := all[i]
			in.Identify()
			entries[i] = segment.Entry{
				Event: &in.Event, Key: in.key, Record: in.Record, Envelope: in.Envelope,
				Shape: in.Shape, Origin: in.Origin, Position: in.Position, Caller: in.Caller, UUIDs: in.uuids,
			}
		}
		return nil
	})
	segment.Order(entries)
	return entries, nil
}
