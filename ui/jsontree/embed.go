package jsontree

import (
	"encoding/json"
	"net/url"
	"strings"
)

// examine looks once whether a string holds JSON and if so makes it part of the
// tree. Only objects and arrays count: a string such as "12" is a string.
func (t *Tree) examine(id ID) {
	n := &t.nodes[id]
	if n.kind != String || n.examined {
		return
	}
	n.examined = true
	raw := t.docs[n.doc][n.start:n.end]
	if len(raw) < 2 || !strings.ContainsRune("{[%\\", rune(raw[0])) {
		return
	}
	text, embedding := t.Value(id), Text
	if text[0] == '%' {
		plain, err := url.PathUnescape(text)
		if err != nil || plain == "" {
			return
		}
		text, embedding = plain, PercentEncoded
	}
	if text[0] != '{' && text[0] != '[' || t.Secret(id) || !json.Valid([]byte(text)) {
		return
	}
	n.embedding = embedding
	n.inner = Object
	if text[0] == '[' {
		n.inner = Array
	}
	t.docs = append(t.docs, []byte(text))
	t.scan(int32(len(t.docs)-1), id)
	t.search.stale = true
}

// examineAll looks into every string, and into what it finds there.
func (t *Tree) examineAll() {
	for id := ID(0); int(id) < len(t.nodes); id++ {
		t.examine(id)
	}
}
