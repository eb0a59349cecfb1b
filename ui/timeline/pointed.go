package timeline

import "spoor/ui/pane"

// Click implements pane.Pointed: it lays the brush on the bar in a column. A
// click on the brush that is there opens it.
func (p *Pane) Click(x, _ int) (open bool, i pane.Intent) {
	if p.hist == nil || p.hist.Step <= 0 || x >= len(p.hist.Bars) {
		return false, nil
	}
	if from, to, ok := p.brushed(); !ok || x < from || x >= to {
		p.setBars(x, x+1)
	}
	return true, nil
}

// Wheel implements pane.Pointed. There is nothing to scroll.
func (p *Pane) Wheel(int) {}

// Drag implements pane.Dragged: it lays the brush from one column to another.
func (p *Pane) Drag(from, to int) {
	if p.hist == nil || p.hist.Step <= 0 || len(p.hist.Bars) == 0 {
		return
	}
	last := len(p.hist.Bars) - 1
	from, to = min(max(0, from), last), min(max(0, to), last)
	p.setBars(min(from, to), max(from, to)+1)
}
