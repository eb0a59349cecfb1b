package dialog

import (
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/export"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/entry"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Export is the choice of what is exported, how and where to.
type Export struct {
	// selected and answered are how many events each of the two choices has.
	selected, answered int
	picked             bool
	format             int
	input              *entry.Entry
	line               exportLine
	// sizes are estimates of the bytes per event by format, nil while unknown.
	sizes map[export.Format]float64
}

type exportLine int

const (
	whatLine exportLine = iota
	formatLine
	fileLine
	exportLines
)

// endings are what the names of files of each format end in.
var endings = map[export.Format]string{export.JSON: ".json", export.JSONL: ".jsonl", export.CSV: ".csv", export.Evidence: ".zip"}

// NewExport returns the choice for so many selected events and so many of the
// answer. The file's name is given without its ending.
func NewExport(selected, answered int, name string) *Export {
	e := &Export{selected: selected, answered: answered, picked: selected > 0, input: entry.New(), line: fileLine}
	e.input.Set(name + endings[e.chosen()])
	return e
}

// SetSizes gives estimates of how many bytes an event takes in each format.
func (e *Export) SetSizes(sizes map[export.Format]float64) { e.sizes = sizes }

// SetAnswered says of how many events the answer is by now.
func (e *Export) SetAnswered(n int) { e.answered = n }

func (e *Export) chosen() export.Format { return export.Formats()[e.format] }

func (e *Export) events() int {
	if e.picked {
		return e.selected
	}
	return e.answered
}

// Context implements pane.Dialog.
func (e *Export) Context() keymap.Context { return keymap.Pick }

// Type implements pane.Dialog.
func (e *Export) Type(msg tea.Msg) pane.Intent {
	if e.line == fileLine {
		if e.input.Type(msg) {
			e.follow()
		}
		return nil
	}
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "left", "h":
			e.change(-1)
		case "right", "l", "space":
			e.change(1)
		}
	}
	return nil
}

// follow chooses the format that the file's name ends in, if it does in one.
func (e *Export) follow() {
	name := strings.ToLower(e.input.Value())
	for i, f := range export.Formats() {
		if strings.HasSuffix(name, endings[f]) {
			e.format = i
		}
	}
}

// change goes to the next choice of the line.
func (e *Export) change(by int) {
	switch e.line {
	case whatLine:
		e.picked = !e.picked && e.selected > 0
	case formatLine:
		was := endings[e.chosen()]
		n := len(export.Formats())
		e.format = (e.format + by + n) % n
		if name, ok := strings.CutSuffix(e.input.Value(), was); ok {
			e.input.Set(name + endings[e.chosen()])
		}
	}
}

// goTo goes to a line, and by one further where there is nothing to choose.
func (e *Export) goTo(line exportLine, by exportLine) {
	e.line = (line + exportLines) % exportLines
	if e.line == whatLine && e.selected == 0 {
		e.line = (e.line + by + exportLines) % exportLines
	}
}

// Do implements pane.Dialog.
func (e *Export) Do(a keymap.Action) pane.Intent {
	switch a {
	case keymap.PickDown:
		e.goTo(e.line+1, 1)
	case keymap.PickUp:
		e.goTo(e.line-1, -1)
	case keymap.PickPageUp:
		e.goTo(whatLine, 1)
	case keymap.PickPageDown:
		e.line = fileLine
	case keymap.PickClose:
		return pane.Close{}
	case keymap.PickChoose:
		switch {
		case e.events() == 0:
			return pane.Notice{Text: "there are no events to export", Problem: true}
		case strings.TrimSpace(filepath.Base(e.input.Value())) == "" || e.input.Value() == "":
			return pane.Notice{Text: "the file needs a name", Problem: true}
		}
		return pane.Export{Picked: e.picked, Format: e.chosen(), Name: e.input.Value()}
	}
	return nil
}

// Hint implements pane.Hinter.
func (e *Export) Hint(a keymap.Action, usual string) string {
	if a == keymap.PickChoose {
		return "write"
	}
	return usual
}

// Draw implements pane.Dialog.
func (e *Export) Draw(screen canvas.Area, env pane.Env) (x, y int, caret bool) {
	t := env.Theme
	const width, labels = 66, 10
	foot := "tab goes on · ← → change · enter writes"
	if e.line == fileLine {
		foot = "tab: the format · enter writes"
		if e.selected > 0 {
			foot = "tab: what and format · enter writes"
		}
	}
	inside := Frame(screen, env, "Export", foot, width, 5)
	for i, label := range []string{"what", "format", "file"} {
		row := inside.Row(i)
		if exportLine(i) == e.line {
			row.Tint(t.Selected)
			row.Put(0, 0, t.Accent, "▌")
		}
		row.Put(2, 0, t.Dim, label)
	}
	what := []string{"all of the answer: " + text.Count(e.answered, "event")}
	at := 0
	if e.selected > 0 {
		what = []string{"the selection: " + text.Group(e.selected), "the answer: " + text.Group(e.answered)}
		if !e.picked {
			at = 1
		}
	}
	e.drawChoices(inside.Row(0), env, what, at, labels)
	var formats []string
	for _, f := range export.Formats() {
		formats = append(formats, string(f))
	}
	e.drawChoices(inside.Row(1), env, formats, e.format, labels)

	file := inside.Row(2)
	field := file.Sub(canvas.Rect{X: labels, W: file.Width() - labels, H: 1})
	at = e.input.Draw(field, t.Text, t.Faint, "name of the file")
	inside.Put(2, 4, t.Dim, event.Cut(e.says(), inside.Width()-2))
	left, top := field.Origin()
	return left + at, top, e.line == fileLine
}

// says how much will be written.
func (e *Export) says() string {
	says := text.Count(e.events(), "event")
	if size, ok := e.sizes[e.chosen()]; ok {
		about := ", about "
		if e.chosen() == export.Evidence {
			about = ", at most about "
		}
		says += about + text.Bytes(int64(size*float64(e.events())))
	}
	return says
}

func (e *Export) drawChoices(row canvas.Area, env pane.Env, choices []string, chosen, x int) {
	for i, choice := range choices {
		style := env.Theme.Dim
		if i == chosen {
			style = env.Theme.Include
			x = row.Put(x, 0, style, "● ")
		}
		x = row.Put(x, 0, style, event.Cut(choice, row.Width()-x)) + 2
	}
}
