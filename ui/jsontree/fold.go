package jsontree

// Foldable reports whether a value has something to fold away: it is an object
// or array that is not empty.
func (t *Tree) Foldable(id ID) bool { return t.Container(id) && t.nodes[id].first != None }

// Folded reports whether what is inside a value is hidden.
func (t *Tree) Folded(id ID) bool { return t.nodes[id].folded }

// SetFolded hides what is inside a value, or shows it.
func (t *Tree) SetFolded(id ID, folded bool) {
	t.nodes[id].folded = folded
	t.rows.stale = true
}

// FoldAll folds a value and all inside it, or unfolds them.
func (t *Tree) FoldAll(id ID, folded bool) {
	t.walk(id, func(id ID) bool {
		t.nodes[id].folded = folded && t.Foldable(id)
		return true
	})
	t.rows.stale = true
}

// FoldFrom shows what the roots hold down to a level and folds what lies
// deeper: with 0 only the roots are seen, with 1 also what is in them.
func (t *Tree) FoldFrom(level int) {
	t.level = level
	for _, root := range t.roots {
		outermost := t.nodes[root].depth
		t.walk(root, func(id ID) bool {
			deep := int(t.nodes[id].depth-outermost) >= level
			t.nodes[id].folded = deep && t.Foldable(id)
			return !deep
		})
	}
	t.rows.stale = true
}

// Level returns down to which level the roots were last unfolded.
func (t *Tree) Level() int { return t.level }

// Fit unfolds the roots as deep as can be without more than limit lines; what
// lies right inside the roots is always shown.
func (t *Tree) Fit(limit int) {
	var atDepth []int
	for _, root := range t.roots {
		outermost := t.nodes[root].depth
		t.walk(root, func(id ID) bool {
			depth := int(t.nodes[id].depth - outermost)
			for len(atDepth) <= depth {
				atDepth = append(atDepth, 0)
			}
			atDepth[depth]++
			return true
		})
	}
	level, lines := 0, 0
	for ; level < len(atDepth); level++ {
		if lines += atDepth[level]; lines > limit {
			break
		}
	}
	t.FoldFrom(max(1, level-1))
}

// Reveal unfolds everything around a value.
func (t *Tree) Reveal(id ID) {
	for at := t.Parent(id); at != None; at = t.Parent(at) {
		t.nodes[at].folded = false
	}
	t.rows.stale = true
}

// walk calls visit for a value and all inside it, in the order of the text,
// and passes over what is inside where visit returns false.
func (t *Tree) walk(top ID, visit func(ID) bool) {
	id := top
	for {
		down := visit(id)
		if down {
			t.examine(id)
		}
		if down && t.nodes[id].first != None {
			id = t.nodes[id].first
			continue
		}
		for id != top && t.nodes[id].next == None {
			id = t.nodes[id].parent
		}
		if id == top {
			return
		}
		id = t.nodes[id].next
	}
}
