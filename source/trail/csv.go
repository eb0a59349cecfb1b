package trail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"spoor/source"
)

// csvColumns are the columns of the console's CSV download, in the order in
// which the console writes them. They are recognised by name, in any order.
var csvColumns = []string{
	"User name", "AWS access key", "Event time", "Event source", "Event name", "AWS region", "Source IP address",
	"User agent", "Error code", "Resources", "Request ID", "Event ID", "Read-only", "Event type",
	"Recipient Account Id", "Event category",
}

// Indexes into csvColumns.
const (
	csvUser = iota
	csvKey
	csvTime
	csvSource
	csvName
	csvRegion
	csvIP
	csvAgent
	csvError
	csvResources
	csvRequest
	csvID
	csvReadOnly
	csvType
	csvAccount
	csvCategory
)

// csvHeader reads the first line of a file as the header of the console's CSV
// download. It returns the separator, and for each cell the index of its column
// in csvColumns or -1. A header must name at least four of the columns, the time
// and the event's name among them.
func csvHeader(line []byte) (separator byte, columns []int, ok bool) {
	for _, separator := range []byte{',', ';', '\t'} {
		cells, whole := csvCells(line, separator, nil)
		if !whole {
			continue
		}
		columns = columns[:0]
		var known int
		var has [16]bool
		for _, cell := range cells {
			column := -1
			for i, name := range csvColumns {
				if !has[i] && strings.EqualFold(strings.TrimSpace(string(cell)), name) {
					column, has[i] = i, true
					known++
					break
				}
			}
			columns = append(columns, column)
		}
		if known >= 4 && has[csvTime] && has[csvName] {
			return separator, columns, true
		}
	}
	return 0, nil, false
}

// csvCells cuts one row, which may hold line breaks inside quotes, into cells.
// It reports false where a quoted cell does not end or goes on behind its
// quotes.
func csvCells(row []byte, separator byte, cells [][]byte) ([][]byte, bool) {
	cells = cells[:0]
	for {
		if len(row) > 0 && row[0] == '"' {
			row = row[1:]
			var cell []byte
			for {
				i := bytes.IndexByte(row, '"')
				if i < 0 {
					return cells, false
				}
				doubled := i+1 < len(row) && row[i+1] == '"'
				switch {
				case doubled:
					cell = append(cell, row[:i+1]...)
					row = row[i+2:]
					continue
				case cell == nil:
					cell = row[:i]
				default:
					cell = append(cell, row[:i]...)
				}
				row = row[i+1:]
				break
			}
			cells = append(cells, cell)
			if len(row) == 0 {
				return cells, true
			}
			if row[0] != separator {
				return cells, false
			}
			row = row[1:]
			continue
		}
		i := bytes.IndexByte(row, separator)
		if i < 0 {
			return append(cells, row), true
		}
		cells = append(cells, row[:i])
		row = row[i+1:]
	}
}

// csvSplitter cuts the console's CSV download into rows and builds a record from
// each.
type csvSplitter struct {
	separator byte
	columns   []int // for each cell, its column in csvColumns or -1

	stream
	headed  bool // the header is dealt with
	skips   bool // pos is inside a line that was given up
	cells   [][]byte
	encoded bytes.Buffer
	strings arena
}

// maxHeader is the longest header line looked at.
const maxHeader = 4 << 10

// newCSVSplitter returns a splitter for the file that begins with chunk, or nil
// where that is not the console's CSV download.
func newCSVSplitter(chunk []byte, limit int) *csvSplitter {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(chunk, []byte(byteOrderMark)), []byte("\n"))
	if len(line) > maxHeader {
		return nil
	}
	separator, columns, ok := csvHeader(bytes.TrimRight(line, "\r"))
	if !ok {
		return nil
	}
	return &csvSplitter{separator: separator, columns: columns, stream: stream{limit: limit}}
}

func (s *csvSplitter) feed(chunk []byte, last bool) {
	s.advance(chunk, last)
	s.strings = arena{}
	for !s.gaveUp && s.row() {
	}
}

// row deals with the row at pos, and reports false where it needs more of the
// file.
func (s *csvSplitter) row() bool {
	data := s.buf[s.pos:]
	if len(data) == 0 {
		return false
	}
	if s.skips {
		line := bytes.IndexByte(data, '\n')
		s.skips = line < 0
		if s.skips {
			line = len(data) - 1
		}
		s.pos += line + 1
		return true
	}
	end, next, ended := csvRowEnd(data)
	if !ended && !s.last && len(data) <= s.limit {
		return false
	}
	if end > s.limit || !ended && bytes.Count(data, []byte{'"'})%2 != 0 {
		// A quote is missing somewhere: give up this line only.
		s.note(0, "a row with a quote too many or too few")
		s.again(len(data))
		s.lost++
		s.wasTrail = true
		s.skips = true
		return true
	}
	row := data[:end:end]
	switch {
	case !s.headed:
		s.headed = true
	case len(bytes.TrimSpace(row)) == 0:
	default:
		s.take(row)
	}
	s.pos += next
	return true
}

