package event

import "bytes"

// Path is a path into a record, prepared for many look-ups:
// "requestParameters.bucketName". It is immutable and may be shared.
//
// Names match whatever the case of their ASCII letters. Arrays are passed through: the path goes on
// in every element. A name that holds dots itself is found under them. JSON
// inside a string (policy documents) is entered where the path leads into it.
type Path struct{ lower string }

// NewPath prepares a path.
func NewPath(path string) Path {
	folded := []byte(path)
	for i, c := range folded {
		folded[i] = lower(c)
	}
	return Path{string(folded)}
}

// Lookup returns the values that stand in a record at a path: see Path and
// Path.Each. The strings may alias raw.
func Lookup(raw []byte, path string) []string {
	var found []string
	NewPath(path).Each(raw, func(text string) bool {
		found = append(found, text)
		return true
	})
	return found
}

// Each calls yield with every value of the record at the path until it returns
// false: the text of strings, the literal of numbers and truth values, the JSON
// of objects as it stands. Null yields nothing. Where a name stands twice in
// an object, both count.
//
// The text may alias raw and is valid only during the call. Each reads only as
// much of the record as it must and does not check the rest; from bytes that
// are no JSON it takes what it can and stops.
func (p Path) Each(raw []byte, yield func(text string) bool) {
	if p.lower == "" {
		return
	}
	s := seeker{text: raw, yield: yield}
	s.value(skipSpace(raw, 0), p.lower, 0)
}

// seeker goes through a text once. Its methods take the offset at which
// something starts and return the one behind it, or -1 to stop altogether.
type seeker struct {
	text  []byte
	yield func(string) bool
	// enclosing is how many strings with JSON lie around the text.
	enclosing int
}

// maxEnclosing is how many times JSON inside a string may itself hold JSON
// inside a string.
const maxEnclosing = 3

// value looks for path in the value at i; with no path left, it is found.
func (s *seeker) value(i int, path string, depth int) int {
	if i >= len(s.text) || depth > maxDepth {
		return -1
	}
	switch s.text[i] {
	case '[':
		return s.array(i, path, depth)
	case '{':
		if path != "" {
			return s.object(i, path, depth)
		}
	case '"':
		return s.string(i, path)
	}
	end := skipValue(s.text, i)
	if end < 0 {
		return -1
	}
	if path == "" && s.text[i] != 'n' && !s.yield(alias(s.text[i:end])) {
		return -1
	}
	return end
}

func (s *seeker) array(i int, path string, depth int) int {
	i = skipSpace(s.text, i+1)
	for i < len(s.text) && s.text[i] != ']' {
		if i = s.value(i, path, depth+1); i < 0 {
			return -1
		}
		if i = skipSpace(s.text, i); i < len(s.text) && s.text[i] == ',' {
			i = skipSpace(s.text, i+1)
		} else {
			break
		}
	}
	if i >= len(s.text) || s.text[i] != ']' {
		return -1
	}
	return i + 1
}

func (s *seeker) object(i int, path string, depth int) int {
	b := s.text
	i = skipSpace(b, i+1)
	for i < len(b) && b[i] == '"' {
		end := skipString(b, i)
		if end < 0 {
			return -1
		}
		name := b[i+1 : end-1]
		i = skipSpace(b, end)
		if i >= len(b) || b[i] != ':' {
			return -1
		}
		i = skipSpace(b, i+1)
		if rest, ok := after(path, name); ok {
			i = s.value(i, rest, depth+1)
		} else {
			i = skipValue(b, i)
		}
		if i < 0 {
			return -1
		}
		if i = skipSpace(b, i); i < len(b) && b[i] == ',' {
			i = skipSpace(b, i+1)
		} else {
			break
		}
	}
	if i >= len(b) || b[i] != '}' {
		return -1
	}
	return i + 1
}

func (s *seeker) string(i int, path string) int {
	end := skipString(s.text, i)
	if end < 0 {
		return -1
	}
	text := s.text[i+1 : end-1]
	if path == "" {
		if !s.yield(unescaped(text)) {
			return -1
		}
		return end
	}
	if j := skipSpace(text, 0); j == len(text) || text[j] != '{' && text[j] != '[' || s.enclosing == maxEnclosing {
		return end
	}
	stopped := false
	inner := seeker{text: []byte(unescaped(text)), enclosing: s.enclosing + 1, yield: func(v string) bool {
		stopped = !s.yield(v)
		return !stopped
	}}
	inner.value(skipSpace(inner.text, 0), path, 0)
	if stopped {
		return -1
	}
	return end
}

// after returns what is left of path behind name.
func after(path string, name []byte) (rest string, ok bool) {
	if rest, ok = follows(path, name); !ok && bytes.IndexByte(name, '\\') >= 0 {
		return follows(path, unescapeLoose(name))
	}
	return rest, ok
}

func follows(path string, name []byte) (rest string, ok bool) {
	if len(name) > len(path) {
		return "", false
	}
	for i, c := range name {
		if lower(c) != path[i] {
			return "", false
		}
	}
	rest = path[len(name):]
	if rest == "" {
		return "", true
	}
	return rest[1:], rest[0] == '.' && len(rest) > 1
}
