package pane

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// LongestValue is how long a value from inside a record is, in bytes, of which all is
// kept. What is cut there is for looking at, and not for a filter.
const LongestValue = 4 << 10

// ShortValue returns a value, cut behind LongestValue.
func ShortValue(value string) string {
	if len(value) <= LongestValue {
		return value
	}
	end := LongestValue + 1
	for end < len(value) && !utf8.RuneStart(value[end]) {
		end++
	}
	return strings.Clone(value[:end])
}

// Composite reports whether a value from inside a record is an object or a list, as
// JSON, in which there is more than one value.
func Composite(value string) bool {
	return (strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[")) && json.Valid([]byte(value))
}
