package jsontree

// scan appends the values of a document, which is valid JSON, to the tree. The
// members or elements of its outermost value become children of into; if that
// is None the outermost value itself becomes the root.
func (t *Tree) scan(doc int32, into ID) {
	s := scanner{tree: t, text: t.docs[doc], doc: doc}
	if into == None {
		t.nodes = append(t.nodes, node{doc: doc, parent: None, first: None, next: None, depth: -1})
		into = Root
		s.value(into)
	} else {
		s.space()
		s.i++
		t.nodes[into].first = None
		s.open = append(s.open, level{id: into, last: None, array: t.nodes[into].inner == Array})
	}
	for len(s.open) > 0 {
		s.step()
	}
}

type scanner struct {
	tree *Tree
	text []byte
	doc  int32
	i    int
	open []level
}

// level is an object or array that is being read.
type level struct {
	id, last ID
	array    bool
}

// step reads the next child of the innermost open value, or its end.
func (s *scanner) step() {
	top := &s.open[len(s.open)-1]
	s.space()
	switch s.text[s.i] {
	case ']', '}':
		s.i++
		if t := &s.tree.nodes[top.id]; t.doc == s.doc {
			t.end = uint32(s.i)
		}
		s.open = s.open[:len(s.open)-1]
		return
	case ',':
		s.i++
		s.space()
	}
	nodes := s.tree.nodes
	parent := &nodes[top.id]
	n := node{
		doc: s.doc, parent: top.id, first: None, next: None,
		index: parent.count, depth: parent.depth + 1,
	}
	if !top.array {
		n.keyStart = uint32(s.i + 1)
		n.keyEnd = uint32(s.stringEnd())
		s.space()
		s.i++ // the colon
		s.space()
	}
	id := ID(len(nodes))
	parent.count++
	if top.last == None {
		parent.first = id
	} else {
		nodes[top.last].next = id
	}
	top.last = id
	s.tree.nodes = append(nodes, n)
	s.value(id)
}

// value reads the value that begins here into a node; of objects and arrays
// only the opening bracket.
func (s *scanner) value(id ID) {
	s.space()
	n := &s.tree.nodes[id]
	n.start = uint32(s.i)
	switch c := s.text[s.i]; c {
	case '{', '[':
		n.kind = Object
		if c == '[' {
			n.kind = Array
		}
		s.i++
		s.open = append(s.open, level{id: id, last: None, array: c == '['})
		return
	case '"':
		n.kind = String
		n.start++
		n.end = uint32(s.stringEnd())
		return
	case 't', 'f':
		n.kind = Bool
	case 'n':
		n.kind = Null
	default:
		n.kind = Number
	}
	for s.i < len(s.text) && !ends(s.text[s.i]) {
		s.i++
	}
	n.end = uint32(s.i)
}

// ends reports whether a byte ends a number or word.
func ends(c byte) bool { return c <= ' ' || c == ',' || c == ']' || c == '}' }

func (s *scanner) space() {
	for s.i < len(s.text) && s.text[s.i] <= ' ' {
		s.i++
	}
}

// stringEnd passes over a string and returns where its closing quote stands.
func (s *scanner) stringEnd() int {
	for s.i++; s.text[s.i] != '"'; s.i++ {
		if s.text[s.i] == '\\' {
			s.i++
		}
	}
	s.i++
	return s.i - 1
}
