package text

import (
	"strings"

	"spoor/event"
)

// Wrap breaks cleaned lines so that they fit a width in cells: between words, and
// a word where it is wider than a line.
func Wrap(lines []string, width int) []string {
	width = max(width, 1)
	var all []string
	for _, line := range lines {
		for event.Width(line) > width {
			head := event.Head(line, width)
			rest := line[len(head):]
			if at := strings.LastIndexByte(line[:len(head)+1], ' '); at > 0 {
				head, rest = line[:at], line[at+1:]
			}
			if head == "" {
				break
			}
			all, line = append(all, head), rest
		}
		all = append(all, line)
	}
	return all
}
