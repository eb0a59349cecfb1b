package export

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"spoor/event"
	"spoor/query"
)

// Column is one column of a table: what stands above it and what an event says
// in it.
type Column struct {
	// Name is how a user asks for it, Title what stands above it.
	Name, Title string
	// Value is what an event says in the column; nil for one that has a Path.
	Value func(*event.Event) string
	// Path, unless nil, is where in the record its values stand.
	Path *query.RecordPath
}

// Cell returns what an event says in the column, several values joined by blanks.
// The record is that of the event.
func (c Column) Cell(ev *event.Event, record []byte) string {
	if c.Path == nil {
		return c.Value(ev)
	}
	var values []string
	c.Path.Each(record, func(value string) { values = append(values, value) })
	return strings.Join(values, " ")
}

// eventTime is how Event history writes a time, with fractions where the record
// has them.
func eventTime(ev *event.Event) string { return ISO(ev.Time) }

// ISO returns a time as files have it: RFC 3339, in UTC.
func ISO(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999999999Z") }

// eventHistoryColumns are the 16 columns of the console's CSV download, in its
// order and under its titles.
func eventHistoryColumns() []Column {
	return []Column{
		{Name: "user", Title: "User name", Value: func(e *event.Event) string { return e.User }},
		{Name: "key", Title: "AWS access key", Value: func(e *event.Event) string { return e.AccessKey }},
		{Name: "time", Title: "Event time", Value: eventTime},
		{Name: "source", Title: "Event source", Value: func(e *event.Event) string { return e.Source }},
		{Name: "event", Title: "Event name", Value: func(e *event.Event) string { return e.Name }},
		{Name: "region", Title: "AWS region", Value: func(e *event.Event) string { return e.Region }},
		{Name: "ip", Title: "Source IP address", Value: func(e *event.Event) string { return e.IP }},
		{Name: "agent", Title: "User agent", Value: func(e *event.Event) string { return e.Agent }},
		{Name: "error", Title: "Error code", Value: func(e *event.Event) string { return e.Error }},
		{Name: "resources", Title: "Resources", Value: resources},
		{Name: "request", Title: "Request ID", Value: func(e *event.Event) string { return e.RequestID }},
		{Name: "id", Title: "Event ID", Value: func(e *event.Event) string { return e.ID }},
		{Name: "readonly", Title: "Read-only", Value: readOnly},
		{Name: "eventtype", Title: "Event type", Value: func(e *event.Event) string { return e.Type }},
		{Name: "account", Title: "Recipient Account Id", Value: func(e *event.Event) string { return e.Account }},
		{Name: "category", Title: "Event category", Value: func(e *event.Event) string { return e.Category }},
	}
}

// Columns are all the columns that can be asked for: those of Event history's
// download, then every other field of the filter language.
func Columns() []Column {
	columns := eventHistoryColumns()
	taken := map[string]bool{}
	for _, column := range columns {
		taken[column.Name] = true
	}
	for _, field := range query.Fields() {
		if !taken[field.Name] {
			columns = append(columns, fieldColumn(field))
		}
	}
	return columns
}

// fieldColumn is a column of one field, several values joined by blanks.
func fieldColumn(field query.FieldInfo) Column {
	return Column{Name: field.Name, Title: field.Name, Value: func(ev *event.Event) string {
		var values []string
		query.Values(ev, field.Field, func(value string) {
			if value != "" {
				values = append(values, value)
			}
		})
		return strings.Join(values, " ")
	}}
}

// ParseColumns returns the columns named in a list separated by commas: by their
// own names, by other names of their fields, or by paths into the record. A comma
// in a path has a backslash before it.
func ParseColumns(list string) ([]Column, error) {
	var chosen []Column
	for _, name := range SplitNames(list, ',') {
		column, ok := columnNamed(name)
		if !ok {
			var err error
			if column, err = pathColumn(name); err != nil {
				return nil, err
			}
		}
		chosen = append(chosen, column)
	}
	return chosen, nil
}

// SplitNames splits a list of names and paths at a separator that has no
// backslash before it, and leaves out what is empty.
func SplitNames(list string, separator byte) (names []string) {
	begin := 0
	add := func(end int) {
		if name := strings.TrimSpace(list[begin:end]); name != "" {
			names = append(names, name)
		}
		begin = end + 1
	}
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case '\\':
			i++
		case separator:
			add(i)
		}
	}
	add(len(list))
	return names
}

// columnNamed is a column by its own name, or by another name of its field, which
// then stands above it.
func columnNamed(name string) (Column, bool) {
	own := strings.ToLower(name)
	if field, ok := query.FieldNamed(name); ok {
		own = field.String()
	}
	for _, column := range Columns() {
		if column.Name == own {
			if !strings.EqualFold(name, own) {
				column.Title = name
			}
			return column, true
		}
	}
	return Column{}, false
}

// pathColumn is the column of a path into the record, under the path itself.
func pathColumn(name string) (Column, error) {
	path, err := query.ParsePath(name)
	if err == nil {
		return Column{Name: path.String(), Title: path.String(), Path: path}, nil
	}
	if strings.ContainsAny(name, ".[") {
		return Column{}, fmt.Errorf("unknown column %q: %w", name, err)
	}
	var names []string
	for _, column := range Columns() {
		names = append(names, column.Name)
	}
	if near, ok := query.Nearest(name, names); ok {
		return Column{}, fmt.Errorf("unknown column %q: did you mean %s?", name, near)
	}
	return Column{}, fmt.Errorf("unknown column %q: the columns are %s, and paths into the record, such as requestParameters.bucketName", name, strings.Join(names, ", "))
}

func readOnly(ev *event.Event) string {
	switch {
	case ev.Flags.Has(event.FlagRead):
		return "true"
	case ev.Flags.Has(event.FlagWrite):
		return "false"
	}
	return ""
}

// resources writes the targets as the console's CSV does: a JSON array with
// lower-case member names.
func resources(ev *event.Event) string {
	type resource struct {
		Type string `json:"resourceType"`
		Name string `json:"resourceName"`
	}
	list := make([]resource, 0, len(ev.Targets))
	for _, target := range ev.Targets {
		list = append(list, resource{target.Type, target.Name})
	}
	text, err := json.Marshal(list)
	if err != nil {
		return "[]"
	}
	return string(text)
}

// Time returns a time in a zone, as tables for people show it.
func Time(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04:05")
}
