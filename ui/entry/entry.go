// Package entry is one line of text that is being typed.
package entry

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/ui/canvas"
)

// Entry is one line of text with a cursor. Make it with New.
type Entry struct {
	input  textinput.Model
	offset int
}

// New returns an empty entry.
func New() *Entry {
	e := &Entry{input: textinput.New()}
	e.input.Prompt = ""
	e.input.SetVirtualCursor(false)
	e.input.Focus()
	return e
}

// Value returns the text as typed.
func (e *Entry) Value() string { return e.input.Value() }

// Set replaces the text and puts the cursor behind it.
func (e *Entry) Set(text string) {
	e.input.SetValue(text)
	e.input.CursorEnd()
}

// Type takes a key press or a paste and reports whether the text changed.
func (e *Entry) Type(msg tea.Msg) bool {
	before := e.input.Value()
	e.input, _ = e.input.Update(msg)
	return e.input.Value() != before
}

// Draw draws the text from the beginning of a line, scrolled so that the cursor
// is seen, or what is suggested while there is none. It returns the column of
// the cursor.
func (e *Entry) Draw(row canvas.Area, style, dim canvas.Style, suggestion string) (caret int) {
	value := e.input.Value()
	if value == "" {
		row.Put(0, 0, dim, event.Cut(suggestion, row.Width()))
		return 0
	}
	runes := []rune(value)
	before := string(runes[:min(e.input.Position(), len(runes))])
	caret = canvas.Width(event.Clean(before))
	e.offset = max(0, min(e.offset, caret))
	e.offset = max(e.offset, caret-row.Width()+1)
	row.Put(-e.offset, 0, style, event.Clean(strings.TrimRight(value, "\n")))
	return caret - e.offset
}
