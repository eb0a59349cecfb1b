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
	Value       func(*event.Event) string
}

// eventTime is how Event history writes a time, with fractions where the record
// has them.
func eventTime(ev *event.Event) string { return ev.Time.UTC().Format("2006-01-02T15:04:05.999999999Z") }

// eventHistoryColumns are the 16 columns of the console's CSV download, in its
// order and under its titles.
func eventHistoryColumns() []Column {
	return []Column{
		{"user", "User name", func(e *event.Event) string { return e.User }},
		{"key", "AWS access key", func(e *event.Event) string { return e.AccessKey }},
		{"time", "Event time", eventTime},
		{"source", "Event source", func(e *event.Event) string { return e.Source }},
		{"event", "Event name", func(e *event.Event) string { return e.Name }},
		{"region", "AWS region", func(e *event.Event) string { return e.Region }},
		{"ip", "Source IP address", func(e *event.Event) string { return e.IP }},
		{"agent", "User agent", func(e *event.Event) string { return e.Agent }},
		{"error", "Error code", func(e *event.Event) string { return e.Error }},
		{"resources", "Resources", resources},
		{"request", "Request ID", func(e *event.Event) string { return e.RequestID }},
		{"id", "Event ID", func(e *event.Event) string { return e.ID }},
		{"readonly", "Read-only", readOnly},
		{"eventtype", "Event type", func(e *event.Event) string { return e.Type }},
		{"account", "Recipient Account Id", func(e *event.Event) string { return e.Account }},
		{"category", "Event category", func(e *event.Event) string { return e.Category }},
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
	return Column{field.Name, field.Name, func(ev *event.Event) string {
		var values []string
		query.Values(ev, field.Field, func(value string) {
			if value != "" {
				values = append(values, value)
			}
		})
		return strings.Join(values, " ")
	}}
}

// ParseColumns returns the columns named in a list separated by commas.
func ParseColumns(list string) ([]Column, error) {
	var chosen []Column
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		column, ok := columnNamed(strings.ToLower(name))
		if !ok {
			return nil, unknownColumn(name)
		}
		chosen = append(chosen, column)
	}
	return chosen, nil
}

func columnNamed(name string) (Column, bool) {
	for _, column := range Columns() {
		if column.Name == name {
			return column, true
		}
	}
	return Column{}, false
}

// unknownColumn says which column may have been meant, or which there are.
func unknownColumn(name string) error {
	var names []string
	for _, column := range Columns() {
		names = append(names, column.Name)
	}
	if near, ok := query.Nearest(name, names); ok {
		return fmt.Errorf("unknown column %q: did you mean %s?", name, near)
	}
	if strings.Contains(name, ".") {
		return fmt.Errorf("unknown column %q: a path into the record is none; whole records, as for jq, are what --format jsonl prints", name)
	}
	return fmt.Errorf("unknown column %q: the columns are %s", name, strings.Join(names, ", "))
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
