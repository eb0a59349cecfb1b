package jsontree

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"spoor/event"
)

// lineage returns the values from the outermost's child down to id.
func (t *Tree) lineage(id ID) []ID {
	var line []ID
	for ; id != None && id != Root; id = t.Parent(id) {
		line = append(line, id)
	}
	slices.Reverse(line)
	return line
}

// Keys returns the names that lead to a value. Arrays are passed through
// without one.
func (t *Tree) Keys(id ID) []string {
	var keys []string
	for _, at := range t.lineage(id) {
		if t.Kind(t.Parent(at)) == Object {
			keys = append(keys, t.Name(at))
		}
	}
	return keys
}

// Reachable reports whether a path of the filter language leads to the value:
// not into a string that holds JSON encoded as in a URL.
func (t *Tree) Reachable(id ID) bool {
	for at := t.Parent(id); at != None; at = t.Parent(at) {
		if t.nodes[at].embedding == PercentEncoded {
			return false
		}
	}
	return true
}

// Path returns the path to a value as people write it:
// requestParameters.tagSet.items[0].key.
func (t *Tree) Path(id ID) string {
	var b strings.Builder
	for _, at := range t.lineage(id) {
		if t.Kind(t.Parent(at)) == Array {
			b.WriteString("[" + strconv.Itoa(t.Index(at)) + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(t.Name(at))
	}
	return b.String()
}

// JQ returns the jq program that gives the value when run on the record.
// Programs that lead into JSON encoded as in a URL need jq 1.8.
func (t *Tree) JQ(id ID) string {
	var b strings.Builder
	for _, at := range t.lineage(id) {
		switch t.Embedding(t.Parent(at)) {
		case Text:
			b.WriteString(" | fromjson | ")
		case PercentEncoded:
			b.WriteString(" | @urid | fromjson | ")
		}
		switch inside := b.Len() > 0 && !strings.HasSuffix(b.String(), " "); {
		case t.Kind(t.Parent(at)) == Array:
			if !inside {
				b.WriteByte('.')
			}
			b.WriteString("[" + strconv.Itoa(t.Index(at)) + "]")
		case identifier(t.Name(at)):
			b.WriteString("." + t.Name(at))
		default:
			if !inside {
				b.WriteByte('.')
			}
			b.WriteString("[" + quoteJQ(t.Name(at)) + "]")
		}
	}
	if b.Len() == 0 {
		return "."
	}
	return b.String()
}

// identifier reports whether jq takes a name after a dot without quotes.
func identifier(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// quoteJQ writes a jq string literal: a JSON string in which \( must not be
// taken for an interpolation, which escaping the backslash takes care of. Nothing
// in it ends the single quotes in which shells take a program, or steers a
// terminal that it is pasted into.
func quoteJQ(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\'', r != utf8.RuneError && event.Clean(string(r)) != string(r):
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
