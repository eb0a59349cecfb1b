package dialog

import (
	tea "charm.land/bubbletea/v2"

	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/entry"
	"spoor/ui/pane"
)

// note is a text of several lines that is asked for.
type note struct {
	title, suggestion string
	input             *entry.Text
	accept            func(text string) pane.Intent
}

// NewNote returns a dialog that asks for a text of one or more lines, beginning
// with one that may be edited. What accept makes of it is carried out; it has to
// hold pane.Close for the dialog to go. The texts must be clean, but for text.
func NewNote(title, suggestion, text string, accept func(text string) pane.Intent) pane.Dialog {
	n := &note{title: title, suggestion: suggestion, input: entry.NewText(), accept: accept}
	n.input.Set(text)
	return n
}

// Context implements pane.Dialog.
func (n *note) Context() keymap.Context { return keymap.Note }

// Type implements pane.Dialog.
func (n *note) Type(msg tea.Msg) pane.Intent {
	n.input.Type(msg)
	return nil
}

// Do implements pane.Dialog.
func (n *note) Do(a keymap.Action) pane.Intent {
	switch a {
	case keymap.AcceptNote:
		return n.accept(n.input.Value())
	case keymap.BreakLine:
		n.input.Break()
	case keymap.CloseNote:
		return pane.Close{}
	}
	return nil
}

// Draw implements pane.Dialog.
func (n *note) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	const width, height = 72, 6
	t := env.Theme
	inside := Frame(screen, env, n.title, "words with # are tags · an empty note goes", width, min(height, screen.Height()-6))
	prompt := inside.Put(0, 0, t.Accent, "❯ ")
	field := inside.Sub(canvas.Rect{X: prompt, W: inside.Width() - prompt, H: inside.Height()})
	atX, atY := n.input.Draw(field, t.Text, t.Faint, n.suggestion)
	left, top := field.Origin()
	return left + atX, top + atY, true
}
