package detail

import "spoor/ui/pane"

// Click implements pane.Pointed.
func (p *Pane) Click(x, y int) (open bool, i pane.Intent) {
	if p.row == nil || p.searching && y >= p.height() {
		return false, nil
	}
	column := p.columnAt(x)
	if column == 1 {
		x -= p.at.leftWidth + 1
	}
	at := spot{column, p.offset[column] + y}
	if at.row >= p.at.columns[column].len() || p.at.columns[column].at(at.row).kind == gapRow {
		return false, nil
	}
	p.goTo(at, x-1-labelWidth)
	return true, nil
}

func (p *Pane) columnAt(x int) int {
	if p.at.beside() && x > p.at.leftWidth {
		return 1
	}
	return 0
}

// Wheel implements pane.Pointed. The cursor goes along where it would leave what
// is seen.
func (p *Pane) Wheel(lines int) {
	s, ok := p.find()
	if !ok {
		return
	}
	n := p.at.columns[s.column].len()
	offset := max(0, min(p.offset[s.column]+lines, n-p.height()))
	row := min(max(s.row, offset), offset+p.height()-1, n-1)
	p.offset[s.column] = offset
	if row != s.row {
		p.moveBy(row - s.row)
	}
}
