package dialog

import (
	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/entry"
	"spoor/ui/pane"
)

// ask is one line of text that is asked for.
type ask struct {
	title, foot, suggestion string
	input                   *entry.Entry
	accept                  func(text string) pane.Intent
}

// NewAsk returns a dialog that asks for a line of text, beginning with one that
// may be edited. What accept makes of it is carried out; it has to hold
// pane.Close for the dialog to go. The texts must be clean, but for text.
func NewAsk(title, foot, suggestion, text string, accept func(text string) pane.Intent) pane.Dialog {
	a := &ask{title: title, foot: foot, suggestion: suggestion, input: entry.New(), accept: accept}
	a.input.Set(text)
	return a
}

// Context implements pane.Dialog.
func (a *ask) Context() keymap.Context { return keymap.Pick }

// Type implements pane.Dialog.
func (a *ask) Type(msg tea.Msg) pane.Intent {
	a.input.Type(msg)
	return nil
}

// Do implements pane.Dialog.
func (a *ask) Do(action keymap.Action) pane.Intent {
	switch action {
	case keymap.PickChoose:
		return a.accept(a.input.Value())
	case keymap.PickClose:
		return pane.Close{}
	}
	return nil
}

// Hint implements pane.Hinter.
func (a *ask) Hint(action keymap.Action, usual string) string {
	if action == keymap.PickChoose {
		return "accept"
	}
	return usual
}

// Draw implements pane.Dialog.
func (a *ask) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	t := env.Theme
	const width = 70
	row := Frame(screen, env, a.title, a.foot, width, 1).Row(0)
	start := row.Put(0, 0, t.Accent, "❯ ")
	at := a.input.Draw(row.Sub(canvas.Rect{X: start, W: row.Width() - start, H: 1}), t.Text, t.Faint, event.Cut(a.suggestion, row.Width()-start))
	left, top := row.Origin()
	return left + start + at, top, true
}
