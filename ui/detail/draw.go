package detail

import (
	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/jsontree"
	"spoor/ui/theme"
)

func (p *Pane) draw(area canvas.Area) {
	t := p.env.Theme
	w, h := area.Size()
	body := area
	if p.searching {
		body = area.Sub(canvas.Rect{W: w, H: h - 1})
		p.drawSearch(area)
	}
	if !p.at.beside() {
		p.drawColumn(body, 0)
		p.drawMissing(body, p.at.columns[0].len())
		return
	}
	left := p.at.leftWidth
	p.drawColumn(body.Sub(canvas.Rect{W: left, H: body.Height()}), 0)
	for y := range body.Height() {
		body.Put(left, y, t.Border, "│")
	}
	right := body.Sub(canvas.Rect{X: left + 1, W: w - left - 1, H: body.Height()})
	p.drawColumn(right, 1)
	p.drawMissing(right, 0)
}

// drawSearch draws the text field on the last line.
func (p *Pane) drawSearch(area canvas.Area) {
	t := p.env.Theme
	w, h := area.Size()
	x := area.Put(1, h-1, t.Accent, "/")
	field := area.Sub(canvas.Rect{X: x, Y: h - 1, W: w - x - 1, H: 1})
	caret := p.search.Draw(field, t.Text, t.Faint, "search names and values")
	field.Sub(canvas.Rect{X: caret, W: 1, H: 1}).Tint(canvas.Style{Attr: canvas.Reverse})
}

// drawMissing says why there is no tree, below what else is shown.
func (p *Pane) drawMissing(area canvas.Area, y int) {
	if p.broken != "" && y < area.Height() {
		area.Put(1, y, p.env.Theme.Problem, event.Cut(p.broken, area.Width()-2))
	}
}

func (p *Pane) drawColumn(area canvas.Area, column int) {
	at, hasCursor := p.find()
	rows := &p.at.columns[column]
	for y := range area.Height() {
		i := p.offset[column] + y
		if i >= rows.len() {
			return
		}
		line := area.Row(y)
		current := hasCursor && at == spot{column, i}
		if current {
			p.drawCursor(line)
		}
		inside := line.Sub(canvas.Rect{X: 1, W: line.Width() - 1, H: 1})
		switch r := rows.at(i); r.kind {
		case factRow:
			p.drawFacts(inside, r, current)
		case treeRow:
			drawTree(inside, p.env.Theme, p.tree.Line(r.tree))
		}
	}
}

// drawCursor lays the cursor under a row.
func (p *Pane) drawCursor(line canvas.Area) {
	t := p.env.Theme
	line.Tint(t.SelectedRow(p.env.Focused))
	if p.env.Focused {
		line.Put(0, 0, t.Accent, "▌")
	}
}

// drawFacts draws a row of the summary; of several facts the one that the
// cursor is on is underlined.
func (p *Pane) drawFacts(row canvas.Area, r row, current bool) {
	t := p.env.Theme
	row.Put(0, 0, t.Dim, r.label)
	facts := p.at.lines[r.line].facts
	for _, piece := range r.pieces {
		x := row.Put(labelWidth+piece.x, 0, t.Faint, piece.lead)
		style := facts[piece.fact].style
		if current && p.env.Focused && piece.fact == p.cursor.fact && len(facts) > 1 {
			style = style.With(canvas.Underline)
		}
		row.Put(x, 0, style, piece.text)
	}
}

// drawTree draws a line of the record.
func drawTree(row canvas.Area, t *theme.Theme, line []jsontree.Span) {
	styles := [...]canvas.Style{
		jsontree.Space: t.Text, jsontree.Marker: t.Dim, jsontree.Name: t.Field, jsontree.Place: t.Faint,
		jsontree.Quoted: t.String, jsontree.Digits: t.Number, jsontree.Word: t.Number,
		jsontree.Preview: t.Faint, jsontree.Note: t.Faint,
	}
	x := 0
	for _, span := range line {
		style := styles[span.Part]
		if span.Match {
			style = t.Match
		}
		x = row.Put(x, 0, style, span.Text)
	}
}
