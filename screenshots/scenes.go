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

// scenes are all pictures: each in the dark theme and, with "-light" behind its
// name, in the light one.
func scenes() []scene {
	demo := []string{"demo"}
	opened := func(steps ...step) []step { return append([]step{loaded}, steps...) }
	intrusion := []step{loaded, press("f"), text(leaked), press("enter"), shows("of 49,", "CreateAccessKey", "mallory"), press("5")}
	then := func(steps ...step) []step { return append(intrusion[:len(intrusion):len(intrusion)], steps...) }
	on := func(columns, rows int, name string, steps []step) scene {
		return scene{name: name, columns: columns, rows: rows, args: demo, steps: steps}
	}
	usual := func(name string, steps []step) scene { return on(120, 40, name, steps) }
	dark := []scene{
		usual("investigation", then(press("enter"), shows("requestParameters"))),
		on(40, 12, "demo-40x12", []step{shows("/ 24,8")}),
		on(80, 24, "demo-80x24", opened()),
		usual("demo-120x40", opened()),
		on(200, 60, "demo-200x60", opened()),

		usual("filter", opened(press("f"), text("source:iam is:write -user:terr"), shows("terr"))),
		usual("mistake", opened(press("f"), text("usr:alice"), shows("did you mean"))),
		usual("completion", opened(press("f"), text("user:mallory is:write creat"), shows("CreateAccessKey"))),
		usual("parts", opened(press("f"), text("user:mallory is:write -event:PutObject"), press("enter", "F", "2"), shows("1 off"))),
		usual("saved-queries", opened(press("Q"), shows("public exposure"))),
		usual("time", opened(press("t"), shows("last"))),
		usual("brush", opened(press("1", "n"), shows("brush"))),
		usual("facets", opened(press("2", "C"), shows("Show here"))),
		usual("narrowing", opened(press("2", "/"), text("ser"), shows("/ 5"))),

		usual("folded", opened(press("f"), text("is:denied"), press("enter", "5", "X"), shows("×"), press("j", "j", "j", "j", "j", "j", "j"), shows("alike over", "12 resources"))),
		usual("columns", opened(press("5", "C"), shows("Columns"))),
		usual("values", opened(press("f"), text("user:backup-svc event:GetObject"), press("enter"), shows("420 of 49,"), press("6", "/"), text("key"),
			press("enter", "C"), shows("is a column"), press("V"), shows("4 key", " 218 "))),
		usual("selected", then(press("v", "j", "j", "j", "v"), shows("4 selected"))),
		usual("compare", then(press("space", "space", "D"), shows("side by side"))),
		usual("note", then(press("c"), text("the key from the wiki #intrusion"), shows("#intrusion"))),
		usual("marks", then(press("m"), shows("★"), press("j", "m"), shows("starred"), press("M"), shows("2 marked"))),
		usual("name", then(press("i"), shows("Give a name to"))),
		usual("save-query", then(press("S"), shows("Save the filter as"), text("the leaked key"))),
		usual("keep-marks", then(press("m"), shows("★"), press("q"), shows("keep it in a file"))),
		usual("pivot", then(press("p"), shows("events", "IP address"))),
		usual("copy", then(press("y"), shows("Copy"))),
		usual("copy-value", then(press("6", "j", "j", "y"), shows("Copy"))),
		usual("record", then(press("6", "R"), shows("Record", "eventVersion"))),
		usual("export", then(press("e"), shows("Export", "format"))),

		usual("help", opened(press("?"), shows("What works here"))),
		usual("palette", opened(press(":"), text("win"), shows("window"))),
		usual("nothing-found", opened(press("f"), text("user:nobody"), press("enter"), shows("0 of 49,"))),
		{name: "loading", columns: 80, rows: 24, shell: `sleep 60 | "$0" open -`, steps: []step{shows("nothing has come in yet")}},
		{name: "unreadable", columns: 120, rows: 40, shell: `echo '{"Records":[{"eventVersion":' > cut.json; "$0" open cut.json`, steps: []step{shows("skipped")}},
		{name: "empty-cache", columns: 120, rows: 40, steps: []step{shows("import")}},
	}
	all := make([]scene, 0, 2*len(dark))
	for _, s := range dark {
		all = append(all, s)
		s.name, s.light = s.name+"-light", true
		all = append(all, s)
	}
	return all
}
