package operation

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// xmlStyle is how XML becomes a record.
type xmlStyle uint8

const (
	// xmlLists lowers names and makes lists of what repeats.
	xmlLists xmlStyle = iota
	// xmlItems is EC2's: lists are objects with items.
	xmlItems
	// xmlAsIs keeps the names, as S3 does.
	xmlAsIs
)

// element is an element with what stands in it.
type element struct {
	name     string
	space    string
	text     strings.Builder
	children []*element
}

// decodeXML reads a document and returns the name of its root and what is in it.
func decodeXML(text []byte, style xmlStyle) (string, any, bool) {
	root := parseXML(text)
	if root == nil {
		return "", nil, false
	}
	v := root.value(style)
	if style == xmlAsIs {
		if members, ok := v.(map[string]any); ok && root.space != "" {
			members["xmlns"] = root.space
		}
	}
	return root.name, v, true
}

// parseXML reads a document, nil where it is none or nested too deep.
func parseXML(text []byte) *element {
	d := xml.NewDecoder(bytes.NewReader(text))
	var stack []*element
	var root *element
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, space: token.Name.Space}
			switch {
			case len(stack) > maxDepth || len(stack) == 0 && root != nil:
				return nil
			case len(stack) == 0:
				root = e
			default:
				parent := stack[len(stack)-1]
				parent.children = append(parent.children, e)
			}
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text.Write(token)
			}
		}
	}
	return root
}

// find is the first element at a path of names below e, nil for none.
func (e *element) find(path ...string) *element {
	for _, name := range path {
		if e == nil {
			return nil
		}
		var next *element
		for _, child := range e.children {
			if child.name == name {
				next = child
				break
			}
		}
		e = next
	}
	return e
}

func (e *element) content() string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.text.String())
}

// value is what stands in an element.
func (e *element) value(style xmlStyle) any {
	if len(e.children) == 0 {
		switch text := strings.TrimSpace(e.text.String()); {
		case style != xmlAsIs && text == "true":
			return true
		case style != xmlAsIs && text == "false":
			return false
		default:
			return text
		}
	}
	if style != xmlAsIs && e.isList() {
		list := make([]any, len(e.children))
		for i, child := range e.children {
			list[i] = child.value(style)
		}
		if style == xmlItems {
			return map[string]any{"items": list}
		}
		return list
	}
	members := map[string]any{}
	for _, child := range e.children {
		name := child.name
		if style != xmlAsIs {
			name = lowerFirst(name)
		}
		v := child.value(style)
		switch before, there := members[name]; {
		case !there:
			members[name] = v
		default:
			list, isList := before.([]any)
			if !isList {
				list = []any{before}
			}
			members[name] = append(list, v)
		}
	}
	return members
}

// isList reports whether an element is a list: all in it have one name, that of
// an element of lists, or that of the element without its plural.
func (e *element) isList() bool {
	first := e.children[0].name
	for _, child := range e.children {
		if child.name != first {
			return false
		}
	}
	return len(e.children) > 1 || first == "member" || first == "item" || first == "Item" || e.name == first+"s"
}
