package query

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"
)

// RecordPath is a path into records, such as requestParameters.bucketName: the
// one that a term on it has. It is immutable and safe for concurrent use.
type RecordPath struct {
	text  string
	steps []step
	// key is the last name, which a record that has something at the path holds
	// as well, unless it writes it with JSON's escapes.
	key Needle
}

// ParsePath reads a record path as it stands before the colon of a term. Its
// errors are of type *Error, with text for what they speak of.
func ParsePath(text string) (*RecordPath, error) {
	if !looksLikePath(text) {
		mistake := errorAt(0, len(text), "a path begins with a name at the top of the record, as in requestParameters.bucketName", "`%s` is no path into the record", shown(text))
		mistake.Text = text
		return nil, mistake
	}
	steps, mistake := readPath(text)
	if mistake != nil {
		mistake.Text = text
		return nil, mistake
	}
	p := &RecordPath{text: printPath(steps), steps: foldSteps(steps)}
	for _, s := range p.steps {
		if s.key != "" {
			p.key = NewNeedle(s.key)
		}
	}
	return p, nil
}

// String returns the path as a filter prints it.
func (p *RecordPath) String() string { return p.text }

// Each hands over what a record has at the path: strings decoded, numbers, true
// and false as written, an object as JSON on one line, and a list by its
// elements, or where it holds objects or lists as JSON too. Null, the empty string,
// and objects and lists of nothing else are nothing. The way there is that of a
// term: names are compared ignoring case, lists are passed through, and JSON held in
// strings is entered.
func (p *RecordPath) Each(record []byte, yield func(value string)) {
	if at, _ := p.key.Find(record); at < 0 && bytes.IndexByte(record, '\\') < 0 {
		return
	}
	each := func(value string) bool {
		yield(value)
		return true
	}
	walkRecord(record, p.steps, func(v *fastjson.Value) bool {
		var whole []byte
		if kind := v.Type(); kind == fastjson.TypeObject || kind == fastjson.TypeArray {
			// Before it is looked into: strings that were are not written as JSON.
			whole = v.MarshalTo(nil)
		}
		if !holdsObjects(v) {
			return eachScalar(v, each)
		}
		if !eachScalar(v, func(string) bool { return false }) {
			yield(string(whole))
		}
		return true
	})
}

// holdsObjects reports whether a value is more than plain values one after the
// other.
func holdsObjects(v *fastjson.Value) bool {
	switch v.Type() {
	case fastjson.TypeObject:
		return true
	case fastjson.TypeArray:
		for _, element := range v.GetArray() {
			if element.Type() == fastjson.TypeObject || element.Type() == fastjson.TypeArray {
				return true
			}
		}
	}
	return false
}

// looksLikePath reports whether a name that is no field's may be meant as a
// path: it is one of the names at the top of every record, or several names.
func looksLikePath(name string) bool {
	_, known := recordByKey[strings.ToLower(name)]
	return known || strings.ContainsAny(name, ".[")
}

// readPath reads a path that looks like one. A dot at its front says that it is
// a path whatever it looks like. The error's offsets are those in name.
func readPath(name string) ([]step, *Error) {
	first := name
	if i := strings.IndexAny(name, ".["); i >= 0 {
		first = name[:i]
	}
	if _, known := recordByKey[strings.ToLower(first)]; !known && first != "" {
		if f, ok := FieldNamed(first); ok {
			return nil, errorAt(0, len(name), "a path begins with a name of the record, as in requestParameters.bucketName",
				"`%s` is a field, and nothing lies below it", f)
		}
		if best, near := Nearest(first, recordNames); near && editDistance(strings.ToLower(first), strings.ToLower(best)) <= 2 {
			return nil, errorAt(0, len(first), "did you mean `"+best+"`?", "records have no `%s`", shown(first))
		}
	}
	steps, err := parsePath(name)
	if err != nil {
		return nil, errorAt(0, len(name), `join names with dots, and write a dot inside a name as \.`, "this path cannot be read: %v", err)
	}
	return steps, nil
}
