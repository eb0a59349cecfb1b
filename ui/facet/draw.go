package facet

import (
	"slices"
	"strings"

	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// widthForTimes is from which width on the rows say when a value was first and
// last seen.
const widthForTimes = 56

// gauge is a share of the greatest count, one cell wide.
var gauge = [...]string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}

// Draw implements pane.Pane.
func (p *Pane) Draw(area canvas.Area, env pane.Env) {
	if p.narrowing {
		p.drawInput(area.Row(0), env)
		area = area.Sub(canvas.Rect{Y: 1, W: area.Width(), H: area.Height() - 1})
	}
	if len(p.shown) == 0 {
		switch {
		case p.facet != nil:
			area.Put(1, 0, env.Theme.Dim, event.Cut(p.emptyText(), area.Width()-2))
		case p.slow:
			area.Put(1, 0, env.Theme.Dim, event.Cut("looking into the records…", area.Width()-2))
		}
		return
	}
	wide := len(text.Group(p.most))
	for y := range area.Height() {
		i := p.offset + y
		if i >= len(p.shown) {
			return
		}
		p.drawValue(area.Row(y), env, p.shown[i], p.most, wide, i == p.cursor)
	}
}

func (p *Pane) emptyText() string {
	if p.narrowing && p.input.Value() != "" {
		return "no " + p.kind.One + " like that"
	}
	return "no " + p.kind.One + "s here"
}

func (p *Pane) drawInput(row canvas.Area, env pane.Env) {
	t := env.Theme
	row.Put(1, 0, t.Accent, "/")
	field := row.Sub(canvas.Rect{X: 3, W: row.Width() - 4, H: 1})
	caret := p.input.Draw(field, t.Text, t.Faint, "letters of a "+p.kind.One)
	if env.Focused {
		field.Sub(canvas.Rect{X: caret, W: 1, H: 1}).Tint(canvas.Style{Attr: canvas.Reverse})
	}
}

func (p *Pane) drawValue(row canvas.Area, env pane.Env, v shown, most, wide int, current bool) {
	t, w := env.Theme, row.Width()
	chosen := p.chosen(v.Value)
	style := t.Text
	mark := " "
	switch {
	case chosen == query.Included:
		mark, style = "●", t.Include
	case chosen == query.Excluded:
		mark, style = "−", t.Exclude
	case v.Value == "":
		style = t.Dim
	}
	if bar := (v.Count*(w-2) + most - 1) / most; bar > 0 && !t.Gauge {
		row.Sub(canvas.Rect{X: 1, W: bar, H: 1}).Tint(t.Share)
	}
	if current {
		row.Tint(t.SelectedRow(env.Focused))
		if env.Focused {
			row.Put(0, 0, t.Accent, "▌")
		}
	}
	row.Put(1, 0, style, mark)

	right := w - 1
	if w >= widthForTimes && !v.Last.IsZero() {
		seen := v.First.In(env.Zone).Format(p.seen) + " – " + v.Last.In(env.Zone).Format(p.seen)
		right = row.PutRight(right, 0, t.Dim, seen) - 2
	}
	count := t.Dim
	if current && env.Focused {
		count = t.Text
	}
	row.PutRight(right, 0, count, text.Group(v.Count))
	right -= wide + 1
	if t.Gauge {
		right--
		row.Put(right, 0, count, gauge[v.Count*(len(gauge)-1)/most])
		right--
	}
	p.drawLabel(row.Sub(canvas.Rect{X: 3, W: right - 3, H: 1}), env, v, style)
}

// drawLabel writes a value's label with the letters that narrowing matched
// marked.
func (p *Pane) drawLabel(row canvas.Area, env pane.Env, v shown, style canvas.Style) {
	cut := event.Cut(v.label, row.Width())
	if p.of.Field == query.FieldResource || p.of.Field == query.FieldActor || cut != v.label && p.beginsAlike(v.label, event.Head(v.label, row.Width()-1)) {
		cut = event.CutMiddle(v.label, row.Width())
	}
	if len(v.matched) == 0 {
		row.Put(0, 0, style, cut)
		return
	}
	x := 0
	for i, r := range cut {
		s := style
		if at := uncut(v.label, cut, i); at >= 0 && slices.Contains(v.matched, at) {
			s = env.Theme.Match
		}
		x = row.Put(x, 0, s, string(r))
	}
}

// beginsAlike reports whether another label begins with what is left of one that
// is cut at its end.
func (p *Pane) beginsAlike(label, head string) bool {
	return slices.ContainsFunc(p.shown, func(v shown) bool { return v.label != label && strings.HasPrefix(v.label, head) })
}

// uncut returns which byte of a label the byte at i of its shortened form is, -1
// for the ellipsis.
func uncut(label, cut string, i int) int {
	at := strings.Index(cut, "…")
	switch {
	case cut == label || at < 0 || i < at:
		return i
	case i < at+len("…"):
		return -1
	}
	return len(label) - len(cut) + i
}
