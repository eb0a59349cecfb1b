package trail

import (
	"bytes"
	"fmt"

	"spoor/source"
)

// cutter takes the records out of one stream, fed to it in chunks.
type cutter interface {
	// feed gives the next chunk, which begins with what rest returned after
	// the one before, and takes from it what is complete. last says that the
	// stream ends with this chunk.
	feed(chunk []byte, last bool)
	// state is what has been made of the stream so far.
	state() *stream
}

// maxRecord is the longest record or envelope taken. CloudTrail's own limit is
// 1 MB.
const maxRecord = 16 << 20

// After so many times the length of the longest record, the rest of a stream is
// given up: barren without a record among them (more than 1, so that nothing
// which could be taken is lost to it), and rescans looked at again because of
// damage, beside those already passed.
const (
	barren  = 2
	rescans = 16
)

// stream is the part of a stream that is being cut, and what has been made of it.
type stream struct {
	buf   []byte // the chunk
	pos   int    // what comes before it is dealt with
	base  int64  // the offset of buf[0] in the stream
	prev  byte   // the byte before buf[0]
	last  bool   // the stream ends with this chunk
	limit int    // maxRecord, but for tests

	out   []source.Record // from this chunk
	usual int             // how many of them to expect

	records   int
	lost      int
	fruitful  int64 // the offset behind the last record
	rescanned int64
	gaveUp    bool

	damage    string // the first damage, in one line
	wasTrail  bool   // something was lost that looked like records
	stranger  string // the first whole thing that was no record, in one line
	strangers int
	digest    []byte
}

func (s *stream) state() *stream { return s }

func (s *stream) advance(chunk []byte, last bool) {
	if s.usual = len(s.out) + len(s.out)/16; s.records == 0 {
		const usualRecord = 1200
		s.usual = len(chunk)/usualRecord + 1
	}
	s.usual = max(8, s.usual)
	s.buf, s.pos, s.last, s.out = chunk, 0, last, nil
	if s.base == 0 && bytes.HasPrefix(chunk, []byte(byteOrderMark)) {
		s.pos = len(byteOrderMark)
	}
}

const byteOrderMark = "\xef\xbb\xbf"

// rest lets go of the chunk, but for what it returns: what the next must begin
// with.
func (s *stream) rest() []byte {
	if s.pos > 0 {
		s.prev = s.buf[s.pos-1]
	}
	rest := s.buf[s.pos:]
	s.base += int64(s.pos)
	s.buf, s.pos = nil, 0
	return rest
}

// offset is the place of buf[pos+i] in the stream.
func (s *stream) offset(i int) int64 { return s.base + int64(s.pos+i) }

// emit hands over the record whose outermost bytes begin at pos.
func (s *stream) emit(r source.Record) {
	r.Position = s.offset(0)
	if s.out == nil {
		s.out = make([]source.Record, 0, s.usual)
	}
	s.out = append(s.out, r)
	s.records++
	s.fruitful = s.offset(max(len(r.Raw), len(r.Envelope)))
}

// strange counts something at pos that is whole and no record.
func (s *stream) strange(what string) {
	if s.stranger == "" {
		s.stranger = fmt.Sprintf("%s at byte %d", what, s.offset(0))
	}
	s.strangers++
	s.lost++
}

// note remembers damage that in itself costs nothing.
func (s *stream) note(at int, what string) {
	if s.damage == "" {
		s.damage = fmt.Sprintf("damaged at byte %d: %s", s.offset(at), what)
	}
}

// again counts n bytes that will have to be looked at again.
func (s *stream) again(n int) {
	s.rescanned += int64(min(n, s.limit))
	if s.rescanned > int64(rescans*s.limit)+s.offset(0) {
		s.giveUp("damaged in too many places")
	}
}

func (s *stream) giveUp(why string) {
	s.gaveUp = true
	if s.damage == "" {
		s.damage = why
	} else {
		s.damage += "; " + why
	}
}

// keepDigest keeps a digest: the first in the stream, where there are several.
func (s *stream) keepDigest(item []byte) {
	if s.digest == nil {
		s.digest = bytes.Clone(item)
	}
	s.fruitful = s.offset(len(item))
}

// verdict says how the reading of the stream ended.
func (s *stream) verdict() (source.Status, string) {
	switch {
	case s.damage == "" && s.strangers == 0 && s.records == 0 && s.digest != nil:
		return source.Skipped, "digest file"
	case s.damage == "" && s.strangers == 0 && s.records == 0:
		return source.Empty, ""
	case s.damage == "" && s.strangers == 0:
		return source.Read, ""
	}
	why := s.damage
	if why == "" {
		why = s.stranger
	}
	switch {
	case s.records > 0:
		return source.Partial, lostOf(s.lost, why)
	case s.wasTrail:
		return source.Failed, why
	}
	return source.Skipped, "not CloudTrail records: " + why
}

func lostOf(lost int, why string) string {
	if lost == 0 {
		return why
	}
	return fmt.Sprintf("%d lost: %s", lost, why)
}
