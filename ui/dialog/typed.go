package dialog

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/entry"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Typed is the list of the filters typed before, searched as one types.
type Typed struct {
	input *entry.Entry
	all   []string
	shown []string
	// cursor counts from the newest.
	cursor, offset, height int
	Drawn
}

// NewTyped returns the list of filters typed before, newest first. Choosing one
// puts it into the filter bar. The one in force begins under the cursor.
func NewTyped(newest []string, now string) *Typed {
	t := &Typed{input: entry.New(), all: newest, height: 1}
	t.list()
	t.cursor = max(0, slices.Index(t.shown, now))
	return t
}

// list keeps the filters that hold every word typed, in any case of letters.
func (t *Typed) list() {
	words := strings.Fields(strings.ToLower(t.input.Value()))
	t.shown = nil
	for _, filter := range t.all {
		lower := strings.ToLower(filter)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(lower, w) }) {
			t.shown = append(t.shown, filter)
		}
	}
	t.cursor, t.offset = 0, 0
}

// Context implements pane.Dialog.
func (t *Typed) Context() keymap.Context { return keymap.Pick }

// Type implements pane.Dialog.
func (t *Typed) Type(msg tea.Msg) pane.Intent {
	if t.input.Type(msg) {
		t.list()
	}
	return nil
}

// Do implements pane.Dialog.
func (t *Typed) Do(a keymap.Action) pane.Intent {
	switch a {
	case keymap.PickClose:
		return pane.Close{}
	case keymap.PickDown:
		t.move(1)
	case keymap.PickUp:
		t.move(-1)
	case keymap.PickPageDown:
		t.move(t.height)
	case keymap.PickPageUp:
		t.move(-t.height)
	case keymap.PickChoose:
		if t.cursor < len(t.shown) {
			return pane.Several{pane.Close{}, pane.PutFilter{Text: t.shown[t.cursor]}}
		}
	}
	return nil
}

func (t *Typed) move(by int) { t.cursor = max(0, min(t.cursor+by, len(t.shown)-1)) }

// Click implements pane.Clicked: a filter is put into the bar.
func (t *Typed) Click(x, y int) pane.Intent {
	i := t.Line(x, y, t.offset, len(t.shown))
	if i < 0 {
		return nil
	}
	t.cursor = i
	return t.Do(keymap.PickChoose)
}

// Wheel implements pane.Clicked.
func (t *Typed) Wheel(by int) { t.move(by) }

// Draw implements pane.Dialog.
func (t *Typed) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	const width, most, above = 84, 14, 2
	th := env.Theme
	title := "Filters typed before"
	if t.input.Value() != "" {
		title += " · " + text.Group(len(t.shown)) + " of " + text.Group(len(t.all))
	}
	high := min(len(t.all), most) + above
	inside := Frame(screen, env, title, "enter puts it into the filter bar", width, min(high, screen.Height()-4))
	if inside.Height() <= above {
		return 0, 0, false
	}
	row := inside.Row(0)
	start := row.Put(0, 0, th.Accent, "❯ ")
	at := t.input.Draw(row.Sub(canvas.Rect{X: start, W: row.Width() - start, H: 1}), th.Text, th.Faint, "words of a filter, newest first")
	inside.Put(0, 1, th.Border, canvas.Repeat("─", inside.Width()))
	list := inside.Sub(canvas.Rect{Y: above, W: inside.Width(), H: inside.Height() - above})
	t.DrawnAt(inside, list)
	t.height = list.Height()
	t.offset = Scroll(t.offset, t.cursor, len(t.shown), t.height)
	if len(t.shown) == 0 {
		list.Put(2, 0, th.Dim.On(th.Popup), "no filter holds that")
	}
	for line := range t.height {
		i := t.offset + line
		if i >= len(t.shown) {
			break
		}
		row := list.Row(line)
		if i == t.cursor {
			row.Tint(th.Selected)
			row.Put(0, 0, th.Accent, "▌")
		}
		body := row.Sub(canvas.Rect{X: 2, W: row.Width() - 2, H: 1})
		body.Put(0, 0, th.Text, event.Cut(event.Clean(t.shown[i]), body.Width()))
		for _, word := range strings.Fields(t.input.Value()) {
			body.Mark(event.Clean(word), th.Match)
		}
	}
	left, top := inside.Origin()
	return left + start + at, top, true
}
