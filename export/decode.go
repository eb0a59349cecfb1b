package export

import (
	"fmt"

	"spoor/cache"
	"spoor/event"
	"spoor/source"
)

// decoder decodes stored records again. The columns of the cache hold what
// filters can name; an export may want more.
type decoder struct{ event event.Decoder }

func (d *decoder) decode(stored *cache.Stored, ev *event.Event) error {
	var envelope *event.Envelope
	if stored.Shape == uint8(source.ShapeLookup) && stored.Envelope != nil {
		// What cannot be understood of an envelope is no loss of the record.
		if decoded, err := event.DecodeEnvelope(stored.Envelope); err == nil {
			envelope = &decoded
		}
	}
	if err := d.event.Decode(stored.Record, envelope, ev); err != nil {
		return fmt.Errorf("read a stored record: %w", err)
	}
	if stored.Shape == uint8(source.ShapeCSV) {
		ev.Flags |= event.FlagPartial
	}
	return nil
}

// Decode returns the whole event of a stored record, with all that is known
// from the envelope around it. Its strings may alias the record.
func Decode(stored *cache.Stored) (event.Event, error) {
	var d decoder
	var ev event.Event
	err := d.decode(stored, &ev)
	return ev, err
}
