package events

import "spoor/ui/pane"

// Click implements pane.Pointed: on the name of a column it sorts, on a row it
// chooses row and cell.
func (p *Pane) Click(x, y int) (open bool, i pane.Intent) {
	if p.answer == nil || p.answer.Matched == 0 || p.finding {
		return false, nil
	}
	cell := p.cellAt(x)
	if y == 0 {
		p.cell = cell
		return false, p.sortByCell()
	}
	at := p.lineAt(y - 1)
	if at < 0 {
		return false, nil
	}
	p.put(at)
	p.cell = cell
	return true, nil
}

// cellAt returns the name of the column at x, empty for the time.
func (p *Pane) cellAt(x int) string {
	for _, c := range p.placed {
		if x >= c.x && x <= c.x+c.w {
			return c.name
		}
	}
	return ""
}

// lineAt returns the position of the line that is n from the top, -1 for none.
func (p *Pane) lineAt(n int) int {
	at := p.offset
	for ; n > 0; n-- {
		at = p.next(at)
	}
	if at >= p.answer.Matched {
		return -1
	}
	return at
}

// Wheel implements pane.Pointed. The cursor stays on its event as long as that
// is seen.
func (p *Pane) Wheel(lines int) {
	if p.answer == nil || p.answer.Matched == 0 {
		return
	}
	was := p.offset
	p.offset = p.step(p.offset, lines)
	if end := p.step(p.answer.Matched-1, 1-p.Rows()); p.offset > end {
		p.offset = end
	}
	p.cursor = min(max(p.cursor, p.offset), p.step(p.offset, p.Rows()-1))
	p.settled = p.settled || p.offset != was
	p.scroll()
}
