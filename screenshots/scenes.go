package main

import (
	"context"
	"strings"

	"spoor/internal/terminal"
)

// scene is one picture: what is run, at which size, and what is typed.
type scene struct {
	name          string
	columns, rows int
	light         bool
	args          []string
	steps         []step
}

type step func(context.Context, *terminal.Terminal) error

// press sends keys by name; text is typed as it stands.
func press(keys ...string) step {
	return func(_ context.Context, term *terminal.Terminal) error { return term.Press(keys...) }
}

func text(text string) step {
	return func(_ context.Context, term *terminal.Terminal) error { return term.Type(text) }
}

// shows waits until the screen holds all of the texts.
func shows(texts ...string) step {
	return func(ctx context.Context, term *terminal.Terminal) error {
		return term.WaitFor(ctx, func(screen string) bool {
			for _, text := range texts {
				if !strings.Contains(screen, text) {
					return false
				}
			}
			return true
		})
	}
}

// loaded waits until the whole demo is in.
var loaded = shows("of 4", "Users", "Detail")

func scenes() []scene {
	demo := []string{"demo"}
	denied := []step{loaded, press("f"), text("is:denied"), press("enter"), shows("is:denied")}
	return []scene{
		{name: "demo-120x40", columns: 120, rows: 40, args: demo, steps: []step{loaded}},
		{name: "demo-80x24", columns: 80, rows: 24, args: demo, steps: []step{loaded}},
		{name: "demo-200x60", columns: 200, rows: 60, args: demo, steps: []step{loaded}},
		{name: "demo-light-120x40", columns: 120, rows: 40, light: true, args: demo, steps: []step{loaded}},
		{name: "filter-120x40", columns: 120, rows: 40, args: demo, steps: denied},
		{name: "help-120x40", columns: 120, rows: 40, args: demo, steps: []step{loaded, press("?"), shows("Help")}},
	}
}
