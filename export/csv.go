package export

import (
	"encoding/csv"
	"io"
	"strings"

	"spoor/cache"
	"spoor/event"
)

// csvWriter writes one line an event under a header. Cells that a spreadsheet
// would take for a formula are defused.
type csvWriter struct {
	w       *csv.Writer
	columns []Column
	decoder decoder
	decoded event.Event
	cells   []string
	wrote   bool
}

func newCSVWriter(w io.Writer, columns []Column) *csvWriter {
	return &csvWriter{w: csv.NewWriter(w), columns: columns, cells: make([]string, len(columns))}
}

func (c *csvWriter) header() error {
	if c.wrote {
		return nil
	}
	c.wrote = true
	for i, column := range c.columns {
		c.cells[i] = column.Title
	}
	return c.w.Write(c.cells)
}

func (c *csvWriter) Write(_ cache.Row, stored *cache.Stored) error {
	if err := c.header(); err != nil {
		return err
	}
	if err := c.decoder.decode(stored, &c.decoded); err != nil {
		return err
	}
	for i, column := range c.columns {
		c.cells[i] = Defuse(column.Value(&c.decoded))
	}
	return c.w.Write(c.cells)
}

// Flush hands on what was written so far, the header with it.
func (c *csvWriter) Flush() error {
	if err := c.header(); err != nil {
		return err
	}
	c.w.Flush()
	return c.w.Error()
}

func (c *csvWriter) Close() error { return c.Flush() }

// Defuse makes a cell safe for spreadsheets, which take one that begins with
// = + - @, a tab or a carriage return for a formula: an apostrophe before it
// makes it text. Every other cell stays as it is.
func Defuse(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}
