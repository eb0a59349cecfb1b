package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"spoor/event"
	"spoor/query"
)

// member matches a line of indented JSON that ends in a string: what stands
// before it with the member's name, the string, and what follows.
var member = regexp.MustCompile(`^(\s*(?:"((?:[^"\\]|\\.)*)": )?)("(?:[^"\\]|\\.)*")(,?)$`)

// opening matches a line of indented JSON that opens an object or a list, with
// the member's name.
var opening = regexp.MustCompile(`^"((?:[^"\\]|\\.)*)": [\[{]$`)

// Readable returns a record laid out for reading on a terminal: one member a
// line, secrets masked, no byte that a terminal would obey.
func Readable(record []byte) (string, error) {
	var indented bytes.Buffer
	if err := json.Indent(&indented, record, "", "  "); err != nil {
		return "", fmt.Errorf("lay out the record: %w", err)
	}
	lines := strings.Split(indented.String(), "\n")
	maskLines(lines)
	for i, line := range lines {
		lines[i] = event.Clean(line)
	}
	return strings.Join(lines, "\n"), nil
}

// maskLines masks what is a secret in lines of indented JSON, and reports whether
// there was any. A string in a list goes by the name of the list.
func maskLines(lines []string) (masked bool) {
	var inside []string // the names of the objects and lists around a line
	for i, line := range lines {
		text := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(text, "}") || strings.HasPrefix(text, "]"):
			inside = inside[:max(0, len(inside)-1)]
		case strings.HasSuffix(text, "{") || strings.HasSuffix(text, "["):
			name := "" // that of the list that this one stands in
			if parts := opening.FindStringSubmatch(text); parts != nil {
				name = parts[1]
			} else if len(inside) > 0 {
				name = inside[len(inside)-1]
			}
			inside = append(inside, name)
		default:
			name := ""
			if len(inside) > 0 {
				name = inside[len(inside)-1]
			}
			lines[i] = maskLine(line, name)
			masked = masked || lines[i] != line
		}
	}
	return masked
}

// maskLine masks the string at the end of a line if it is a secret. Without a
// name of its own it goes by the one given.
func maskLine(line, name string) string {
	parts := member.FindStringSubmatch(line)
	if parts == nil {
		return line
	}
	value, err := strconv.Unquote(parts[3])
	if err != nil {
		value = strings.Trim(parts[3], `"`)
	}
	if parts[2] != "" {
		name = parts[2]
	}
	if !event.IsSecret(name, value) {
		return line
	}
	return parts[1] + `"` + event.Masked + `"` + parts[4]
}

// ShownAt is what stands at a path of a record as tables show it, but for
// event.Clean: several values joined by blanks, secrets masked.
func ShownAt(path *query.RecordPath, record []byte) string {
	var values []string
	path.Each(record, func(value string) { values = append(values, Masked(path.String(), value)) })
	return strings.Join(values, " ")
}

// Masked is a value at a path with what is a secret masked, in an object too.
func Masked(path, value string) string {
	if !strings.HasPrefix(value, "{") && !strings.HasPrefix(value, "[") {
		return event.Mask(path, value)
	}
	var indented bytes.Buffer
	if json.Indent(&indented, []byte(value), "", " ") != nil {
		return event.Mask(path, value)
	}
	lines := strings.Split(indented.String(), "\n")
	if !maskLines(lines) {
		return value
	}
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, " ")
	}
	return strings.Join(lines, "")
}
