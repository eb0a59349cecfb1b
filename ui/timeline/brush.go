package timeline

import (
	"time"

	"spoor/keymap"
	"spoor/query"
	"spoor/ui/pane"
)

// Do implements pane.Pane.
func (p *Pane) Do(a keymap.Action) pane.Intent {
	if p.Empty() {
		return nil
	}
	switch a {
	case keymap.BrushLeft:
		p.move(-1)
	case keymap.BrushRight:
		p.move(1)
	case keymap.BrushWiden:
		p.widen(1)
	case keymap.BrushNarrow:
		p.widen(-1)
	case keymap.NextBurst:
		return p.jump(1)
	case keymap.PreviousBurst:
		return p.jump(-1)
	case keymap.TakeBrush:
		return p.take()
	case keymap.ZoomIn:
		return p.zoom(1, 2)
	case keymap.ZoomOut:
		return p.zoom(2, 1)
	}
	return nil
}

func (p *Pane) setBars(from, to int) {
	n := len(p.hist.Bars)
	width := min(max(1, to-from), n)
	from = min(max(0, from), n-width)
	p.brush = query.Window{From: p.timeOf(from), To: p.timeOf(from + width)}
}

// move moves the brush by half its width; the first move lays it down at the
// end it comes from.
func (p *Pane) move(by int) {
	from, to, ok := p.brushed()
	if !ok {
		n := len(p.hist.Bars)
		width := max(1, n/24)
		if by < 0 {
			p.setBars(n-width, n)
		} else {
			p.setBars(0, width)
		}
		return
	}
	by *= max(1, (to-from)/2)
	p.setBars(from+by, to+by)
}

func (p *Pane) widen(by int) {
	from, to, ok := p.brushed()
	if !ok {
		p.move(-1)
		return
	}
	by *= max(1, (to-from)/4)
	if to-from+2*by < 1 {
		p.setBars(from, from+1)
		return
	}
	p.setBars(from-by, to+by)
}

func (p *Pane) take() pane.Intent {
	if _, _, ok := p.brushed(); !ok {
		return pane.Notice{Text: "no brush yet: {brush-left} and {brush-right} move it, {next-burst} goes to the next burst"}
	}
	w := p.brush
	p.brush = query.Window{}
	return pane.SetWindow{Window: w}
}

// zoom scales the window by num/den around the middle of the brush, or around
// its own.
func (p *Pane) zoom(num, den time.Duration) pane.Intent {
	w := p.asked
	if w.From.IsZero() || w.To.IsZero() {
		return nil
	}
	span := w.To.Sub(w.From)
	middle := w.From.Add(span / 2)
	if _, _, ok := p.brushed(); ok {
		middle = p.brush.From.Add(p.brush.To.Sub(p.brush.From) / 2)
	}
	longer := max(span*num/den, time.Second)
	if longer > 20*365*24*time.Hour {
		return nil
	}
	from := middle.Add(-longer / 2)
	if den > num && from.Before(w.From) {
		from = w.From
	}
	if den > num && from.Add(longer).After(w.To) {
		from = w.To.Add(-longer)
	}
	from = from.Truncate(time.Second)
	return pane.SetWindow{Window: query.Window{From: from, To: from.Add(longer.Round(time.Second))}}
}

// jump lays the brush on the next burst in a direction.
func (p *Pane) jump(by int) pane.Intent {
	bursts := bursts(p.hist.Bars)
	from, to, ok := p.brushed()
	if !ok {
		from, to = len(p.hist.Bars), 0
	}
	if by > 0 {
		for _, b := range bursts {
			if b[0] >= to {
				p.setBars(b[0], b[1])
				return nil
			}
		}
		return pane.Notice{Text: "no later burst in this window"}
	}
	for i := len(bursts) - 1; i >= 0; i-- {
		if b := bursts[i]; b[1] <= from {
			p.setBars(b[0], b[1])
			return nil
		}
	}
	return pane.Notice{Text: "no earlier burst in this window"}
}

// bursts returns the runs of bars that hold more than twice the mean, as
// half-open ranges.
func bursts(bars []bar) [][2]int {
	sum := 0
	for _, b := range bars {
		sum += total(b)
	}
	var runs [][2]int
	for i, b := range bars {
		if n := total(b); n < 3 || n*len(bars) <= 2*sum {
			continue
		}
		if last := len(runs) - 1; last >= 0 && runs[last][1] == i {
			runs[last][1]++
		} else {
			runs = append(runs, [2]int{i, i + 1})
		}
	}
	return runs
}
