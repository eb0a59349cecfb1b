package dialog

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// arrange is a list of things to show, and in which order.
type arrange struct {
	title          string
	names          []string
	shown          map[string]bool
	apply          func(shown []string) pane.Intent
	adding         Adding
	cursor, offset int
	Drawn
}

// Adding is how a thing is asked for that is not in the list yet.
type Adding struct {
	Title, Suggestion string
	// Name returns the name of the thing that was typed, or says what is wrong with
	// it.
	Name func(typed string) (string, error)
}

// NewArrange returns a list of all names, those that are shown first. Every
// change is applied at once; one name stays shown. The texts must be clean, but
// for names.
func NewArrange(title string, shown, all []string, apply func(shown []string) pane.Intent, adding Adding) pane.Dialog {
	a := &arrange{title: title, names: slices.Clone(shown), shown: map[string]bool{}, apply: apply, adding: adding}
	for _, name := range shown {
		a.shown[name] = true
	}
	for _, name := range all {
		if !a.shown[name] {
			a.names = append(a.names, name)
		}
	}
	return a
}

// Context implements pane.Dialog.
func (a *arrange) Context() keymap.Context { return keymap.Arrange }

// Hint implements pane.Hinter.
func (a *arrange) Hint(action keymap.Action, usual string) string {
	if action == keymap.MenuChoose {
		return "" // it closes, as esc does
	}
	return usual
}

// Type implements pane.Dialog.
func (a *arrange) Type(tea.Msg) pane.Intent { return nil }

// Do implements pane.Dialog.
func (a *arrange) Do(action keymap.Action) pane.Intent {
	switch action {
	case keymap.MenuDown:
		a.cursor = (a.cursor + 1) % len(a.names)
	case keymap.MenuUp:
		a.cursor = (a.cursor + len(a.names) - 1) % len(a.names)
	case keymap.ShowOrHide:
		return a.toggle()
	case keymap.MoveUp:
		return a.move(-1)
	case keymap.MoveDown:
		return a.move(1)
	case keymap.AddToList:
		return pane.Open{Dialog: NewAsk(a.adding.Title, "", a.adding.Suggestion, "", a.add)}
	case keymap.MenuChoose, keymap.MenuClose:
		return pane.Close{}
	}
	return nil
}

func (a *arrange) toggle() pane.Intent {
	name := a.names[a.cursor]
	if a.shown[name] && len(a.chosen()) == 1 {
		return pane.Notice{Text: "one has to stay"}
	}
	a.shown[name] = !a.shown[name]
	return a.apply(a.chosen())
}

// add shows the thing that was typed, behind the others that are shown.
func (a *arrange) add(typed string) pane.Intent {
	if strings.TrimSpace(typed) == "" {
		return pane.Close{}
	}
	name, err := a.adding.Name(typed)
	if err != nil {
		return pane.Notice{Text: event.Clean(err.Error()), Problem: true}
	}
	if !a.shown[name] {
		a.names = slices.DeleteFunc(a.names, func(n string) bool { return n == name })
		behind := 0
		for i, n := range a.names {
			if a.shown[n] {
				behind = i + 1
			}
		}
		a.names = slices.Insert(a.names, behind, name)
		a.shown[name] = true
	}
	a.cursor = slices.Index(a.names, name)
	return pane.Several{pane.Close{}, a.apply(a.chosen())}
}

func (a *arrange) move(by int) pane.Intent {
	to := a.cursor + by
	if to < 0 || to >= len(a.names) {
		return nil
	}
	a.names[a.cursor], a.names[to] = a.names[to], a.names[a.cursor]
	a.cursor = to
	return a.apply(a.chosen())
}

func (a *arrange) chosen() []string {
	var chosen []string
	for _, name := range a.names {
		if a.shown[name] {
			chosen = append(chosen, name)
		}
	}
	return chosen
}

// Click implements pane.Clicked: a name is shown or hidden.
func (a *arrange) Click(x, y int) pane.Intent {
	i := a.Line(x, y, a.offset, len(a.names))
	if i < 0 {
		return nil
	}
	a.cursor = i
	return a.toggle()
}

// Wheel implements pane.Clicked.
func (a *arrange) Wheel(by int) { a.cursor = wheel(a.cursor, by, len(a.names)) }

// Draw implements pane.Dialog.
func (a *arrange) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	t := env.Theme
	width := 30
	for _, name := range a.names {
		width = max(width, min(6+event.Width(event.Clean(name)), 60))
	}
	inside := Frame(screen, env, a.title, "", width, len(a.names))
	a.DrawnAt(inside, inside)
	a.offset = Scroll(a.offset, a.cursor, len(a.names), inside.Height())
	for line := range inside.Height() {
		i := a.offset + line
		if i >= len(a.names) {
			break
		}
		row := inside.Row(line)
		if i == a.cursor {
			row.Tint(t.Selected)
			row.Put(0, 0, t.Accent, "▌")
		}
		style := t.Dim
		if a.shown[a.names[i]] {
			row.Put(2, 0, t.Include, "●")
			style = t.Text
		}
		row.Put(4, 0, style, event.CutMiddle(event.Clean(a.names[i]), inside.Width()-5))
	}
	return 0, 0, false
}
