package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// item is one choice of a menu. Its texts are clean.
type item struct {
	// key is the letter that takes it at once.
	key   string
	label string
	// value is what it is about; end stands at the right.
	value, end string
	style      canvas.Style
	intent     pane.Intent
}

// menu is a list of choices, each with a letter.
type menu struct {
	title, foot    string
	items          []item
	cursor, offset int
	// most is how wide values may be, 0 for the usual.
	most int
	Drawn
	// empty says why there is nothing to choose.
	empty string
	// whole shows below all of the chosen value, where one does not fit.
	whole bool
	// verb is the hint for what enter does, empty for the usual one.
	verb string
}

// Context implements pane.Dialog.
func (m *menu) Context() keymap.Context { return keymap.Menu }

// Do implements pane.Dialog.
func (m *menu) Do(a keymap.Action) pane.Intent {
	n := len(m.items)
	switch {
	case a == keymap.MenuClose:
		return pane.Close{}
	case n == 0:
	case a == keymap.MenuDown:
		m.cursor = (m.cursor + 1) % n
	case a == keymap.MenuUp:
		m.cursor = (m.cursor + n - 1) % n
	case a == keymap.MenuChoose:
		return m.take(m.cursor)
	}
	return nil
}

// Hint implements pane.Hinter.
func (m *menu) Hint(a keymap.Action, usual string) string {
	switch {
	case a != keymap.MenuChoose:
		return usual
	case len(m.items) == 0:
		return ""
	case m.verb != "":
		return m.verb
	}
	return usual
}

func (m *menu) take(i int) pane.Intent {
	return pane.Several{pane.Close{}, m.items[i].intent}
}

// Type implements pane.Dialog: a choice's letter takes it.
func (m *menu) Type(msg tea.Msg) pane.Intent {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	for i, it := range m.items {
		if it.key != "" && it.key == press.String() {
			return m.take(i)
		}
	}
	return nil
}

// Click implements pane.Clicked: a choice is taken.
func (m *menu) Click(x, y int) pane.Intent {
	if i := m.Line(x, y, m.offset, len(m.items)); i >= 0 {
		return m.take(i)
	}
	return nil
}

// Wheel implements pane.Clicked.
func (m *menu) Wheel(by int) { m.cursor = wheel(m.cursor, by, len(m.items)) }

// cut shortens names in the middle, where both ends tell, and text at its end. The
// names of sessions have a blank before their time.
func cut(value string, width int) string {
	if strings.Count(value, " ") > 1 || strings.HasPrefix(value, "{") {
		return event.Cut(value, width)
	}
	return event.CutMiddle(value, width)
}

// leastValue is how wide what is left of a long value must be to be shown.
const leastValue = 5

// linesOfWhole is how much of a value that does not fit is shown below.
const linesOfWhole = 2

// frame draws the frame for a list of a width, and returns where the list is
// drawn and where all of the chosen value; cut says that one is too long in any
// case.
func (m *menu) frame(screen canvas.Area, env pane.Env, cut bool, w int) (list, whole canvas.Area) {
	n := max(1, len(m.items))
	height := n
	if room, high := screen.Size(); m.whole && (cut || w+8 > room) && n+linesOfWhole+5 <= high {
		height += linesOfWhole + 1
	}
	inside := Frame(screen, env, m.title, m.foot, w, height)
	list = inside.Sub(canvas.Rect{W: inside.Width(), H: n})
	m.DrawnAt(inside, list)
	return list, inside.Sub(canvas.Rect{Y: n, W: inside.Width(), H: height - n})
}

// drawWhole writes all of the chosen value, as far as it fits.
func (m *menu) drawWhole(area canvas.Area, env pane.Env) {
	t, w := env.Theme, area.Width()
	area.Put(0, 0, t.Border.On(t.Popup), canvas.Repeat("─", w))
	left := m.items[m.cursor].value
	for y := 1; y <= linesOfWhole && left != ""; y++ {
		line := event.Head(left, w)
		if y == linesOfWhole {
			line = event.Cut(left, w)
		}
		area.Put(0, y, t.Text, line)
		left = strings.TrimPrefix(left, line)
	}
}

// Draw implements pane.Dialog.
func (m *menu) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	labels, values, ends := 0, canvas.Width(m.empty), 0
	for _, it := range m.items {
		labels = max(labels, canvas.Width(it.label))
		values = max(values, canvas.Width(it.value))
		ends = max(ends, canvas.Width(it.end))
	}
	const marks = 5 // the bar, the letter and the blanks around it
	most := 60
	if m.most > 0 {
		most = m.most
	}
	w := marks + labels + 2 + min(values, most)
	if ends > 0 {
		w += 2 + ends
	}
	inside, whole := m.frame(screen, env, values > most, max(w, canvas.Width(m.title)+2, canvas.Width(m.foot)+2))
	t := env.Theme
	if len(m.items) == 0 {
		inside.Put(0, 0, t.Dim.On(t.Popup), event.Cut(m.empty, inside.Width()))
		return 0, 0, false
	}
	m.offset = Scroll(m.offset, m.cursor, len(m.items), inside.Height())
	for line := range inside.Height() {
		i := m.offset + line
		if i >= len(m.items) {
			break
		}
		it := m.items[i]
		row := inside.Row(line)
		if i == m.cursor {
			row.Tint(t.Selected)
			row.Put(0, 0, t.Accent, "▌")
		}
		row.Put(2, 0, t.Key, it.key)
		x := max(row.Put(4, 0, t.Text, it.label), 4+labels) + 2
		end := row.Width()
		if it.end != "" {
			end = row.PutRight(end, 0, t.Dim, it.end) - 2
		}
		style := it.style
		if style == (canvas.Style{}) {
			style = t.Dim
		}
		// An ellipsis with a letter or two says nothing.
		if end-x >= min(leastValue, canvas.Width(it.value)) {
			row.Put(x, 0, style, cut(it.value, end-x))
		}
	}
	if whole.Height() > 0 {
		m.drawWhole(whole, env)
	}
	return 0, 0, false
}
