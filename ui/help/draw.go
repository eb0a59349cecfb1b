package help

import (
	"slices"
	"strings"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/dialog"
	"spoor/ui/pane"
	"spoor/ui/text"
)

const (
	// width is how wide the list is at least, where there is room.
	width = 76
	// keysWidth is how wide the column of keys is, narrowKeys how wide where
	// there is only room for one key.
	keysWidth, narrowKeys = 15, 8
	// nameWidth is from which width on the names of actions are shown.
	nameWidth = 66
)

// Draw implements pane.Dialog.
func (o *Overlay) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	t := env.Theme
	high := len(o.all) + 8
	inside := dialog.Frame(screen, env, o.title, o.count(), max(width, o.widest()), min(high, screen.Height()-4))
	if inside.Height() < 3 {
		return 0, 0, false
	}
	row := inside.Row(0)
	start := row.Put(0, 0, t.Accent, "❯ ")
	at := o.input.Draw(row.Sub(canvas.Rect{X: start, W: row.Width() - start, H: 1}), t.Text, t.Faint, "type to search, enter runs")
	inside.Put(0, 1, t.Border, canvas.Repeat("─", inside.Width()))

	list := inside.Sub(canvas.Rect{Y: 2, W: inside.Width(), H: inside.Height() - 2})
	o.DrawnAt(inside, list)
	o.height = list.Height()
	o.offset = dialog.Scroll(o.offset, o.cursor, len(o.shown), o.height)
	if len(o.shown) == 0 {
		list.Put(0, 0, t.Dim, "no action is called that")
	}
	for line := range o.height {
		if i := o.offset + line; i < len(o.shown) {
			o.drawLine(list.Row(line), env, o.shown[i], i == o.cursor)
		}
	}
	left, top := inside.Origin()
	return left + start + at, top, true
}

// widest is how wide the widest line is.
func (o *Overlay) widest() int {
	w := 0
	for i := range o.all {
		a := &o.all[i]
		w = max(w, 2+keysWidth+canvas.Width(a.Help)+2+len(a.Action))
	}
	return w
}

func (o *Overlay) count() string {
	n := 0
	for _, l := range o.shown {
		if l.action != nil {
			n++
		}
	}
	return text.Count(n, "action")
}

func (o *Overlay) drawLine(row canvas.Area, env pane.Env, l line, current bool) {
	t := env.Theme
	if l.action == nil {
		row.Put(0, 0, t.Dim, l.heading)
		return
	}
	if current {
		row.Tint(t.Selected)
		row.Put(0, 0, t.Accent, "▌")
	}
	var keys []string
	for _, k := range l.action.Keys {
		keys = append(keys, keymap.Show(k))
	}
	column := keysWidth
	if row.Width() < nameWidth {
		column, keys = narrowKeys, keys[:min(1, len(keys))]
	}
	row.Put(2, 0, t.Key, event.Cut(strings.Join(keys, " "), column-1))
	end := row.Width()
	if row.Width() >= nameWidth {
		end = row.PutRight(end, 0, t.Faint, string(l.action.Action)) - 2
	}
	x := 2 + column
	for i, r := range event.Cut(l.action.Help, end-x) {
		style := t.Text
		if slices.Contains(l.matched, i) {
			style = t.Match
		}
		x = row.Put(x, 0, style, string(r))
	}
}
