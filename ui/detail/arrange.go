package detail

import (
	"strings"
	"unicode/utf8"

	"spoor/ui/canvas"
	"spoor/ui/jsontree"
)

const (
	// labelWidth is how wide the labels of the summary are.
	labelWidth = 10
	// besideWidth is from which width on the record stands beside the summary.
	besideWidth = 84
	between     = " · "
)

// piece is a stretch of a fact on one row.
type piece struct {
	fact, x int
	text    string
	// lead stands dimly before the text.
	lead string
}

// row is one row of the pane: of the summary, of the record, or empty.
type row struct {
	line   int
	label  string
	pieces []piece
	tree   jsontree.Row
	kind   rowKind
}

type rowKind uint8

const (
	gapRow rowKind = iota
	factRow
	treeRow
)

// column is rows under each other: of the summary, of the record, and of what
// else is known. Those of the record are not copied: there may be very many.
type column struct {
	head []row
	tree []jsontree.Row
	tail []row
}

func (c *column) len() int { return len(c.head) + len(c.tree) + len(c.tail) }

func (c *column) at(i int) row {
	if i < len(c.head) {
		return c.head[i]
	}
	if i -= len(c.head); i < len(c.tree) {
		return row{tree: c.tree[i], kind: treeRow}
	}
	return c.tail[i-len(c.tree)]
}

// ofLine returns which row of its line the i-th row is, counted from 0.
func (c *column) ofLine(i int) int {
	part := 0
	for r := c.at(i); i > part; part++ {
		if before := c.at(i - part - 1); before.kind != factRow || before.line != r.line {
			break
		}
	}
	return part
}

// arranged is what stands where.
type arranged struct {
	lines []line
	// columns are the summary and, where it stands beside it, the record; in
	// one column the record stands in the middle of the first.
	columns [2]column
	// leftWidth is how wide the summary is when the record stands beside it.
	leftWidth int
}

func (a *arranged) beside() bool { return a.leftWidth > 0 }

// flow lays the facts of a line out on rows of a width.
func flow(l line, index, width int) []row {
	rows := []row{{line: index, label: l.label, kind: factRow}}
	x := 0
	put := func(p piece) {
		at := &rows[len(rows)-1]
		at.pieces = append(at.pieces, p)
		x = p.x + canvas.Width(p.lead) + canvas.Width(p.text)
	}
	feed := func() {
		rows = append(rows, row{line: index, kind: factRow})
		x = 0
	}
	for i, f := range l.facts {
		lead := ""
		if x > 0 {
			lead = between
			if f.joined {
				lead = joint(l.facts, i)
			}
		}
		if x > 0 && x+canvas.Width(lead)+canvas.Width(f.shown) > width && !stuck(l.facts, i) {
			feed()
			lead = ""
		}
		rest := f.shown
		for room := width - x - canvas.Width(lead); ; room = width {
			if room < 1 {
				feed()
				lead = ""
				continue
			}
			head := breakAt(rest, room)
			if head == len(rest) {
				break
			}
			put(piece{fact: i, x: x, text: rest[:head], lead: lead})
			rest, lead = strings.TrimLeft(rest[head:], " "), ""
			feed()
		}
		if rest != "" {
			put(piece{fact: i, x: x, text: rest, lead: lead})
		}
	}
	if last := rows[len(rows)-1]; len(rows) > 1 && len(last.pieces) == 0 {
		rows = rows[:len(rows)-1]
	}
	return rows
}

// joint is what stands between facts that belong together: nothing beside a
// colon, else a blank.
func joint(facts []fact, i int) string {
	if stuck(facts, i) {
		return ""
	}
	return " "
}

func stuck(facts []fact, i int) bool {
	return facts[i].joined && (facts[i].shown == ":" || i > 0 && facts[i-1].shown == ":")
}

// breakAt returns how many bytes of a text to put on a row of a width, up to
// a blank if there is one, else a slash or colon near the end.
func breakAt(s string, width int) int {
	used, end := 0, 0
	for i := 0; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		w := canvas.Width(s[i : i+size])
		if used+w > width && i > 0 {
			break
		}
		used += w
		i += size
		end = i
	}
	if end == len(s) {
		return end
	}
	if at := strings.LastIndexByte(s[:end], ' '); at > end/2 {
		return at + 1
	}
	if at := strings.LastIndexAny(s[:end], "/:"); at > end*2/3 {
		return at + 1
	}
	return end
}

// arrange lays out everything for the pane's size: with room enough the record
// beside the summary, else between what is wanted first and the rest.
func (p *Pane) arrange() {
	a := &p.at
	a.lines = a.lines[:0]
	a.columns, a.leftWidth = [2]column{}, 0
	if p.row == nil {
		return
	}
	inner := max(1, p.w-2)
	treeWidth := inner
	if p.w >= besideWidth {
		a.leftWidth = min(p.w/2+1, 77)
		treeWidth = max(1, p.w-a.leftWidth-3)
	}
	facts := func(lines []line) []row {
		width := inner - labelWidth
		if a.beside() {
			width = a.leftWidth - 2 - labelWidth // clear of the rule
		}
		var rows []row
		for _, l := range lines {
			rows = append(rows, flow(l, len(a.lines), max(1, width))...)
			a.lines = append(a.lines, l)
		}
		return rows
	}
	var first, rest []row
	if !p.whole {
		first = facts(append(marks(p.mark(), p.env), summary(p.row, p.twin, p.env)...))
		more := names(p.row, p.env)
		if p.stored != nil {
			more = append(more, held(p.stored, p.variant, p.env)...)
		}
		rest = facts(more)
	} else {
		a.leftWidth, treeWidth = 0, inner
	}
	var record []jsontree.Row
	if p.tree != nil {
		p.tree.SetWidth(treeWidth)
		record = p.tree.Rows()
	}
	if a.beside() {
		a.columns = [2]column{{head: append(first, rest...)}, {tree: record}}
		return
	}
	if roomy := p.h >= 12; roomy && len(first) > 0 && len(record) > 0 {
		first = append(first, row{})
	}
	if roomy := p.h >= 12; roomy && len(rest) > 0 && len(record) > 0 {
		rest = append([]row{{}}, rest...)
	}
	a.columns[0] = column{head: first, tree: record, tail: rest}
}
