package dialog

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Part is one part of the filter, as it is written.
type Part struct {
	Text string
	Off  bool
}

// Parts is the list of the filter's parts, each switched off and on by itself.
// It stays open, and what is switched counts at once.
type Parts struct {
	parts          []Part
	cursor, offset int
	Drawn
}

// NewParts returns the list of a filter's parts.
func NewParts(parts []Part) *Parts { return &Parts{parts: parts} }

// Set gives what has become of the parts.
func (p *Parts) Set(parts []Part) {
	p.parts = parts
	p.cursor = max(0, min(p.cursor, len(parts)-1))
}

// Context implements pane.Dialog.
func (p *Parts) Context() keymap.Context { return keymap.Parts }

// Do implements pane.Dialog.
func (p *Parts) Do(a keymap.Action) pane.Intent {
	n := len(p.parts)
	switch {
	case a == keymap.MenuClose || a == keymap.MenuChoose:
		return pane.Close{}
	case n == 0:
	case a == keymap.MenuDown:
		p.cursor = (p.cursor + 1) % n
	case a == keymap.MenuUp:
		p.cursor = (p.cursor + n - 1) % n
	case a == keymap.SwitchPart:
		return pane.SwitchPart{At: p.cursor}
	case a == keymap.DropPart:
		return pane.SwitchPart{At: p.cursor, Drop: true}
	}
	return nil
}

// Hint implements pane.Hinter.
func (p *Parts) Hint(action keymap.Action, usual string) string {
	if action == keymap.MenuChoose {
		return "" // it closes, as esc does
	}
	return usual
}

// Type implements pane.Dialog: a part's number switches it.
func (p *Parts) Type(msg tea.Msg) pane.Intent {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	i, err := strconv.Atoi(press.String())
	if err != nil || i < 1 || i > len(p.parts) {
		return nil
	}
	p.cursor = i - 1
	return pane.SwitchPart{At: p.cursor}
}

// Click implements pane.Clicked: a part is switched.
func (p *Parts) Click(x, y int) pane.Intent {
	i := p.Line(x, y, p.offset, len(p.parts))
	if i < 0 {
		return nil
	}
	p.cursor = i
	return pane.SwitchPart{At: i}
}

// Wheel implements pane.Clicked.
func (p *Parts) Wheel(by int) { p.cursor = wheel(p.cursor, by, len(p.parts)) }

// Draw implements pane.Dialog.
func (p *Parts) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	const most, before = 70, 8
	foot := "space switches · " + keymap.Show("x") + " takes out · enter closes"
	width, off := canvas.Width(foot)+2, 0
	for _, part := range p.parts {
		width = max(width, before+min(canvas.Width(event.Clean(part.Text)), most)+4)
		if part.Off {
			off++
		}
	}
	title := "Parts of the filter"
	if off > 0 {
		title += " · " + text.Group(off) + " off"
	}
	inside := Frame(screen, env, title, foot, width, max(1, len(p.parts)))
	p.DrawnAt(inside, inside)
	t := env.Theme
	if len(p.parts) == 0 {
		inside.Put(0, 0, t.Dim.On(t.Popup), "nothing is left of it")
		return 0, 0, false
	}
	p.offset = Scroll(p.offset, p.cursor, len(p.parts), inside.Height())
	for line := range inside.Height() {
		i := p.offset + line
		if i >= len(p.parts) {
			break
		}
		part := p.parts[i]
		row := inside.Row(line)
		if i == p.cursor {
			row.Tint(t.Selected)
			row.Put(0, 0, t.Accent, "▌")
		}
		if i < 9 {
			row.Put(2, 0, t.Key, strconv.Itoa(i+1))
		}
		mark, style, end := "●", t.Text, ""
		if part.Off {
			mark, style, end = "○", t.Off, "off"
		}
		row.Put(4, 0, t.Dim, mark)
		right := row.PutRight(row.Width(), 0, t.Dim, end)
		row.Put(6, 0, style, event.Cut(strings.TrimSpace(event.Clean(part.Text)), right-8))
	}
	return 0, 0, false
}