// csvRowEnd finds the first line break that is not inside quotes: where the row
// ends without it, and where the next one begins.
func csvRowEnd(data []byte) (end, next int, ok bool) {
	quotes := 0
	for from := 0; ; {
		i := bytes.IndexByte(data[from:], '\n')
		if i < 0 {
			return len(data), len(data), false
		}
		quotes += bytes.Count(data[from:from+i], []byte{'"'})
		from += i + 1
		if quotes%2 == 0 {
			end = from - 1
			if end > 0 && data[end-1] == '\r' {
				end--
			}
			return end, from, true
		}
	}
}

// take hands over the record of one row.
func (s *csvSplitter) take(row []byte) {
	var ok bool
	s.cells, ok = csvCells(row, s.separator, s.cells)
	if !ok || len(s.cells) != len(s.columns) {
		s.wasTrail = true
		s.strange(fmt.Sprintf("a row with %d cells under a header with %d", len(s.cells), len(s.columns)))
		return
	}
	var cells [16]string
	for i, column := range s.columns {
		if column >= 0 {
			cells[column] = string(s.cells[i])
		}
	}
	if cells[csvName] == "" && cells[csvID] == "" {
		s.wasTrail = true
		s.strange("a row without an event")
		return
	}
	s.encoded.Reset()
	encoder := json.NewEncoder(&s.encoded)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(recordFromCSV(&cells)); err != nil {
		s.strange(err.Error())
		return
	}
	text := bytes.TrimRight(s.encoded.Bytes(), "\n")
	raw := s.strings.keep(append(s.strings.room(len(text)), text...))
	s.emit(source.Record{Raw: raw, Envelope: row, Shape: source.ShapeCSV})
}

// csvRecord is what a row of the console's CSV download says, as a record. Cells
// that are empty are left out; nothing is added.
type csvRecord struct {
	UserIdentity       *csvIdentity    `json:"userIdentity,omitempty"`
	EventTime          string          `json:"eventTime,omitempty"`
	EventSource        string          `json:"eventSource,omitempty"`
	EventName          string          `json:"eventName,omitempty"`
	AWSRegion          string          `json:"awsRegion,omitempty"`
	SourceIPAddress    string          `json:"sourceIPAddress,omitempty"`
	UserAgent          string          `json:"userAgent,omitempty"`
	ErrorCode          string          `json:"errorCode,omitempty"`
	Resources          json.RawMessage `json:"resources,omitempty"`
	RequestID          string          `json:"requestID,omitempty"`
	EventID            string          `json:"eventID,omitempty"`
	ReadOnly           any             `json:"readOnly,omitempty"`
	EventType          string          `json:"eventType,omitempty"`
	RecipientAccountID string          `json:"recipientAccountId,omitempty"`
	EventCategory      string          `json:"eventCategory,omitempty"`
}

type csvIdentity struct {
	UserName    string `json:"userName,omitempty"`
	AccessKeyID string `json:"accessKeyId,omitempty"`
}

// csvResource is a resource as the CSV names it on the way in, and as a record
// does on the way out.
type csvResource struct {
	Type string `json:"resourceType"`
	Name string `json:"resourceName"`
}

type recordResource struct {
	Type string `json:"type,omitempty"`
	ARN  string `json:"ARN,omitempty"`
}

func recordFromCSV(cells *[16]string) *csvRecord {
	r := &csvRecord{
		EventTime: cells[csvTime], EventSource: cells[csvSource], EventName: cells[csvName], AWSRegion: cells[csvRegion],
		SourceIPAddress: cells[csvIP], UserAgent: cells[csvAgent], ErrorCode: cells[csvError],
		RequestID: cells[csvRequest], EventID: cells[csvID], EventType: cells[csvType],
		RecipientAccountID: cells[csvAccount], EventCategory: cells[csvCategory],
	}
	if cells[csvUser] != "" || cells[csvKey] != "" {
		r.UserIdentity = &csvIdentity{UserName: cells[csvUser], AccessKeyID: cells[csvKey]}
	}
	switch strings.ToLower(cells[csvReadOnly]) {
	case "true":
		r.ReadOnly = true
	case "false":
		r.ReadOnly = false
	case "":
	default:
		r.ReadOnly = cells[csvReadOnly]
	}
	var named []csvResource
	if json.Unmarshal([]byte(cells[csvResources]), &named) == nil && len(named) > 0 {
		resources := make([]recordResource, len(named))
		for i, n := range named {
			resources[i] = recordResource{Type: n.Type, ARN: n.Name}
		}
		r.Resources, _ = json.Marshal(resources)
	} else if cells[csvResources] != "" && cells[csvResources] != "[]" {
		r.Resources, _ = json.Marshal(cells[csvResources])
	}
	return r
}
