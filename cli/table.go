package cli

import (
	"bufio"
	"math"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/query"
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
	look  look
	// held are the head and the first rows, until there are enough to settle how
	// wide the columns must be.
	held    []tableRow
	settled bool
}

// tableRow is the cells of a row, cleaned, and how they look.
type tableRow struct {
	cells []string
	style func(column, text string) string
	head  bool
}

// rowsToSettle is how many rows the widths are settled by: more than a screen.
const rowsToSettle = 200

// widths of columns in a table, in cells; a column not named here takes 16.
var tableWidths = map[string]int{
	"time": 19, "user": 20, "role": 24, "event": 28, "source": 16, "region": 14, "account": 12, "error": 20,
	"resource": 40, "resources": 40, "type": 20, "ip": 15, "verb": 7, "severity": 9, "id": 36, "request": 36, "key": 20,
	"actor": 48, "agent": 40, "message": 40,
}

const (
	otherTableWidth    = 16
	pathTableWidth     = 24
	defaultTableColumn = "time,severity,user,source,event,resource,region,ip,error"
)

func (a *app) newTable(columns []export.Column) *table {
	if len(columns) == 0 {
		columns, _ = export.ParseColumns(defaultTableColumn)
	}
	look, w := a.lookOf(a.out)
	t := &table{w: bufio.NewWriter(w), columns: columns, zone: a.zone, look: look}
	if file, ok := a.out.(*os.File); ok {
		if width, _, err := term.GetSize(file.Fd()); err == nil {
			t.width = width
		}
	}
	t.widths = usualWidths(columns, t.width)
	t.head()
	return t
}

// usualWidths are how wide columns are on a terminal of a width, or with 0 where
// nothing is cut, and a path is not either.
func usualWidths(columns []export.Column, terminal int) []int {
	var widths []int
	for _, column := range columns {
		width, ok := tableWidths[column.Name]
		if !ok {
			width = otherTableWidth
		}
		if column.Path != nil {
			width = pathTableWidth
			if terminal == 0 {
				width = max(width, event.Width(column.Name))
			}
		}
		widths = append(widths, width)
	}
	return widths
}

func (t *table) Write(row cache.Row, stored *cache.Stored) error {
	style := func(column, text string) string { return t.look.cell(column, row.Event.Severity, text) }
	return t.add(tableRow{style: style}, func(column export.Column) string {
		if column.Path != nil {
			return export.ShownAt(column.Path, stored.Record)
		}
		switch column.Name {
		case "time":
			return export.Time(row.Event.Time, t.zone)
		case "source":
			return strings.TrimSuffix(column.Value(&row.Event), ".amazonaws.com")
		case "error":
			return value(&row.Event, query.FieldError) // a failed sign-in has no code, and is told by its message
		}
		return column.Value(&row.Event)
	})
}

// head is held as the first row.
func (t *table) head() {
	style := func(_, text string) string { return t.look.title(text) }
	t.add(tableRow{style: style, head: true}, func(column export.Column) string {
		if column.Name == "time" {
			return strings.ToUpper("time (" + t.zone.String() + ")")
		}
		if column.Path != nil {
			return column.Name // jq, and the members of the record, tell case apart
		}
		return strings.ToUpper(column.Name)
	})
}

func (t *table) add(row tableRow, cell func(export.Column) string) error {
	row.cells = make([]string, len(t.columns))
	for i, column := range t.columns {
		row.cells[i] = event.Clean(cell(column))
	}
	if t.settled {
		return t.line(row)
	}
	if t.held = append(t.held, row); len(t.held) > rowsToSettle {
		return t.settle()
	}
	return nil
}

// settle gives the columns their widths and writes what was held. What stands in
// a column widens it where the terminal has room left; where it has too little
// for all columns, none is wider than what stands in it. Widest is how many times
// its usual width a column becomes.
func (t *table) settle() error {
	needed := make([]int, len(t.widths))
	for _, row := range t.held {
		for i, cell := range row.cells {
			needed[i] = max(needed[i], event.Width(cell))
		}
	}
	room, widest := math.MaxInt, 1.5 // in a file or a pipe one long value would push away the rest of every line
	if t.width > 0 {
		room, widest = t.width-t.taken(), 3
	}
	if room < 0 {
		for i := range t.widths {
			t.widths[i] = min(t.widths[i], needed[i])
		}
		room = max(0, t.width-t.taken())
	}
	for i, width := range t.widths {
		more := min(max(0, min(needed[i], int(widest*float64(width)))-width), room)
		t.widths[i] += more
		room -= more
	}
	t.settled = true
	for _, row := range t.held {
		if err := t.line(row); err != nil {
			return err
		}
	}
	t.held = nil
	return nil
}

// taken is how much of a line all columns take.
func (t *table) taken() int {
	all := -gap
	for _, width := range t.widths {
		all += width + gap
	}
	return all
}

// gap is how many blanks stand between two columns.
const gap = 2

// line writes one row, each cell padded to its column, without blanks at the
// end.
func (t *table) line(row tableRow) error {
	blanks, left := 0, t.width
	for i, column := range t.columns {
		text := row.cells[i]
		if t.width > 0 {
			if row.head && column.Path != nil {
				text = event.CutMiddle(text, t.widths[i]) // its last name tells most
			}
			text = event.Cut(text, t.widths[i])
			if text != "" && blanks >= left {
				if left > 0 {
					t.w.WriteString(strings.Repeat(" ", left-1) + "…")
				}
				break
			}
			text = event.Cut(text, left-blanks)
		}
		width := event.Width(text)
		if width > 0 {
			t.w.WriteString(strings.Repeat(" ", blanks))
			t.w.WriteString(row.style(column.Name, text))
			left -= blanks + width
			blanks = 0
		}
		blanks += max(0, t.widths[i]-width) + gap
	}
	return t.w.WriteByte('\n') // what went wrong before is said again here
}

// Flush hands on what was written so far, the head with it.
func (t *table) Flush() error {
	if !t.settled {
		if err := t.settle(); err != nil {
			return err
		}
	}
	return t.w.Flush()
}

func (t *table) Close() error { return t.Flush() }
