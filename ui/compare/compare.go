// Package compare shows a few events side by side, with the lines marked in
// which they differ.
package compare

import (
	"fmt"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/dialog"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Least and Most are how many events can be compared.
const (
	Least = 2
	Most  = 5
)

// Event is one of the events that are compared.
type Event struct {
	Event  event.Event
	Record []byte
}

// Overlay is the comparison.
type Overlay struct {
	events  []Event
	all     []line
	shown   []int
	differs int
	// whole shows the lines in which the events agree too.
	whole          bool
	cursor, offset int
	height         int
	dialog.Drawn
}

// New compares events.
func New(events []Event) (*Overlay, error) {
	o := &Overlay{events: events, height: 1}
	var records [][]leaf
	for i, e := range events {
		record, err := leaves(e.Record)
		if err != nil {
			return nil, fmt.Errorf("compare event %d: %w", i+1, err)
		}
		records = append(records, record)
	}
	o.all = align(records)
	for _, l := range o.all {
		if l.differs {
			o.differs++
		}
	}
	o.list()
	return o, nil
}

// list makes the lines that are shown, and keeps the cursor on its line.
func (o *Overlay) list() {
	at := 0
	if o.cursor < len(o.shown) {
		at = o.shown[o.cursor]
	}
	o.shown, o.cursor = o.shown[:0], 0
	for i := range o.all {
		if o.whole || o.all[i].differs {
			if i <= at {
				o.cursor = len(o.shown)
			}
			o.shown = append(o.shown, i)
		}
	}
}

// Context implements pane.Dialog.
func (o *Overlay) Context() keymap.Context { return keymap.Compare }

// Type implements pane.Dialog.
func (o *Overlay) Type(tea.Msg) pane.Intent { return nil }

// Do implements pane.Dialog.
func (o *Overlay) Do(a keymap.Action) pane.Intent {
	switch a {
	case keymap.MenuDown:
		o.move(1)
	case keymap.MenuUp:
		o.move(-1)
	case keymap.ComparePageDown:
		o.move(max(1, o.height/2))
	case keymap.ComparePageUp:
		o.move(-max(1, o.height/2))
	case keymap.CompareFirst:
		o.move(-len(o.shown))
	case keymap.CompareLast:
		o.move(len(o.shown))
	case keymap.MenuSwitch:
		o.whole = !o.whole
		o.list()
	case keymap.MenuChoose, keymap.MenuClose:
		return pane.Close{}
	}
	return nil
}

// Hint implements pane.Hinter.
func (o *Overlay) Hint(a keymap.Action, usual string) string {
	switch {
	case a == keymap.MenuChoose:
		return "" // it closes, as esc does
	case a == keymap.MenuSwitch && o.whole:
		return "only what differs"
	case a == keymap.MenuSwitch:
		return "all lines"
	}
	return usual
}

// Click implements pane.Clicked: it goes to a line.
func (o *Overlay) Click(x, y int) pane.Intent {
	if i := o.Line(x, y, o.offset, len(o.shown)); i >= 0 {
		o.cursor = i
	}
	return nil
}

// Wheel implements pane.Clicked.
func (o *Overlay) Wheel(by int) { o.move(by) }

func (o *Overlay) move(by int) { o.cursor = max(0, min(o.cursor+by, len(o.shown)-1)) }

// Draw implements pane.Dialog.
func (o *Overlay) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	t := env.Theme
	w, h := screen.Size()
	foot := "tab: the lines that agree too"
	if o.whole {
		foot = "tab: only what differs"
	}
	title := text.Count(len(o.events), "event") + " side by side · " + text.Group(o.differs) + " of " + text.Count(len(o.all), "line") + " differ"
	inside := dialog.Frame(screen, env, title, foot, w, h-4)
	w, h = inside.Size()
	n := len(o.events)
	const heads = 3
	below := n + 1
	o.height = h - heads - below
	if o.height < 1 {
		below, o.height = 0, max(1, h-heads)
	}
	labels := min(48, max(12, w*3/10))
	each := (w - labels - 2) / n
	if each < 4 {
		return 0, 0, false
	}
	column := func(row canvas.Area, k int) canvas.Area {
		return row.Sub(canvas.Rect{X: 2 + labels + k*each, W: each - 1, H: 1})
	}
	for k := range o.events {
		e := &o.events[k].Event
		head := column(inside.Row(0), k)
		at := head.Put(0, 0, t.Key, strconv.Itoa(k+1)+" ")
		head.Put(at, 0, t.Severity(e.Severity), event.Cut(event.Clean(e.Name), head.Width()-at))
		second := column(inside.Row(1), k)
		at = second.Put(0, 0, t.Dim, when(e.Time.In(env.Zone), second.Width())) + 1
		const leastUser = 4
		if room := second.Width() - at; room >= leastUser {
			second.Put(at, 0, t.Dim, event.Cut(event.Clean(e.User), room))
		}
	}
	inside.Put(0, 2, t.Border, canvas.Repeat("─", w))
	o.DrawnAt(inside, inside.Sub(canvas.Rect{Y: heads, W: w, H: o.height}))
	o.offset = dialog.Scroll(o.offset, o.cursor, len(o.shown), o.height)
	if len(o.shown) == 0 {
		inside.Put(2, heads, t.Dim, "the records say the same")
	}
	for y := range o.height {
		i := o.offset + y
		if i >= len(o.shown) {
			break
		}
		l := &o.all[o.shown[i]]
		row := inside.Row(heads + y)
		if i == o.cursor {
			row.Tint(t.Selected)
			row.Put(0, 0, t.Accent, "▌")
		}
		style := t.Dim
		if l.differs {
			style = t.Text
			row.Put(1, 0, t.Strong, "≠")
		}
		row.Put(3, 0, t.Field, event.CutMiddle(l.path, labels-2))
		for k := range o.events {
			cell := column(row, k)
			cell.Put(0, 0, style, event.CutMiddle(valueText(l, k), cell.Width()))
		}
	}
	if below > 0 && len(o.shown) > 0 {
		o.drawBelow(inside.Sub(canvas.Rect{Y: h - below, W: w, H: below}), env)
	}
	return 0, 0, false
}

// when writes a time so that in little room the time of day is what is left.
func when(at time.Time, width int) string {
	for _, form := range []string{text.Full, text.DayClock, text.Clock} {
		if len(form) <= width {
			return at.Format(form)
		}
	}
	return at.Format("15:04")
}

// drawBelow writes the line under the cursor at full width: its path, which may
// look like others where it is cut, and its values.
func (o *Overlay) drawBelow(area canvas.Area, env pane.Env) {
	t := env.Theme
	area.Put(0, 0, t.Border, canvas.Repeat("─", area.Width()))
	l := &o.all[o.shown[o.cursor]]
	const rule = 2
	area.Put(rule-1, 0, t.Field, " "+event.CutMiddle(l.path, area.Width()-2*rule)+" ")
	for k := range o.events {
		x := area.Put(0, k+1, t.Key, strconv.Itoa(k+1)+" ")
		area.Put(x, k+1, t.Text, event.Cut(valueText(l, k), area.Width()-x))
	}
}

// valueText is what a record says on a line, a dash where it has no such value.
func valueText(l *line, k int) string {
	if !l.has[k] {
		return "–"
	}
	if l.values[k] == "" {
		return `""`
	}
	return l.values[k]
}
