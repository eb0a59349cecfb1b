package facet

import "spoor/ui/pane"

// Click implements pane.Pointed.
func (p *Pane) Click(_, y int) (open bool, i pane.Intent) {
	if p.narrowing {
		y--
	}
	at := p.offset + y
	if y < 0 || at >= len(p.shown) {
		return false, nil
	}
	p.move(at - p.cursor)
	return true, nil
}

// Wheel implements pane.Pointed.
func (p *Pane) Wheel(lines int) {
	if rows := p.rows(); rows > 0 && len(p.shown) > 0 {
		p.offset = min(max(0, p.offset+lines), max(0, len(p.shown)-rows))
		p.move(min(max(p.cursor, p.offset), p.offset+rows-1) - p.cursor)
	}
}
