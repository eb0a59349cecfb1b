package entry

import (
	"strings"

	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"spoor/event"
	"spoor/ui/canvas"
)

// Text is several lines of text with a cursor. Make it with NewText.
type Text struct{ area textarea.Model }

// NewText returns an empty text.
func NewText() *Text {
	t := &Text{area: textarea.New()}
	t.area.Prompt = ""
	t.area.ShowLineNumbers = false
	t.area.EndOfBufferCharacter = ' '
	t.area.SetVirtualCursor(false)
	t.area.SetStyles(textarea.Styles{})
	t.area.Focus()
	return t
}

// Value returns the text as typed.
func (t *Text) Value() string { return t.area.Value() }

// Set replaces the text and puts the cursor behind it.
func (t *Text) Set(text string) {
	t.area.SetValue(text)
	t.area.MoveToEnd()
}

// Type takes a key press or a paste.
func (t *Text) Type(msg tea.Msg) { t.area, _ = t.area.Update(msg) }

// Break begins a new line at the cursor.
func (t *Text) Break() { t.area.InsertString("\n") }

// Draw draws the text, its lines wrapped and scrolled so that the cursor is
// seen, or what is suggested while there is none. It returns where the cursor is
// in the area.
func (t *Text) Draw(area canvas.Area, style, dim canvas.Style, suggestion string) (x, y int) {
	w, h := area.Size()
	if w < 2 || h < 1 {
		return 0, 0
	}
	t.area.SetWidth(w)
	t.area.SetHeight(h)
	if t.area.Value() == "" {
		area.Put(0, 0, dim, event.Cut(suggestion, w))
		return 0, 0
	}
	for line, text := range strings.Split(ansi.Strip(t.area.View()), "\n") {
		area.Put(0, line, style, text)
	}
	if at := t.area.Cursor(); at != nil {
		x, y = min(at.X, w-1), min(at.Y, h-1)
	}
	return x, y
}
