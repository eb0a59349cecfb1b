package query

import (
	"fmt"
	"strings"
)

// Error is a mistake in a filter: where it is, what is wrong, and what would
// fit there.
type Error struct {
	// Text is the filter's whole text; for several arguments, as it was put
	// together from them.
	Text string
	// Offset and Length are the bytes of Text that are meant. Length is 0 where
	// something is missing.
	Offset, Length int
	// Msg says what is wrong: "unknown field `usr`".
	Msg string
	// Suggestion, if not empty, says what would fit: "did you mean `user`?".
	Suggestion string
}

// Error gives the message and the suggestion in one line.
func (e *Error) Error() string {
	if e.Suggestion == "" {
		return e.Msg
	}
	return e.Msg + "; " + e.Suggestion
}

// errorAt returns a mistake in text[start:end].
func errorAt(start, end int, suggestion, format string, args ...any) *Error {
	return &Error{Offset: start, Length: end - start, Msg: fmt.Sprintf(format, args...), Suggestion: suggestion}
}

// shown shortens what is repeated in a message.
func shown(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// didYouMean suggests the nearest of known, or "".
func didYouMean(written string, known []string) string {
	if best, ok := Nearest(written, known); ok {
		return "did you mean `" + best + "`?"
	}
	return ""
}

// Nearest finds the one of the known names that a slip of the fingers most likely
// meant.
func Nearest(written string, known []string) (string, bool) {
	if len(written) > 40 {
		return "", false
	}
	written = strings.ToLower(written)
	limit := 1 + len(written)/4
	best, bestCost := "", limit+1
	for _, name := range known {
		lower := strings.ToLower(name)
		cost := editDistance(written, lower)
		if cost >= len(lower) || cost >= len(written) {
			continue
		}
		if cost < bestCost {
			best, bestCost = name, cost
		}
	}
	if bestCost <= limit {
		return best, true
	}
	// An abbreviation of one name only is worth offering too.
	var begun []string
	for _, name := range known {
		if len(written) > 1 && strings.HasPrefix(strings.ToLower(name), written) {
			begun = append(begun, name)
		}
	}
	if len(begun) == 1 {
		return begun[0], true
	}
	return "", false
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b.
func editDistance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
