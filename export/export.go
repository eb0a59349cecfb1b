// Package export writes events as JSON, JSON Lines, CSV or an evidence bundle.
//
// JSON, JSON Lines and bundles carry each record's own bytes; nothing is
// re-encoded. CSV carries values derived from the record, made safe for
// spreadsheets. A bundle carries all that is held about each event.
package export

import (
	"fmt"
	"io"
	"strings"

	"spoor/cache"
)

// Writer writes events one at a time. It is not safe for concurrent use.
// Nothing it writes is complete before Close.
type Writer interface {
	// Write adds one event. It keeps neither of its arguments.
	Write(row cache.Row, stored *cache.Stored) error
	// Close writes what must stand at the end, and flushes. It does not close
	// the writer beneath.
	Close() error
}

// Format is the name of a way to write events.
type Format string

// The formats. Evidence is the format of Bundle, which New does not make.
const (
	JSON     Format = "json"
	JSONL    Format = "jsonl"
	CSV      Format = "csv"
	Evidence Format = "bundle"
)

// Formats lists the formats by name.
func Formats() []Format { return []Format{JSON, JSONL, CSV, Evidence} }

// ParseFormat returns the format called name.
func ParseFormat(name string) (Format, error) {
	for _, format := range Formats() {
		if strings.EqualFold(name, string(format)) {
			return format, nil
		}
	}
	return "", fmt.Errorf("unknown format %q: use json, jsonl, csv or bundle", name)
}

// New returns a Writer of one of the formats but Evidence. Columns are for CSV alone; none at all
// means the columns of Event history's own download.
func New(format Format, w io.Writer, columns []Column) (Writer, error) {
	switch format {
	case JSON:
		return newJSONWriter(w), nil
	case JSONL:
		return newJSONLWriter(w), nil
	case CSV:
		if len(columns) == 0 {
			columns = eventHistoryColumns()
		}
		return newCSVWriter(w, columns), nil
	}
	return nil, fmt.Errorf("unknown format %q: use json, jsonl or csv", string(format))
}
