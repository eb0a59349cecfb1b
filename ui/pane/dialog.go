package pane

import (
	tea "charm.land/bubbletea/v2"

	"spoor/keymap"
	"spoor/ui/canvas"
)

// Dialog is something that lies over the screen and has the keys until it is
// closed. keymap.Back closes it without asking it, unless its context is one of
// typing.
type Dialog interface {
	// Context is where its keys are looked up.
	Context() keymap.Context
	// Do carries out an action; Close as answer closes it.
	Do(keymap.Action) Intent
	// Type is given presses that are no action, and pastes.
	Type(tea.Msg) Intent
	// Draw draws it over the whole screen and returns where the text cursor is,
	// if it shows one.
	Draw(screen canvas.Area, env Env) (x, y int, caret bool)
}

// Hinter is a dialog in which keys do something else than is usual in its
// context.
type Hinter interface {
	Dialog
	// Hint returns the hint for an action that has the hint usual elsewhere, and
	// an empty one for what would do nothing now.
	Hint(a keymap.Action, usual string) string
}
