// Package jsontree is a JSON text as a tree that can be folded, walked and
// searched. It works on the bytes as they are: members keep their order,
// numbers their digits, and names that stand twice stand twice. JSON held in a
// string, as policy documents are, is part of the tree.
//
// The package draws nothing. Lines gives the parts of a line with what each
// part is, every one of them clean text.
package jsontree

import (
	"encoding/json"
	"errors"

	"spoor/event"
)

// ID names a value of a tree. It stays the same as long as the tree lives.
type ID int32

// None is no value at all.
const None ID = -1

// Root is the outermost value.
const Root ID = 0

// Kind is what a value is.
type Kind uint8

// The kinds.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Embedding is how JSON is held in a string.
type Embedding uint8

// The embeddings.
const (
	// NotEmbedded is a value that is what it seems.
	NotEmbedded Embedding = iota
	// Text is a string that holds JSON.
	Text
	// PercentEncoded is a string that holds JSON encoded as in a URL, as IAM
	// answers with policy documents.
	PercentEncoded
)

// node is one value. Offsets are into the text of its document; those of
// strings and names leave the quotes out.
type node struct {
	keyStart, keyEnd, start, end uint32
	doc                          int32
	parent, first, next          ID
	// index is the place among its siblings, count the number of its children.
	index, count int32
	depth        int32
	kind         Kind
	// inner is the kind of the JSON held in the string, by embedding.
	inner     Kind
	embedding Embedding
	// examined says that a string was looked into for JSON.
	examined bool
	folded   bool
	// spread says that a long text is shown in full.
	spread bool
	// align is the width of the names of the children, 0 while unknown.
	align uint8
}

// Tree is a JSON text. It is not safe for concurrent use.
type Tree struct {
	docs   [][]byte
	nodes  []node
	roots  []ID
	rows   rows
	level  int
	search search
}

// New returns the tree of a JSON text, which must not change while the tree is
// in use. Nothing is folded.
func New(text []byte) (*Tree, error) {
	if !json.Valid(text) {
		return nil, errors.New("not valid JSON")
	}
	t := &Tree{docs: [][]byte{text}}
	t.scan(0, None)
	t.roots = t.Children(Root)
	return t, nil
}

// SetRoots says which values are shown outermost, and in which order. At first
// it is the members of the whole text.
func (t *Tree) SetRoots(ids []ID) {
	t.roots = ids
	t.rows.stale = true
	t.search.stale = true
}

// Roots returns the values that are shown outermost.
func (t *Tree) Roots() []ID { return t.roots }

// Children returns the members or elements of a value, those of the JSON in a
// string included.
func (t *Tree) Children(id ID) []ID {
	t.examine(id)
	all := make([]ID, 0, t.nodes[id].count)
	for c := t.nodes[id].first; c != None; c = t.nodes[c].next {
		all = append(all, c)
	}
	return all
}

// Member returns the member of an object by its name, None if there is none.
// Where a name stands twice the last one counts, as with other JSON readers.
func (t *Tree) Member(id ID, name string) ID {
	found := None
	if t.Kind(id) != Object {
		return found
	}
	for c := t.nodes[id].first; c != None; c = t.nodes[c].next {
		if t.Name(c) == name {
			found = c
		}
	}
	return found
}

// Kind returns what a value is: for a string that holds JSON, what the JSON is.
func (t *Tree) Kind(id ID) Kind {
	t.examine(id)
	n := &t.nodes[id]
	if n.embedding == NotEmbedded {
		return n.kind
	}
	return n.inner
}

// Embedding says how the value is held in a string, if it is.
func (t *Tree) Embedding(id ID) Embedding {
	t.examine(id)
	return t.nodes[id].embedding
}

// Container reports whether a value is an object or an array.
func (t *Tree) Container(id ID) bool { return t.Kind(id) >= Array }

// Parent returns the value around another, None around the outermost.
func (t *Tree) Parent(id ID) ID { return t.nodes[id].parent }

// Next returns the sibling after a value, None behind the last one.
func (t *Tree) Next(id ID) ID {
	if i := t.rootIndex(id); i >= 0 {
		if i+1 < len(t.roots) {
			return t.roots[i+1]
		}
		return None
	}
	return t.nodes[id].next
}

// Previous returns the sibling before a value, None before the first one.
func (t *Tree) Previous(id ID) ID {
	if i := t.rootIndex(id); i >= 0 {
		if i > 0 {
			return t.roots[i-1]
		}
		return None
	}
	parent := t.nodes[id].parent
	if parent == None {
		return None
	}
	before := None
	for c := t.nodes[parent].first; c != id && c != None; c = t.nodes[c].next {
		before = c
	}
	return before
}

func (t *Tree) rootIndex(id ID) int {
	for i, root := range t.roots {
		if root == id {
			return i
		}
	}
	return -1
}

// Name returns the name of a member, raw and unescaped, "" for an element of an
// array.
func (t *Tree) Name(id ID) string {
	n := &t.nodes[id]
	return unescape(t.docs[n.doc][n.keyStart:n.keyEnd])
}

// Index returns the place of a value among its siblings.
func (t *Tree) Index(id ID) int { return int(t.nodes[id].index) }

// Value returns what a scalar says: the string unescaped, the number as it is
// written. For an object or array it is the JSON as it stands in the text. It is
// raw: neither cleaned nor masked.
func (t *Tree) Value(id ID) string {
	n := &t.nodes[id]
	raw := t.docs[n.doc][n.start:n.end]
	if n.kind == String {
		return unescape(raw)
	}
	return string(raw)
}

// Source returns the value as it stands in the text, strings with their quotes.
func (t *Tree) Source(id ID) string {
	n := &t.nodes[id]
	if n.kind == String {
		return string(t.docs[n.doc][n.start-1 : n.end+1])
	}
	return string(t.docs[n.doc][n.start:n.end])
}

// Secret reports whether the value is a credential that may not be shown.
func (t *Tree) Secret(id ID) bool {
	return t.nodes[id].kind == String && event.IsSecret(t.nearestName(id), t.Value(id))
}

// HoldsSecret reports whether the value or one inside it is a credential.
func (t *Tree) HoldsSecret(id ID) bool {
	found := false
	t.walk(id, func(id ID) bool {
		found = found || t.Secret(id)
		return !found
	})
	return found
}

// nearestName returns the name of a member, or for an element of an array that
// of the array.
func (t *Tree) nearestName(id ID) string {
	for ; id > Root; id = t.nodes[id].parent {
		if name := t.Name(id); name != "" {
			return name
		}
	}
	return ""
}
