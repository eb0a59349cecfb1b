// Package timeline is the Time pane: a histogram of the answer by severity,
// with a brush that is moved by key and can become the window.
package timeline

import (
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
	"spoor/ui/theme"
)

// Pane is the Time pane. The zero value is ready for use.
type Pane struct {
	width int
	hist  *cache.Histogram
	// answered says that there was an answer, with a histogram or without.
	answered bool
	// filtered says that the bars stand for what matches a filter.
	filtered bool
	window   query.Window
	// asked is the window whose answer is still to come, else the same.
	asked query.Window
	// brush is the chosen span; zero when there is none. It is kept as time, so
	// that it stays where it is when the bars change.
	brush    query.Window
	coverage []Covered
}

// SetSize implements pane.Pane.
func (p *Pane) SetSize(w, _ int) { p.width = w }

// SetWindow says which window the query has.
func (p *Pane) SetWindow(w query.Window) { p.window, p.asked = w, w }

// Ask says which window is asked about, for what is asked next.
func (p *Pane) Ask(w query.Window) { p.asked = w }

// SetCoverage says how the window is covered.
func (p *Pane) SetCoverage(c []Covered) { p.coverage = c }

// Bars returns how many bars the pane has room for.
func (p *Pane) Bars() int { return p.width }

// View returns the histogram that fills a width for a window, nil where there
// is none.
func View(w query.Window, width int) *cache.HistogramView {
	if width < 1 || w.From.IsZero() || !w.From.Before(w.To) {
		return nil
	}
	s := step(w.To.Sub(w.From), width)
	bars := int((w.To.Sub(w.From) + s - 1) / s)
	return &cache.HistogramView{From: w.From, To: w.From.Add(time.Duration(bars) * s), Bars: bars}
}

// Show implements pane.Pane.
func (p *Pane) Show(a *cache.Answer) {
	p.hist, p.answered, p.filtered = nil, a != nil, false
	if a != nil {
		p.hist, p.filtered = a.Histogram, a.Query.Filter != nil
	}
}

// Empty reports whether there is no histogram to move over.
func (p *Pane) Empty() bool { return p.hist == nil || len(p.hist.Bars) == 0 || p.hist.Step <= 0 }

// Context implements pane.Pane.
func (p *Pane) Context() keymap.Context { return keymap.Time }

// Close gives the brush up and reports whether there was one.
func (p *Pane) Close() bool {
	had := p.brush != query.Window{}
	p.brush = query.Window{}
	return had
}

// Head implements pane.Pane.
func (p *Pane) Head() pane.Head {
	h := pane.Head{Title: "Time"}
	if p.hist == nil || len(p.hist.Bars) == 0 {
		return h
	}
	h.Count = "bar = " + text.Span(p.hist.Step)
	if highest := scaleOf(p.hist.Bars).highest; highest > 0 {
		h.Note = "· peak " + text.Group(highest)
	}
	if from, to, ok := p.brushed(); ok {
		n := 0
		for _, b := range p.hist.Bars[from:to] {
			n += total(b)
		}
		events := text.Count(n, "event")
		h.Note = "· brush " + text.Span(p.brush.To.Sub(p.brush.From)) + " · " + events
		// The brush is worth more than the length of a bar.
		const name, around = 7, 4
		if room := p.width - name - around; canvas.Width(h.Note)+canvas.Width(h.Count) > room {
			if h.Count = ""; canvas.Width(h.Note) > room {
				h.Note = "· brush " + events
			}
		}
	}
	return h
}

// barAt returns the bar in which t lies, which may be out of range.
func (p *Pane) barAt(t time.Time) int {
	d := t.Sub(p.hist.From)
	if d < 0 {
		return -1
	}
	return int(d / p.hist.Step)
}

func (p *Pane) timeOf(bar int) time.Time {
	return p.hist.From.Add(time.Duration(bar) * p.hist.Step)
}

// brushed returns the bars under the brush.
func (p *Pane) brushed() (from, to int, ok bool) {
	if p.hist == nil || p.hist.Step <= 0 || p.brush.From.IsZero() {
		return 0, 0, false
	}
	n := len(p.hist.Bars)
	from = max(0, p.barAt(p.brush.From))
	to = min(n, p.barAt(p.brush.To.Add(-1))+1)
	return from, to, from < to
}

