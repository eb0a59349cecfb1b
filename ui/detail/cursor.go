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

func (p *Pane) column(i int) []row {
	if i == 1 {
		return p.at.right
	}
	return p.at.left
}

// find returns where the cursor lies, and false if it lies nowhere.
func (p *Pane) find() (spot, bool) {
	for column := range 2 {
		part := 0
		rows := p.column(column)
		for i, r := range rows {
			switch {
			case r.kind == treeRow && p.cursor.node != jsontree.None:
				if r.tree.ID == p.cursor.node && r.tree.Part == p.cursor.part {
					return spot{column, i}, true
				}
			case r.kind == factRow && p.cursor.node == jsontree.None:
				if i > 0 && rows[i-1].kind == factRow && rows[i-1].line == r.line {
					part++
				} else {
					part = 0
				}
				if r.line == p.cursor.line && part == p.cursor.part {
					return spot{column, i}, true
				}
			}
		}
	}
	return spot{}, false
}

// go to a spot; of the facts there the one nearest to a column of cells.
func (p *Pane) goTo(s spot, x int) {
	rows := p.column(s.column)
	r := rows[s.row]
	if r.kind == treeRow {
		p.cursor = place{node: r.tree.ID, part: r.tree.Part}
		return
	}
	part := 0
	for i := s.row; i > 0 && rows[i-1].kind == factRow && rows[i-1].line == r.line; i-- {
		part++
	}
	p.cursor = place{node: jsontree.None, line: r.line, part: part}
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
		n := len(p.column(column))
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
	for column := range 2 {
		for i, r := range p.column(column) {
			if r.kind != gapRow {
				return spot{column, i}, true
			}
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
	rows := p.column(s.column)
	s.row = max(0, min(s.row+n, len(rows)-1))
	for step := 1; rows[s.row].kind == gapRow; s.row += step {
		if n < 0 {
			step = -1
		}
	}
	p.goTo(s, x)
}

// x is where on its row the fact under the cursor begins.
func (p *Pane) x(s spot) int {
	for _, piece := range p.column(s.column)[s.row].pieces {
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
		} else if p.at.beside() && len(p.at.left) > 0 {
			p.goTo(spot{0, min(p.offset[0], len(p.at.left)-1)}, 0)
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
		if p.at.beside() && len(p.at.right) > 0 {
			p.goTo(spot{1, min(p.offset[1], len(p.at.right)-1)}, 0)
		}
		return
	}
	rows := p.column(s.column)
	start := s.row - p.cursor.part
	for i := start; i < len(rows) && rows[i].kind == factRow && rows[i].line == p.cursor.line; i++ {
		for _, piece := range rows[i].pieces {
			if piece.fact == to {
				p.cursor.fact, p.cursor.part = to, i-start
				return
			}
		}
	}
}
