package export

import (
	"bufio"
	"io"
	"strings"

	"spoor/cache"
	"spoor/event"
)

// csvWriter writes one line an event under a header. Cells that a spreadsheet
// would take for a formula are defused.
type csvWriter struct {
	w       *bufio.Writer
	columns []Column
	decoder decoder
	decoded event.Event
	wrote   bool
}

func newCSVWriter(w io.Writer, columns []Column) *csvWriter {
	return &csvWriter{w: bufio.NewWriterSize(w, writeBuffer), columns: columns}
}

// line writes what each column says. The writer remembers an error until it is
// flushed, and so do the lines before.
func (c *csvWriter) line(cell func(Column) string) error {
	for i, column := range c.columns {
		if i > 0 {
			c.w.WriteByte(',')
		}
		c.cell(cell(column))
	}
	return c.w.WriteByte('\n')
}

// quotes are the bytes for which a cell stands in quotes. Semicolons and tabs
// part no cells here, but spreadsheets may be set to part cells at them, and
// what stands behind one could then be a formula.
const quotes = ",;\t\r\n\""

func (c *csvWriter) cell(text string) {
	// An empty line would be no line to most readers, and \. ends a table to some.
	alone := len(c.columns) == 1 && (text == "" || text == `\.`)
	if !alone && !strings.ContainsAny(text, quotes) && !strings.HasPrefix(text, " ") {
		c.w.WriteString(text)
		return
	}
	c.w.WriteByte('"')
	c.w.WriteString(strings.ReplaceAll(text, `"`, `""`))
	c.w.WriteByte('"')
}

func (c *csvWriter) header() error {
	if c.wrote {
		return nil
	}
	c.wrote = true
	return c.line(func(column Column) string { return column.Title })
}

func (c *csvWriter) Write(_ cache.Row, stored *cache.Stored) error {
	if err := c.header(); err != nil {
		return err
	}
	if err := c.decoder.decode(stored, &c.decoded); err != nil {
		return err
	}
	return c.line(func(column Column) string { return Defuse(column.Cell(&c.decoded, stored.Record)) })
}

// Flush hands on what was written so far, the header with it.
func (c *csvWriter) Flush() error {
	if err := c.header(); err != nil {
		return err
	}
	return c.w.Flush()
}

func (c *csvWriter) Close() error { return c.Flush() }

// formulas are what spreadsheets take for the beginning of a formula, the wide
// forms of East Asia included.
var formulas = []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}

// Defuse makes a cell safe for spreadsheets: an apostrophe before what they
// would take for a formula makes it text. Every other cell stays as it is.
func Defuse(cell string) string {
	for _, begins := range formulas {
		if strings.HasPrefix(cell, begins) {
			return "'" + cell
		}
	}
	return cell
}
