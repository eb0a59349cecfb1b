// Package filterbar is the line that shows the filter and edits it.
package filterbar

import (
	"errors"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// Bar is the filter bar.
type Bar struct {
	input   textinput.Model
	editing bool
	problem problem
	offset  int
	// column is where the text began when it was drawn last.
	column     int
	completion completion
}

// problem is what is wrong with the text, and between which bytes of it.
type problem struct {
	text    string
	at, end int
}

// New returns a bar that is not being edited.
func New() *Bar {
	input := textinput.New()
	input.Prompt = ""
	input.SetVirtualCursor(false)
	return &Bar{input: input}
}

// Edit begins editing a filter's text.
func (b *Bar) Edit(filter string) {
	b.editing = true
	b.problem = problem{}
	b.completion = completion{chosen: -1}
	b.input.SetValue(filter)
	b.input.CursorEnd()
	b.input.Focus()
}

// Editing reports whether the bar has the focus.
func (b *Bar) Editing() bool { return b.editing }

// Close ends editing.
func (b *Bar) Close() {
	b.editing = false
	b.problem = problem{}
	b.input.Blur()
	b.offset = 0
}

// Value returns the text as typed.
func (b *Bar) Value() string { return b.input.Value() }

// Width is how wide the line must be to show all of the text while it is edited.
func (b *Bar) Width() int {
	return canvas.Width(prompt) + canvas.Width(event.Clean(b.input.Value())) + 1
}

// Type edits the text and reports whether it changed.
func (b *Bar) Type(msg tea.Msg) bool {
	before := b.input.Value()
	b.input, _ = b.input.Update(msg)
	if b.input.Value() == before {
		return false
	}
	b.completion.asked = false
	return true
}

// PutCursor puts the text cursor on the character in a column of the line, or
// behind the last.
func (b *Bar) PutCursor(column int) {
	x, at := canvas.Width(prompt)-b.offset, 0
	for _, r := range b.input.Value() {
		if x += canvas.Width(event.Clean(string(r))); x > column {
			break
		}
		at++
	}
	b.input.SetCursor(at)
}

// SetProblem says what is wrong with the text, and which bytes of it are meant;
// nil says that nothing is.
func (b *Bar) SetProblem(err error) {
	b.problem = problem{}
	var mistake *query.Error
	switch {
	case errors.As(err, &mistake):
		b.problem = problem{mistake.Error(), mistake.Offset, mistake.Offset + mistake.Length}
	case err != nil:
		b.problem.text = err.Error()
	}
}

// Wrong reports whether something is wrong with the text.
func (b *Bar) Wrong() bool { return b.problem.text != "" }

// Problem returns what is wrong with the text, to be shown; empty when nothing
// is. That the value which is about to be typed is still missing is not said
// while values are offered.
func (b *Bar) Problem() string {
	if b.awaits() {
		return ""
	}
	return b.problem.text
}

// awaits reports whether values are offered behind a field's colon.
func (b *Bar) awaits() bool {
	at := b.Cursor()
	return b.Listing() && at > 0 && strings.IndexByte(":(", b.Value()[at-1]) >= 0
}

// prompt stands before the text.
const prompt = " ❯ "

// Segment is a part of the filter as it is written; one that is Off asks
// nothing.
type Segment struct {
	Text string
	Off  bool
}

// Draw draws the line; filter is the filter in force by its parts, shown when it
// is not being edited. Those that are switched off always are. It returns where
// the cursor is, -1 for nowhere.
func (b *Bar) Draw(row canvas.Area, env pane.Env, filter []Segment) int {
	t := env.Theme
	style := t.Dim
	if b.editing {
		style = t.Accent
	}
	x := row.Put(0, 0, style, prompt)
	field := row.Sub(canvas.Rect{X: x, W: row.Width() - x - 1, H: 1})
	if !b.editing {
		if len(filter) == 0 {
			field.Put(0, 0, t.Faint, "no filter: everything in the window")
		}
		drawSegments(field, t, filter)
		return -1
	}
	field = b.drawOff(field, t, filter)
	value := b.input.Value()
	before := value[:byteAt(value, b.input.Position())]
	caret := canvas.Width(event.Clean(before))
	b.offset = max(0, min(b.offset, caret))
	b.offset = max(b.offset, caret-field.Width()+1)
	wrong := b.problem
	if b.awaits() {
		wrong = problem{}
	}
	highlight(field, -b.offset, t, value, wrong)
	if value == "" {
		field.Put(0, 0, t.Faint, event.Cut("user:alice  source:iam  is:write  error:*  or any text", field.Width()))
	}
	b.column = x - b.offset
	return x + caret - b.offset
}

// byteAt returns the byte at which the nth character of s begins.
func byteAt(s string, n int) int {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return i
}
