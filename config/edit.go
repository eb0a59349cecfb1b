package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Change is one change to a text setting in the file.
type Change struct {
	// Path is the setting's name, part by part: "queries", "payroll reads".
	Path []string
	// Value is what it becomes; empty takes the setting out.
	Value string
	// Rename, if not empty, is what the last part of Path becomes; the value
	// stays.
	Rename string
}

// errByHand says that the file is written in a way that cannot be changed
// without loss: a value in several lines, or a table in braces.
var errByHand = errors.New("it is written in a form that only its author can change: edit it by hand")

// Edit returns the text of a settings file with changes made to it. Comments,
// order and everything else stay as they are. The text must be valid; what
// comes out says what was asked and nothing else, or there is an error.
func Edit(text []byte, changes ...Change) ([]byte, error) {
	if rest, marked := bytes.CutPrefix(text, byteOrderMark); marked {
		edited, err := Edit(rest, changes...)
		if err != nil {
			return nil, err
		}
		return slices.Concat(byteOrderMark, edited), nil
	}
	want := map[string]any{}
	if err := toml.Unmarshal(text, &want); err != nil {
		return nil, fmt.Errorf("it is no valid TOML: %w", err)
	}
	for _, c := range changes {
		var err error
		if text, err = c.make(text); err != nil {
			return nil, err
		}
		if err := c.apply(want); err != nil {
			return nil, err
		}
	}
	got := map[string]any{}
	if err := toml.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(withoutEmpty(got), withoutEmpty(want)) {
		return nil, errByHand
	}
	return text, nil
}

// make makes the change in the text.
func (c Change) make(text []byte) ([]byte, error) {
	at, err := locate(text, c.Path)
	if err != nil {
		return nil, err
	}
	name := c.Path[len(c.Path)-1]
	switch {
	case c.Rename != "" && at.found:
		return splice(text, at.key, quoted(c.Rename)), nil
	case c.Rename != "":
		return nil, fmt.Errorf("there is no %q in it", name)
	case c.Value == "" && at.found:
		return splice(text, at.line, ""), nil
	case c.Value == "":
		return text, nil
	case at.found && at.value == (span{}):
		return nil, errByHand
	case at.found:
		return splice(text, at.value, quoted(c.Value)), nil
	}
	end := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		end = "\r\n"
	}
	put := quoted(name) + " = " + quoted(c.Value) + end
	if n := at.insert; n >= 0 {
		if n > 0 && text[n-1] != '\n' {
			put = end + put
		}
		return splice(text, span{n, n}, put), nil
	}
	var header []string
	for _, part := range c.Path[:len(c.Path)-1] {
		header = append(header, bare(part))
	}
	put = "[" + strings.Join(header, ".") + "]" + end + put
	if len(text) > 0 {
		put = end + put
		if text[len(text)-1] != '\n' {
			put = end + put
		}
	}
	return append(slices.Clone(text), put...), nil
}

// apply makes the change in what a file says.
func (c Change) apply(settings map[string]any) error {
	for _, part := range c.Path[:len(c.Path)-1] {
		inner, ok := settings[part].(map[string]any)
		if !ok {
			inner = map[string]any{}
			settings[part] = inner
		}
		settings = inner
	}
	name := c.Path[len(c.Path)-1]
	switch _, taken := settings[c.Rename]; {
	case c.Rename != "" && taken:
		return fmt.Errorf("there is a %q in it already", c.Rename)
	case c.Rename != "":
		settings[c.Rename] = settings[name]
		delete(settings, name)
	case c.Value == "":
		delete(settings, name)
	default:
		settings[name] = c.Value
	}
	return nil
}

// withoutEmpty leaves out tables in which nothing stands.
func withoutEmpty(settings map[string]any) map[string]any {
	kept := maps.Clone(settings)
	for key, value := range kept {
		if table, ok := value.(map[string]any); ok {
			if table = withoutEmpty(table); len(table) == 0 {
				delete(kept, key)
			} else {
				kept[key] = table
			}
		}
	}
	return kept
}

// span is a stretch of the text.
type span struct{ from, to int }

func splice(text []byte, at span, put string) []byte {
	return slices.Concat(text[:at.from], []byte(put), text[at.to:])
}

// place is where a setting stands in a file, or would.
type place struct {
	found bool
	// key is the last part of its name, value what it is, in quotes, and line
	// all of it with the end of its line. value is zero for what is no text.
	key, value, line span
	// insert is where it can be put, -1 if its table is not there.
	insert int
}

// locate finds a setting in the text.
func locate(text []byte, path []string) (place, error) {
	at := place{insert: -1}
	parser := unstable.Parser{}
	parser.Reset(text)
	var table []string
	for parser.NextExpression() {
		expression := parser.Expression()
		var parts []string
		var first, last span
		for it := expression.Key(); it.Next(); {
			raw := it.Node().Raw
			last = span{int(raw.Offset), int(raw.Offset + raw.Length)}
			if len(parts) == 0 {
				first = last
			}
			parts = append(parts, string(it.Node().Data))
		}
		switch expression.Kind {
		case unstable.Table:
			if table = parts; slices.Equal(table, path[:len(path)-1]) {
				at.insert = afterComments(text, lineEnd(text, last.to))
			}
		case unstable.ArrayTable:
			table = append(parts, "[]")
		case unstable.KeyValue:
			value := expression.Value()
			end := last.to
			isText := value.Kind == unstable.String
			if isText {
				end = int(value.Raw.Offset + value.Raw.Length)
			}
			if slices.Equal(table, path[:len(path)-1]) {
				at.insert = lineEnd(text, end)
			}
			if !slices.Equal(slices.Concat(table, parts), path) {
				continue
			}
			at.found, at.key = true, last
			at.line = span{lineStart(text, first.from), lineEnd(text, end)}
			if isText {
				at.value = span{int(value.Raw.Offset), end}
			}
		}
	}
	return at, parser.Error()
}

func lineStart(text []byte, i int) int { return bytes.LastIndexByte(text[:i], '\n') + 1 }

func lineEnd(text []byte, i int) int {
	if n := bytes.IndexByte(text[i:], '\n'); n >= 0 {
		return i + n + 1
	}
	return len(text)
}

// afterComments returns the end of the lines of comments that begin at i.
func afterComments(text []byte, i int) int {
	for i < len(text) {
		end := lineEnd(text, i)
		if line := bytes.TrimSpace(text[i:end]); len(line) == 0 || line[0] != '#' {
			break
		}
		i = end
	}
	return i
}

// quoted writes a text as a basic string of TOML.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "�") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// bare writes a part of a table's name, in quotes only where it must.
func bare(part string) string {
	for _, r := range part {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' {
			return quoted(part)
		}
	}
	if part == "" {
		return `""`
	}
	return part
}
