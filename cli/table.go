package cli

import (
	"bufio"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
)

// table prints events in aligned columns, as text for a terminal. On a terminal
// a row is cut at its width; elsewhere nothing is cut.
type table struct {
	w       *bufio.Writer
	columns []export.Column
	widths  []int
	// width is the terminal's, or 0.
	width int
	zone  *time.Location
	wrote bool
}

// widths of columns in a table, in cells; a column not named here takes 16.
var tableWidths = map[string]int{
	"time": 19, "user": 20, "role": 24, "event": 28, "source": 16, "region": 14, "account": 12, "error": 20,
	"resource": 40, "resources": 40, "type": 20, "ip": 15, "verb": 7, "severity": 9, "id": 36, "request": 36, "key": 20,
	"actor": 48, "agent": 40, "message": 40,
}

const (
	otherTableWidth    = 16
	defaultTableColumn = "time,severity,user,source,event,resource,region,ip,error"
)

func newTable(w io.Writer, columns []export.Column, zone *time.Location) *table {
	if len(columns) == 0 {
		columns, _ = export.ParseColumns(defaultTableColumn)
	}
	t := &table{w: bufio.NewWriter(w), columns: columns, zone: zone}
	for _, column := range columns {
		width, ok := tableWidths[column.Name]
		if !ok {
			width = otherTableWidth
		}
		t.widths = append(t.widths, width)
	}
	if file, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(file.Fd()); err == nil {
			t.width = width
		}
	}
	return t
}

func (t *table) Write(row cache.Row, _ *cache.Stored) error {
	if err := t.head(); err != nil {
		return err
	}
	return t.line(func(column export.Column) string {
		switch column.Name {
		case "time":
			return export.Time(&row.Event, t.zone)
		case "source":
			return strings.TrimSuffix(column.Value(&row.Event), ".amazonaws.com")
		}
		return column.Value(&row.Event)
	})
}

func (t *table) head() error {
	if t.wrote {
		return nil
	}
	t.wrote = true
	return t.line(func(column export.Column) string {
		if column.Name == "time" {
			return strings.ToUpper("time (" + t.zone.String() + ")")
		}
		return strings.ToUpper(column.Name)
	})
}

// line writes one row, each cell padded to its column, without blanks at the
// end.
func (t *table) line(cell func(export.Column) string) error {
	var b strings.Builder
	for i, column := range t.columns {
		text := event.Clean(cell(column))
		if t.width > 0 {
			text = event.Cut(text, t.widths[i])
		}
		b.WriteString(text)
		if gap := t.widths[i] - event.Width(text); gap > 0 {
			b.WriteString(strings.Repeat(" ", gap))
		}
		b.WriteString("  ")
	}
	line := strings.TrimRight(b.String(), " ")
	if t.width > 0 {
		line = event.Cut(line, t.width)
	}
	_, err := t.w.WriteString(line + "\n")
	return err
}

// Flush hands on what was written so far, the head with it.
func (t *table) Flush() error {
	if err := t.head(); err != nil {
		return err
	}
	return t.w.Flush()
}

func (t *table) Close() error { return t.Flush() }
