package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"spoor/event"
)

// member matches a line of indented JSON that ends in a string: what stands
// before it with the member's name, the string, and what follows.
var member = regexp.MustCompile(`^(\s*(?:"((?:[^"\\]|\\.)*)": )?)("(?:[^"\\]|\\.)*")(,?)$`)

// readable returns a record laid out for reading on a terminal: one member a
// line, secrets masked, no byte that a terminal would obey.
func readable(record []byte) (string, error) {
	var indented bytes.Buffer
	if err := json.Indent(&indented, record, "", "  "); err != nil {
		return "", fmt.Errorf("lay out the record: %w", err)
	}
	lines := strings.Split(indented.String(), "\n")
	for i, line := range lines {
		lines[i] = event.Clean(maskLine(line))
	}
	return strings.Join(lines, "\n"), nil
}

// maskLine masks the string at the end of a line if it is a secret.
func maskLine(line string) string {
	parts := member.FindStringSubmatch(line)
	if parts == nil {
		return line
	}
	value, err := strconv.Unquote(parts[3])
	if err != nil {
		value = strings.Trim(parts[3], `"`)
	}
	if !event.IsSecret(parts[2], value) {
		return line
	}
	return parts[1] + `"` + event.Masked + `"` + parts[4]
}
