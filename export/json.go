package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"spoor/cache"
)

const writeBuffer = 256 << 10

// jsonWriter writes {"Records":[…]} as a trail file or a console download does,
// one record a line, each with its own bytes.
type jsonWriter struct {
	w     *bufio.Writer
	wrote bool
}

func newJSONWriter(w io.Writer) *jsonWriter {
	return &jsonWriter{w: bufio.NewWriterSize(w, writeBuffer)}
}

func (j *jsonWriter) Write(_ cache.Row, stored *cache.Stored) error {
	opening := ",\n"
	if !j.wrote {
		opening = "{\"Records\":[\n"
		j.wrote = true
	}
	if _, err := j.w.WriteString(opening); err != nil {
		return err
	}
	_, err := j.w.Write(stored.Record)
	return err
}

func (j *jsonWriter) Close() error {
	closing := "\n]}\n"
	if !j.wrote {
		closing = "{\"Records\":[]}\n"
	}
	if _, err := j.w.WriteString(closing); err != nil {
		return err
	}
	return j.w.Flush()
}

// jsonlWriter writes one record a line.
type jsonlWriter struct {
	w       *bufio.Writer
	compact bytes.Buffer
}

func newJSONLWriter(w io.Writer) *jsonlWriter {
	return &jsonlWriter{w: bufio.NewWriterSize(w, writeBuffer)}
}

func (j *jsonlWriter) Write(_ cache.Row, stored *cache.Stored) error {
	line, err := j.line(stored.Record)
	if err != nil {
		return fmt.Errorf("put the record on one line: %w", err)
	}
	if _, err := j.w.Write(line); err != nil {
		return err
	}
	return j.w.WriteByte('\n')
}

// line returns the record as it is, or compacted where it spans lines.
func (j *jsonlWriter) line(record []byte) ([]byte, error) {
	if bytes.IndexByte(record, '\n') < 0 && bytes.IndexByte(record, '\r') < 0 {
		return record, nil
	}
	j.compact.Reset()
	if err := json.Compact(&j.compact, record); err != nil {
		return nil, err
	}
	return j.compact.Bytes(), nil
}

// Flush hands on what was written so far.
func (j *jsonlWriter) Flush() error { return j.w.Flush() }

func (j *jsonlWriter) Close() error { return j.w.Flush() }
