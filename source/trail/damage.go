package trail

import (
	"bytes"

	"spoor/source"
)

// What marks the start of an item behind damage: a brace, at most maxIndent of
// white space, and a key of at most maxMark bytes.
const (
	maxIndent = 64
	maxMark   = 64
	maxStart  = len(`{"":`) + maxIndent + maxMark
)

// damaged remembers that the thing at pos cannot be read, because of what stands
// at bytes further on and after scanned bytes were looked at, and goes to look
// for the next one behind its first byte. counts says that a record is lost. It
// reports false where it needs more of the stream.
func (s *splitter) damaged(at, scanned int, what string, counts bool) bool {
	if counts {
		data := s.buf[s.pos:]
		if len(data) < sniffed && !s.last {
			return false
		}
		s.wasTrail = s.wasTrail || smellsOfCloudTrail(data)
		s.lost++
	}
	s.note(at, what)
	s.again(scanned)
	s.pos++
	s.seeking = true
	return true
}

// seek looks behind damage for where the next item begins: at a brace with the
// key that items of this stream begin with, or at a brace at the start of a
// line.
func (s *splitter) seek() bool {
	for {
		i := bytes.IndexByte(s.buf[s.pos:], '{')
		if i < 0 {
			s.pos = len(s.buf)
			return false
		}
		s.pos += i
		data := s.buf[s.pos:]
		if len(data) < maxStart && !s.last {
			return false
		}
		atLine := s.pos > 0 && s.buf[s.pos-1] == '\n' || s.pos == 0 && s.prev == '\n'
		if atLine || s.beginsItem(data) {
			break
		}
		s.pos++
	}
	s.seeking, s.between = false, false
	if isContainerKey(firstKey(s.buf[s.pos:min(s.pos+maxStart, len(s.buf))])) {
		s.open = s.open[:0] // the next trail file of several in one stream
	}
	return true
}

// beginsItem reports whether data, at a brace, looks like the start of an item.
func (s *splitter) beginsItem(data []byte) bool {
	indent := spaces(data[1:min(len(data), maxIndent+1)])
	data = data[1+indent:]
	if len(data) == 0 || data[0] != '"' {
		return false
	}
	data = data[1:min(len(data), maxMark+2)]
	end := bytes.IndexByte(data, '"')
	if end < 0 {
		return false
	}
	switch key := data[:end]; string(key) {
	case "eventVersion", "EventId", "Records", "Events":
		return true
	case "userIdentity", "awsRegion", "eventTime", "eventID", "additionalEventData":
		// Records that were written anew may begin with these; while there is no
		// example yet, they have to do.
		return s.first == nil
	default:
		return bytes.Equal(key, s.first)
	}
}

// maxLine is how much of a line that is no JSON is looked at.
const maxLine = 1 << 20

// junk deals with what can begin neither a record nor a list.
func (s *splitter) junk() bool {
	data := s.buf[s.pos:]
	c := data[0]
	if c == '}' || c == ']' {
		s.note(0, "a bracket too many or too few")
		s.closeUpTo(c)
		return true
	}
	if len(s.open) > 0 && s.open[len(s.open)-1] == '[' {
		n, v := scalarEnd(data)
		if v == unfinished && !s.last && n <= maxLine {
			return false
		}
		if v == broken || n > maxLine {
			return s.damaged(0, 0, "not JSON", true)
		}
		s.strange("not an object")
		s.pos += n
		s.between = true
		return true
	}
	if len(s.open) > 0 {
		if c == '{' {
			s.note(0, "a bracket too few")
			s.open = s.open[:len(s.open)-1]
			return true
		}
		return s.damaged(0, 0, "not JSON", false)
	}

	line := data
	if end := bytes.IndexByte(data, '\n'); end >= 0 {
		line = data[:end]
	} else if !s.last && len(data) <= maxLine {
		return false
	}
	if len(line) > maxLine {
		return s.damaged(0, 0, "not JSON", true)
	}
	if n := logPrefix(line); n > 0 {
		return s.logLine(line, n)
	}
	s.wasTrail = s.wasTrail || smellsOfCloudTrail(line)
	if bytes.IndexByte(line, '{') >= 0 {
		return s.damaged(0, 0, "not JSON", true)
	}
	s.strange("text")
	s.pos += len(line)
	return true
}

// closeUpTo takes a closing bracket that does not fit as the end of the nearest
// one that it does fit, or as nothing.
func (s *splitter) closeUpTo(c byte) {
	s.pos++
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i] == c-2 {
			s.open = s.open[:i]
			s.between = true
			return
		}
	}
}

// logPrefix is the length of the time stamp that CloudWatch Logs puts before
// each message when it exports a log group, with the space behind it; 0 where
// there is none.
func logPrefix(line []byte) int {
	const least = len("2026-03-02T10:14:05Z")
	n := bytes.IndexByte(line, ' ')
	if n < least || n > least+16 || line[4] != '-' || line[7] != '-' || line[10] != 'T' || line[13] != ':' {
		return 0
	}
	for n < len(line) && line[n] == ' ' {
		n++
	}
	if n == len(line) || line[n] != '{' {
		return 0
	}
	return n
}

// logLine deals with a line of a CloudWatch Logs export. The record's own line
// is its envelope.
func (s *splitter) logLine(line []byte, prefix int) bool {
	line = bytes.TrimRight(line, "\r")
	raw := line[prefix:len(line):len(line)]
	if !isRecord(raw) {
		s.strange("a log line without a record")
	} else {
		s.emit(source.Record{Raw: raw, Envelope: line[:len(line):len(line)], Shape: source.ShapeCloudWatch})
	}
	s.pos += len(line)
	return true
}
