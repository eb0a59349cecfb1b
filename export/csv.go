package export

import (
	"io"
	"strings"

	"spoor/cache"
	"spoor/event"
)

// csvWriter writes one line an event under a header. Cells that a spreadsheet
// would take for a formula are defused.
type csvWriter struct {
	lines   *Lines
	columns []Column
	cells   []string // scratch
	decoder decoder
	decoded event.Event
	wrote   bool
}

func newCSVWriter(w io.Writer, columns []Column) *csvWriter {
	return &csvWriter{lines: NewLines(w), columns: columns}
}

// line writes what each column says.
func (c *csvWriter) line(cell func(Column) string) error {
	c.cells = c.cells[:0]
	for _, column := range c.columns {
		c.cells = append(c.cells, cell(column))
	}
	return c.lines.Write(c.cells...)
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
	return c.lines.Flush()
}

func (c *csvWriter) Close() error { return c.Flush() }

// formulas are what spreadsheets take for the beginning of a formula, the wide
// forms of East Asia included.
var formulas = []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"}

const (
	blanks = "\t\r\n"
	// parting is where a spreadsheet may part cells that is set to do so at
	// semicolons or tabs, as for most of Europe: quotes in the middle of what it
	// takes for a cell mean nothing to it.
	parting = ";" + blanks
)

// Defuse makes a cell safe for spreadsheets: an apostrophe before what they
// would take for a formula makes it text, also where they part the cell. Every
// other cell stays as it is.
func Defuse(cell string) string {
	var safe strings.Builder
	from := 0
	for i := 0; ; {
		at := cell[i:]
		if i > 0 {
			at = strings.TrimLeft(at, `"`)
		}
		if beginsFormula(at) || i == 0 && cell != "" && strings.IndexByte(blanks, cell[0]) >= 0 {
			safe.WriteString(cell[from:i])
			safe.WriteByte('\'')
			from = i
		}
		next := strings.IndexAny(cell[i:], parting)
		if next < 0 {
			break
		}
		i += next + 1
	}
	if safe.Len() == 0 {
		return cell
	}
	safe.WriteString(cell[from:])
	return safe.String()
}

func beginsFormula(text string) bool {
	for _, begins := range formulas {
		if strings.HasPrefix(text, begins) {
			return true
		}
	}
	return false
}
