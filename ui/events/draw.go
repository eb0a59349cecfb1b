package events

import (
	"slices"
	"time"

	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// lead is the width before the time: the cursor's bar, the letter, a space.
const lead = 3

// widthForDays is from which width on there is room for a whole date.
const widthForDays = 50

// Draw implements pane.Pane.
func (p *Pane) Draw(area canvas.Area, env pane.Env) {
	if p.answer == nil || p.answer.Matched == 0 {
		if p.finding {
			p.drawFinding(area.Row(0), env)
		}
		return
	}
	w, _ := area.Size()
	p.zone = env.Zone
	l := &look{theme: env.Theme, zone: env.Zone, names: env.Names, format: p.format(), inside: p.looking.seen}
	shown, left, right := p.visible()
	l.apart = slices.ContainsFunc(shown, func(c column) bool { return c.field == query.FieldError })
	cols := place(shown, w, p.timeWidth()+p.foldWidth())
	p.placed = cols
	if p.finding {
		p.drawFinding(area.Row(0), env)
	} else {
		p.drawNames(area.Row(0), env, l, cols)
		if left {
			area.Put(cols[0].x-1, 0, env.Theme.Dim, "‹")
		}
		if right {
			area.Put(w-1, 0, env.Theme.Dim, "›")
		}
	}
	i := p.offset
	for y := range p.Rows() {
		if y > 0 {
			i = p.next(i)
		}
		if i >= p.answer.Matched {
			return
		}
		row := area.Row(y + 1)
		if i == p.cursor {
			row.Tint(env.Theme.SelectedRow(env.Focused))
			bar := env.Theme.Border
			if env.Focused {
				bar = env.Theme.Accent
			}
			row.Put(0, 0, bar, "▌")
			for _, c := range cols {
				if c.name == p.cell && env.Focused {
					row.Sub(canvas.Rect{X: c.x, W: c.w, H: 1}).Tint(env.Theme.Cell)
				}
			}
		}
		p.drawRow(row, i, l, cols)
		if p.needle != "" {
			row.Mark(event.Clean(p.needle), env.Theme.Match)
		}
	}
}

// aYear is how long a window is in which a day may come twice.
const aYear = 365 * 24 * time.Hour

// format is how times are written, as short as tells those of the answer apart,
// and any other of its window.
func (p *Pane) format() string {
	zone := p.zone
	if zone == nil {
		zone = time.UTC
	}
	from, to := p.span()
	format := text.TableFormat(from, to, zone)
	if w := p.answer.Query.Window; w.To.Sub(w.From) > aYear {
		format = text.Full
	}
	if p.w < widthForDays && len(format) > len(text.ShortDayClock) {
		return text.ShortDayClock
	}
	return format
}

func (p *Pane) drawNames(row canvas.Area, env pane.Env, l *look, cols []placed) {
	t := env.Theme
	_, to := p.span()
	// Where all events are of one day, the day stands above their times.
	name := "time"
	switch {
	case l.format == text.Clock:
		name = to.In(env.Zone).Format("2 Jan")
	case len(l.format) >= len(text.DayClock):
		name = "time (" + text.Zone(to, env.Zone) + ")"
	}
	row.Put(lead, 0, t.Faint, event.Cut(name+p.arrow(query.FieldTime), len(l.format)+1))
	if p.fold.on {
		row.PutRight(lead+len(l.format)+2+countWidth, 0, t.Faint, "alike")
	}
	for _, c := range cols {
		row.Put(c.x, 0, t.Faint, event.Cut(c.title()+p.arrow(c.field), c.w))
	}
}

func (p *Pane) drawRow(row canvas.Area, i int, l *look, cols []placed) {
	r := p.row(i)
	if r == nil {
		row.Put(lead, 0, l.theme.Faint, "…")
		return
	}
	l.text, l.mark = l.theme.Text, l.theme.Severity(r.Event.Severity)
	if r.Event.Severity == event.Quiet {
		l.text = l.mark
	}
	row.Put(1, 0, l.mark, letter(&r.Event))
	run := p.closed(i)
	switch {
	case run != nil:
		row.Put(2, 0, l.theme.Include, p.pickedSign(run))
	case p.isSelected(i, r.Ref):
		row.Put(2, 0, l.theme.Include, "●")
	default:
		row.Put(2, 0, l.theme.Faint, p.bracket(i))
	}
	x := row.Put(lead, 0, l.text, r.Event.Time.In(l.zone).Format(l.format))
	row.Put(x, 0, l.theme.Include, p.markSign(r))
	if run != nil {
		p.drawRun(row.Sub(canvas.Rect{X: lead + len(l.format) + 2, W: p.foldWidth() - 1, H: 1}), run, l)
	}
	for _, c := range cols {
		if run != nil && drawVaries(row.Sub(canvas.Rect{X: c.x, W: c.w, H: 1}), run, c.column, l) {
			continue
		}
		cell := row.Sub(canvas.Rect{X: c.x, W: c.w, H: 1})
		if c.path != nil {
			c.drawInside(cell, r, run != nil, l)
			continue
		}
		c.cell(cell, r, l)
	}
}
