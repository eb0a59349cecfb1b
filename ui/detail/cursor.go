package detail

import (
	"spoor/keymap"
	"spoor/ui/jsontree"
)

// place is where the cursor is: on a value of the tree, or if node is None on a
// fact of the summary. part counts the rows of that value or line.
type place struct {
	node       jsontree.ID
	line, fact int
	part       int
}

// spot is where a place lies on screen. The columns are 0 and, with the record
// beside the summary, 1.
type spot struct{ column, row int }

// find returns where the cursor lies, and false if it lies nowhere.
func (p *Pane) find() (spot, bool) {
	for i := range p.at.columns {
		c := &p.at.columns[i]
		if p.cursor.node != jsontree.None {
			for j, r := range c.tree {
				if r.ID == p.cursor.node && r.Part == p.cursor.part {
					return spot{i, len(c.head) + j}, true
				}
			}
			continue
		}
		for j := range c.len() {
			if len(c.head) <= j && j < len(c.head)+len(c.tree) {
				continue
			}
			if r := c.at(j); r.kind == factRow && r.line == p.cursor.line && c.ofLine(j) == p.cursor.part {
				return spot{i, j}, true
			}
		}
	}
	return spot{}, false
}

// goTo puts the cursor on a spot; of the facts there on the one nearest to x.
func (p *Pane) goTo(s spot, x int) {
	c := &p.at.columns[s.column]
	r := c.at(s.row)
	if r.kind == treeRow {
		p.cursor = place{node: r.tree.ID, part: r.tree.Part}
		return
	}
	p.cursor = place{node: jsontree.None, line: r.line, part: c.ofLine(s.row)}
	for _, piece := range r.pieces {
		if piece.x <= x || piece.fact == r.pieces[0].fact {
			p.cursor.fact = piece.fact
		}
	}
	p.cursor.fact = p.skipSign(r, p.cursor.fact)
}

// skipSign passes over what only stands between facts.
func (p *Pane) skipSign(r row, fact int) int {
	if p.at.lines[r.line].facts[fact].shown == ":" {
		return fact + 1
	}
	return fact
}

// settle puts the cursor where there is something, and scrolls so that it is
// seen.
func (p *Pane) settle() {
	s, ok := p.find()
	if !ok {
		if s, ok = p.first(); !ok {
			return
		}
		p.goTo(s, 0)
	}
	for column := range 2 {
		n := p.at.columns[column].len()
		if column == s.column {
			p.offset[column] = min(p.offset[column], s.row)
			p.offset[column] = max(p.offset[column], s.row-p.height()+1)
		}
		p.offset[column] = max(0, min(p.offset[column], n-p.height()))
	}
}

// height is how many rows are seen at a time.
func (p *Pane) height() int {
	if p.searching {
		return max(1, p.h-1)
	}
	return max(1, p.h)
}

// first returns the first spot that can have the cursor: that of a folded away
// value's parent if the cursor was inside it.
func (p *Pane) first() (spot, bool) {
	for p.tree != nil && p.cursor.node > jsontree.Root {
		p.cursor.part = 0
		if s, ok := p.find(); ok {
			return s, true
		}
		p.cursor.node = p.tree.Parent(p.cursor.node)
	}
	for i := range p.at.columns {
		if p.at.columns[i].len() > 0 {
			return spot{i, 0}, true
		}
	}
	return spot{}, false
}

// move carries out an action that moves the cursor and reports whether it was
// one.
func (p *Pane) move(a keymap.Action) bool {
	page := max(1, p.height()/2)
	switch a {
	case keymap.Down:
		p.moveBy(1)
	case keymap.Up:
		p.moveBy(-1)
	case keymap.PageDown:
		p.moveBy(page)
	case keymap.PageUp:
		p.moveBy(-page)
	case keymap.First:
		p.moveBy(-1 << 30)
	case keymap.Last:
		p.moveBy(1 << 30)
	case keymap.NextSibling, keymap.PreviousSibling:
		p.sibling(a == keymap.NextSibling)
	default:
		return false
	}
	return true
}

func (p *Pane) moveBy(n int) {
	s, ok := p.find()
	if !ok {
		return
	}
	x := p.x(s)
	c := &p.at.columns[s.column]
	s.row = max(0, min(s.row+n, c.len()-1))
	for step := 1; c.at(s.row).kind == gapRow; s.row += step {
		if n < 0 {
			step = -1
		}
	}
	p.goTo(s, x)
}

// x is where on its row the fact under the cursor begins.
func (p *Pane) x(s spot) int {
	for _, piece := range p.at.columns[s.column].at(s.row).pieces {
		if piece.fact == p.cursor.fact {
			return piece.x
		}
	}
	return 0
}

func (p *Pane) sibling(next bool) {
	if p.cursor.node == jsontree.None {
		p.moveBy(map[bool]int{true: 1, false: -1}[next])
		return
	}
	id := p.tree.Previous(p.cursor.node)
	if next {
		id = p.tree.Next(p.cursor.node)
	}
	if id != jsontree.None {
		p.cursor = place{node: id}
	}
}

// in goes one step in or to the right: into a value, to the next fact, from
// the summary to the record.
func (p *Pane) in() {
	if p.cursor.node == jsontree.None {
		p.beside(1)
		return
	}
	id, t := p.cursor.node, p.tree
	switch {
	case t.Foldable(id) && t.Folded(id):
		t.SetFolded(id, false)
	case t.Foldable(id):
		p.cursor = place{node: t.Children(id)[0]}
	case t.Long(id):
		t.SetSpread(id, true)
	}
}

// out goes one step out or to the left.
func (p *Pane) out() {
	if p.cursor.node == jsontree.None {
		p.beside(-1)
		return
	}
	id, t := p.cursor.node, p.tree
	switch {
	case t.Spread(id):
		t.SetSpread(id, false)
		p.cursor.part = 0
	case t.Foldable(id) && !t.Folded(id):
		t.SetFolded(id, true)
	default:
		if row := t.RowOf(t.Parent(id)); row >= 0 {
			p.cursor = place{node: t.Parent(id)}
		} else if n := p.at.columns[0].len(); p.at.beside() && n > 0 {
			p.goTo(spot{0, min(p.offset[0], n-1)}, 0)
		}
	}
}

// beside goes to the fact beside the one under the cursor, and from the last
// one to the record where it stands beside the summary.
func (p *Pane) beside(step int) {
	s, ok := p.find()
	if !ok {
		return
	}
	facts := p.at.lines[p.cursor.line].facts
	to := p.cursor.fact + step
	for to >= 0 && to < len(facts) && facts[to].shown == ":" {
		to += step
	}
	if to < 0 {
		return
	}
	if to >= len(facts) {
		if n := p.at.columns[1].len(); p.at.beside() && n > 0 {
			p.goTo(spot{1, min(p.offset[1], n-1)}, 0)
		}
		return
	}
	c := &p.at.columns[s.column]
	start := s.row - p.cursor.part
	for i := start; i < c.len() && c.at(i).kind == factRow && c.at(i).line == p.cursor.line; i++ {
		for _, piece := range c.at(i).pieces {
			if piece.fact == to {
				p.cursor.fact, p.cursor.part = to, i-start
				return
			}
		}
	}
}
