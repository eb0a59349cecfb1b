package export

import (
	"bufio"
	"io"
	"strings"
)

// Lines writes lines of CSV, each ended by a newline. It is not safe for
// concurrent use. Cells are written as they are: see Defuse.
type Lines struct{ w *bufio.Writer }

// NewLines returns what writes to w.
func NewLines(w io.Writer) *Lines { return &Lines{bufio.NewWriterSize(w, writeBuffer)} }

// Write writes one line. An error is remembered and returned by Flush too.
func (l *Lines) Write(cells ...string) error {
	for i, text := range cells {
		if i > 0 {
			l.w.WriteByte(',')
		}
		l.cell(text, len(cells) == 1)
	}
	return l.w.WriteByte('\n')
}

// Flush hands on what was written so far.
func (l *Lines) Flush() error { return l.w.Flush() }

// quotes are the bytes for which a cell stands in quotes. Semicolons and tabs
// part no cells here, but spreadsheets may be set to part cells at them, and
// what stands behind one could then be a formula.
const quotes = ",;\t\r\n\""

// cell writes one, which may be the only one of its line.
func (l *Lines) cell(text string, only bool) {
	// An empty line would be no line to most readers, and \. ends a table to some.
	alone := only && (text == "" || text == `\.`)
	if !alone && !strings.ContainsAny(text, quotes) && !strings.HasPrefix(text, " ") {
		l.w.WriteString(text)
		return
	}
	l.w.WriteByte('"')
	l.w.WriteString(strings.ReplaceAll(text, `"`, `""`))
	l.w.WriteByte('"')
}
