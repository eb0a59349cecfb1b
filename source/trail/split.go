package trail

import (
	"fmt"

	"spoor/source"
)

// maxLists is how deeply lists of records may stand in one another.
const maxLists = 16

// splitter cuts one stream of JSON, in whatever shape it wraps records, into the
// records. What it makes of a stream does not depend on where its chunks end.
//
// Records are sub-slices of the chunk that held them, except for those that
// stand in strings.
type splitter struct {
	stream
	// open are the brackets around what comes at pos: those of lists of records
	// and of the objects that hold such lists. Empty: values may follow one
	// another.
	open []byte
	// between says that an item of the innermost list has just ended.
	between bool
	// seeking says that pos is inside something damaged.
	seeking bool
	// first is the key that the last good item began with: the mark by which
	// the next one is found behind damage.
	first   []byte
	strings arena
}

func newSplitter(limit int) *splitter { return &splitter{stream: stream{limit: limit}} }

func (s *splitter) feed(chunk []byte, last bool) {
	s.advance(chunk, last)
	s.strings = arena{}
	for !s.gaveUp && s.step() {
	}
	if last && !s.gaveUp {
		s.finish()
	}
}

// step deals with one thing, and reports false where it needs more of the
// stream.
func (s *splitter) step() bool {
	if s.offset(0)-s.fruitful > int64(barren*s.limit) {
		s.giveUp(fmt.Sprintf("no record in %d MiB", barren*s.limit>>20))
		return false
	}
	if s.seeking {
		return s.seek()
	}
	s.pos += spaces(s.buf[s.pos:])
	if s.pos == len(s.buf) {
		return false
	}
	c := s.buf[s.pos]
	switch {
	case len(s.open) > 0 && s.open[len(s.open)-1] == '{':
		return s.inObject(c)
	case len(s.open) > 0 && c == ']':
		s.shut()
		return true
	case c == ',':
		s.pos++
		s.between = false
		return true
	case c == '{':
		return s.object()
	case c == '[':
		return s.enter("[", 1)
	case c == '"':
		return s.text()
	}
	return s.junk()
}

// shut leaves the innermost bracket.
func (s *splitter) shut() {
	s.pos++
	s.open = s.open[:len(s.open)-1]
	s.between = true
}

// enter goes into a list, or an object and its list, that begins at pos; the
// items begin skip bytes further on.
func (s *splitter) enter(brackets string, skip int) bool {
	if len(s.open) >= maxLists {
		return s.damaged(0, 0, "lists inside lists inside lists", true)
	}
	s.open = append(s.open, brackets...)
	s.pos += skip
	s.between = false
	return true
}

// object deals with the object at pos.
func (s *splitter) object() bool {
	data := s.buf[s.pos:]
	var o object
	var v verdict
	key := firstKey(data)
	if isRecordKey(key) {
		o.is = record
		o.length, v = valueEnd(data)
	} else {
		o, v = walk(data)
	}
	if o.is != container && (v != whole || o.length > s.limit) {
		if v == unfinished && !s.last && len(data) <= s.limit {
			return false
		}
		switch {
		case o.length > s.limit:
			return s.damaged(0, o.length, fmt.Sprintf("longer than %d MiB", s.limit>>20), true)
		case v == broken:
			return s.damaged(o.length, o.length, "not JSON", true)
		default:
			return s.damaged(0, o.length, "the file ends in the middle of a record", true)
		}
	}
	item := data[:o.length:o.length]
	if s.between && len(s.open) > 0 {
		s.note(0, "a comma is missing")
		if o.is == container {
			s.open = s.open[:0] // the list before was never closed
		}
	}
	switch o.is {
	case container:
		return s.enter("{[", o.from+1)
	case record:
		// Files are of one kind: once there are records, the rest is too.
		if s.records == 0 && isNotification(item) {
			s.strange("a notification of another service")
			break
		}
		s.emit(source.Record{Raw: item})
	case envelope:
		s.unwrap(item, o)
	case digest:
		s.keepDigest(item)
	default:
		s.strange("a JSON object without the fields of a record")
	}
	if o.is != foreign && len(key) <= maxMark {
		s.first = append(s.first[:0], key...)
	}
	s.pos += o.length
	s.between = true
	return true
}

// unwrap hands over the record in an envelope.
func (s *splitter) unwrap(item []byte, o object) {
	r := source.Record{Envelope: item, Raw: item[o.from:o.to:o.to]}
	switch o.wrapped {
	case underCloudTrailEvent:
		r.Shape = source.ShapeLookup
	case underDetail:
		r.Shape = source.ShapeEventBridge
	default:
		r.Shape = source.ShapeCloudWatch
	}
	if ok := true; r.Raw[0] == '"' {
		if r.Raw, ok = unescape(r.Raw, &s.strings); !ok {
			r.Raw = nil
		}
	}
	if !isRecord(r.Raw) {
		s.wasTrail = s.wasTrail || smellsOfCloudTrail(item)
		s.strange("an envelope without a record in it")
		return
	}
	s.emit(r)
}

// text deals with a string at pos: a message of CloudWatch Logs on its own.
func (s *splitter) text() bool {
	data := s.buf[s.pos:]
	n, v := stringEnd(data)
	switch {
	case v == unfinished && !s.last && n <= s.limit:
		return false
	case v != whole || n > s.limit:
		return s.damaged(0, n, "a string that does not end", true)
	}
	item := data[:n:n]
	if raw, ok := unescape(item, &s.strings); ok && isRecord(raw) {
		s.emit(source.Record{Raw: raw, Envelope: item, Shape: source.ShapeCloudWatch})
	} else {
		s.strange("a string")
	}
	s.pos += n
	s.between = true
	return true
}

// inObject deals with what stands beside the list in an object that holds one.
func (s *splitter) inObject(c byte) bool {
	data := s.buf[s.pos:]
	switch c {
	case '}':
		s.shut()
		return true
	case ',':
		s.pos++
		return true
	case '"':
	default:
		return s.junk()
	}
	key, n, v := member(data)
	if v == whole {
		if data[n] == '[' && isContainerKey(key) {
			return s.enter("[", n+1)
		}
		var m int
		m, v = anyEnd(data[n:])
		n += m
	}
	switch {
	case v == unfinished && !s.last && n <= s.limit:
		return false
	case v != whole || n > s.limit:
		return s.damaged(n, n, "not JSON", false)
	}
	s.pos += n
	return true
}

// finish says what the end of the stream left open.
func (s *splitter) finish() {
	if len(s.open) > 0 && !s.seeking && s.damage == "" {
		s.note(0, "the file ends before its list of records does")
		s.wasTrail = true
	}
}
