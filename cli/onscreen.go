package cli

import (
	"bytes"
	"encoding/json"
	"io"

	"spoor/event"
)

// recordsTo runs write with what records and cells of events are written to as
// they are: standard output, or a terminal by way of event.Clean.
func (a *app) recordsTo(write func(io.Writer) error) error {
	if !isTerminal(a.out) {
		return write(a.out)
	}
	screen := &onScreen{to: a.out}
	if err := write(screen); err != nil {
		return err
	}
	return screen.end()
}

// printJSON writes a value as JSON, on one line, or with an indent on several.
// JSON leaves most of what steers a terminal unescaped.
func (a *app) printJSON(value any, indent string) error {
	return a.recordsTo(func(out io.Writer) error {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", indent)
		return encoder.Encode(value)
	})
}

// onScreen hands on whole lines as event.Clean shows them, but for the tabs and
// line ends in them.
type onScreen struct {
	to   io.Writer
	rest []byte // a line that has no end yet
	line []byte
}

func (s *onScreen) Write(text []byte) (int, error) {
	s.rest = append(s.rest, text...)
	whole := bytes.LastIndexByte(s.rest, '\n') + 1
	if whole == 0 {
		return len(text), nil
	}
	_, err := s.to.Write(s.clean(s.rest[:whole]))
	s.rest = append(s.rest[:0], s.rest[whole:]...)
	return len(text), err
}

// end hands on what has no end of line.
func (s *onScreen) end() error {
	_, err := s.to.Write(s.clean(s.rest))
	s.rest = nil
	return err
}

func (s *onScreen) clean(text []byte) []byte {
	s.line = s.line[:0]
	for len(text) > 0 {
		end := bytes.IndexAny(text, "\t\n")
		if end < 0 {
			return event.AppendClean(s.line, string(text))
		}
		s.line = append(event.AppendClean(s.line, string(text[:end])), text[end])
		text = text[end+1:]
	}
	return s.line
}
