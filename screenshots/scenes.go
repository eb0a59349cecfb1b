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
	// shell, in place of args, is a script in which $0 is the program.
	shell string
	steps []step
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
var loaded = shows("of 49,", "Users", "Detail")

// leaked is the filter that shows what was done with the demo's leaked key.
const leaked = "key:AKIA6ODU5DHT7VPXGCE4"

func scenes() []scene {
	demo := []string{"demo"}
	intrusion := []step{loaded, press("f"), text(leaked), press("enter"), shows("of 49,", "CreateAccessKey", "mallory")}
	then := func(steps ...step) []step { return append(intrusion[:len(intrusion):len(intrusion)], steps...) }
	return []scene{
		{name: "investigation", columns: 120, rows: 40, args: demo, steps: then(press("5", "enter"), shows("requestParameters"))},
		{name: "investigation-light", light: true, columns: 120, rows: 40, args: demo, steps: then(press("5", "enter"), shows("requestParameters"))},
		{name: "demo-80x24", columns: 80, rows: 24, args: demo, steps: []step{loaded}},
		{name: "demo-120x40", columns: 120, rows: 40, args: demo, steps: []step{loaded}},
		{name: "demo-200x60", columns: 200, rows: 60, args: demo, steps: []step{loaded}},
		{name: "filter", columns: 120, rows: 40, args: demo, steps: []step{loaded, press("f"), text("source:iam is:write -user:terr"), shows("terr")}},
		{name: "completion", light: true, columns: 120, rows: 40, args: demo, steps: []step{loaded, press("f"), text("user:mallory is:write creat"), shows("CreateAccessKey")}},
		{name: "parts", columns: 120, rows: 40, args: demo, steps: []step{loaded, press("f"), text("user:mallory is:write -event:PutObject"), press("enter", "F", "2"), shows("1 off")}},
		{name: "saved-queries", columns: 120, rows: 40, args: demo, steps: []step{loaded, press("Q"), shows("public exposure")}},
		{name: "mistake", columns: 120, rows: 40, args: demo, steps: []step{loaded, press("f"), text("usr:alice"), shows("did you mean")}},
		{name: "help", columns: 120, rows: 40, args: demo, steps: []step{loaded, press("?"), shows("What works here")}},
		{name: "time", columns: 120, rows: 40, args: demo, steps: []step{loaded, press("t"), shows("last")}},
		{name: "pivot", columns: 120, rows: 40, args: demo, steps: then(press("p"), shows("events", "session"))},
		{name: "nothing-found", columns: 120, rows: 40, args: demo, steps: []step{loaded, press("f"), text("user:nobody"), press("enter"), shows("0 of 49,")}},
		{name: "loading", columns: 80, rows: 24, shell: `sleep 60 | "$0" open -`, steps: []step{shows("nothing has come in yet")}},
		{name: "unreadable", columns: 120, rows: 40, shell: `echo '{"Records":[{"eventVersion":' > cut.json; "$0" open cut.json`, steps: []step{shows("skipped")}},
		{name: "empty-cache", columns: 120, rows: 40, steps: []step{shows("import")}},
	}
}
