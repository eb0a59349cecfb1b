package lookup

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"spoor/event"
	"spoor/source"
)

// page is one answer of LookupEvents.
type page struct {
	records []source.Record
	// times are the times of the records for the answer's order, zero where the
	// answer names none.
	times []time.Time
	next  string
	// place is the endpoint that answered, date its clock, where it told.
	place string
	date  time.Time
}

// maxAnswer bounds an answer: 50 records of 256 KB, each a string in which
// every character may be escaped, come to less.
const maxAnswer = 96 << 20

var errTooLong = fmt.Errorf("the answer is longer than %d MiB", maxAnswer>>20)

// pieceOfAnswer is as much as nearly every answer has; longAnswers are read so
// many at a time, since dozens of Regions are asked side by side.
const pieceOfAnswer = 4 << 20

var longAnswers = make(chan struct{}, 2)

// readAnswer reads an answer whole. A long one is read piece by piece and put
// together at its end: a buffer that grows would take twice and more what it
// holds, for an answer without end too.
func readAnswer(body io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(body, pieceOfAnswer))
	if err != nil || len(text) < pieceOfAnswer {
		return text, err
	}
	longAnswers <- struct{}{}
	defer func() { <-longAnswers }()
	pieces := [][]byte{text}
	for size := len(text); ; {
		piece := bytes.NewBuffer(make([]byte, 0, pieceOfAnswer+bytes.MinRead))
		n, err := io.CopyN(piece, body, pieceOfAnswer)
		pieces = append(pieces, piece.Bytes())
		switch size += int(n); {
		case size > maxAnswer:
			return nil, errTooLong
		case errors.Is(err, io.EOF):
			return slices.Concat(pieces...), nil
		case err != nil:
			return nil, err
		}
	}
}

// parsePage cuts an answer into its events. Their envelopes are sub-slices of
// body.
func parsePage(body []byte) (*page, error) {
	p := &page{}
	d := json.NewDecoder(bytes.NewReader(body))
	if err := delimiter(d, '{'); err != nil {
		return nil, err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch name {
		case "Events":
			err = p.events(d, body)
		case "NextToken":
			var next *string
			if err = d.Decode(&next); err == nil && next != nil {
				p.next = *next
			}
		default:
			var other json.RawMessage
			err = d.Decode(&other)
		}
		if err != nil {
			return nil, err
		}
	}
	return p, delimiter(d, '}')
}

func (p *page) events(d *json.Decoder, body []byte) error {
	switch open, err := d.Token(); {
	case err != nil:
		return err
	case open == nil: // null
		return nil
	case open != json.Delim('['):
		return errors.New("the list of events is no list")
	}
	for d.More() {
		var item json.RawMessage
		if err := d.Decode(&item); err != nil {
			return err
		}
		end := int(d.InputOffset())
		p.event(body[end-len(item):end:end], end-len(item))
	}
	return delimiter(d, ']')
}

// event takes in one event. One without a record is handed over all the same:
// its loss is told where records are decoded.
func (p *page) event(envelope []byte, position int) {
	r := source.Record{Envelope: envelope, Shape: source.ShapeLookup, Position: int64(position)}
	if text := event.Lookup(envelope, "CloudTrailEvent"); len(text) > 0 {
		r.Raw = []byte(text[0])
	}
	p.records = append(p.records, r)
	p.times = append(p.times, timeOf(envelope))
}

// timeOf is the time that an envelope gives: seconds since 1970, in the
// protocol's JSON a number.
func timeOf(envelope []byte) time.Time {
	var e struct{ EventTime *json.Number }
	if json.Unmarshal(envelope, &e) != nil || e.EventTime == nil {
		return time.Time{}
	}
	seconds, err := e.EventTime.Float64()
	const year10000 = 253402300800
	if err != nil || !(seconds >= 0 && seconds < year10000) {
		return time.Time{}
	}
	whole := int64(seconds)
	return time.Unix(whole, int64((seconds-float64(whole))*1e9)).UTC()
}

// oldest returns the second of the oldest event, and whether the events are in
// order, newest first, so that everything newer than it has come.
func (p *page) oldest() (time.Time, bool) {
	var oldest time.Time
	for _, t := range p.times {
		if t.IsZero() {
			return oldest, false
		}
		t = t.Truncate(time.Second)
		if !oldest.IsZero() && t.After(oldest) {
			return oldest, false
		}
		oldest = t
	}
	return oldest, !oldest.IsZero()
}

func delimiter(d *json.Decoder, want json.Delim) error {
	got, err := d.Token()
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%v where %v should be", got, want)
	}
	return nil
}
