// Package pane is the contract between the screen and its panes, and the frame
// around them.
//
// A pane is a plain struct that owns its logic: what it shows, its cursor, its
// scrolling. It does no I/O and changes nothing but itself; what it wants of
// the rest of the program it returns as an Intent.
package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/theme"
)

// ID names a place on the screen.
type ID uint8

// The panes, by the number that goes to them less one.
const (
	Time ID = iota
	Users
	Types
	Sources
	Events
	Detail
	// Count is how many there are.
	Count
)

// Pane is one part of the screen. Its methods are called from the update loop
// only.
type Pane interface {
	// SetSize gives the size inside the frame. It may be 0×0.
	SetSize(w, h int)
	// Show gives the newest answer; nil while there is none yet.
	Show(*cache.Answer)
	// Context is where the pane's keys are looked up; it may change with the
	// pane's state.
	Context() keymap.Context
	// Do carries out an action of its context and says what else is wanted, nil
	// for nothing.
	Do(keymap.Action) Intent
	// Head is what stands in the frame.
	Head() Head
	// Draw draws the inside of the frame.
	Draw(canvas.Area, Env)
}

// Typist is a pane that has a text field. While its Context is one of typing,
// presses that are no action, and pastes, go to Type.
type Typist interface {
	Type(tea.Msg) Intent
}

// Edged is a pane that draws on the lower edge of its frame, between the
// corners.
type Edged interface {
	DrawEdge(canvas.Area, Env)
}

// Head is what stands in the upper edge of a frame. It must be clean text.
type Head struct {
	// Title comes first, after the pane's number, Note dimly after it.
	Title, Note string
	// Tail stands after Note, fainter still.
	Tail string
	// Count stands at the right end.
	Count string
}

// Env is what a pane needs to know to draw itself.
type Env struct {
	Theme   *theme.Theme
	Focused bool
	// Zone is the zone in which times are shown.
	Zone *time.Location
	Now  time.Time
	// Names are the user's own names for numbers; nil for none.
	Names *Names
}