// Draw implements pane.Pane.
func (p *Pane) Draw(area canvas.Area, env pane.Env) {
	t := env.Theme
	if p.Empty() {
		if p.answered {
			area.Put(1, 0, t.Dim, "when events happened is shown here")
		}
		return
	}
	w, h := area.Size()
	height := h - 1
	if height < 1 {
		height = h
	}
	bars := area.Sub(canvas.Rect{W: w, H: height})
	scale := scaleOf(p.hist.Bars)
	if from, to, ok := p.brushed(); ok {
		bars.Sub(canvas.Rect{X: from, W: to - from, H: height}).Tint(t.Brush)
	}
	for x, b := range p.hist.Bars {
		if x < w {
			drawBar(bars, x, scale.stack(b, height), t)
		}
	}
	if scale.highest == 0 && height > 0 {
		message := "no events in this window"
		if p.filtered {
			message = "no event in this window matches"
		}
		bars.Put((w-canvas.Width(message))/2, height/2, t.Dim, message)
	}
	labels := make([]bool, w)
	axis := bars.Row(height - 1)
	if h > height {
		axis = area.Row(h - 1)
		p.drawAxis(axis, env, labels)
	}
	if t.Colourless {
		p.markDanger(bars, axis, t, labels)
	}
}

// markDanger writes a sign under each bar that would be red: in the axis, and at
// the foot of the bar where a label stands there.
func (p *Pane) markDanger(bars, axis canvas.Area, t *theme.Theme, labels []bool) {
	scale, height := scaleOf(p.hist.Bars), bars.Height()
	for x, b := range p.hist.Bars[:min(len(p.hist.Bars), len(labels))] {
		switch style := t.Severity(event.Danger); {
		case scale.stack(b, height)[0] == 0:
		case labels[x]:
			bars.Put(x, height-1, style, "!")
		default:
			axis.Put(x, 0, style, "!")
		}
	}
}

// drawAxis writes the times below the bars, and notes the columns that they take.
func (p *Pane) drawAxis(row canvas.Area, env pane.Env, labels []bool) {
	t := env.Theme
	n := min(len(p.hist.Bars), row.Width())
	until := p.timeOf(n)
	all := ticks(p.hist.From, until, n, env.Zone)
	if len(all) == 0 {
		// No round time lies in so short a window.
		all = []tick{{p.hist.From, p.hist.From.In(env.Zone).Format("15:04:05")}}
	}
	for _, tick := range all {
		x := p.barAt(tick.at)
		if x+canvas.Width(tick.label) > row.Width() {
			break
		}
		for end := row.Put(x, 0, t.Dim, tick.label); x < end; x++ {
			labels[x] = true
		}
	}
	if from, to, ok := p.brushed(); ok {
		row.Sub(canvas.Rect{X: from, W: to - from, H: 1}).Tint(t.Brush)
	}
}

// DrawEdge draws the coverage ribbon on the lower edge: heavy where everything
// was fetched, light where events were seen, dotted where nothing is known.
func (p *Pane) DrawEdge(edge canvas.Area, env pane.Env) {
	if p.hist == nil || p.hist.Step <= 0 || len(p.coverage) == 0 {
		return
	}
	t := env.Theme
	for x := range min(len(p.hist.Bars), edge.Width()) {
		mid := earlier(p.timeOf(x).Add(p.hist.Step/2), p.window.To.Add(-1))
		switch p.level(mid) {
		case Fetched:
			edge.Put(x, 0, t.Dim, "━")
		case Some:
			edge.Put(x, 0, t.Border, "━")
		case Missing:
			edge.Put(x, 0, t.Problem, "╌")
		default:
			edge.Put(x, 0, t.Faint, "┈")
		}
	}
}

func (p *Pane) level(at time.Time) Level {
	level := Unknown
	for _, c := range p.coverage {
		if !at.Before(c.From) && at.Before(c.To) {
			level = max(level, c.Level)
		}
	}
	return level
}
