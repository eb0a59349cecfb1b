package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/text"
)

// noticeFor is how long a notice stays when no key takes it away.
const noticeFor = 5 * time.Second

// notice is a short message in the line of hints.
type notice struct {
	id      int
	text    string
	problem bool
}

type noticeOverMsg struct{ id int }

// say shows a message until the next key, or for a while.
func (m *Model) say(says string, problem bool) tea.Cmd {
	n := &m.shown.notice
	n.id++
	n.text, n.problem = says, problem
	id := n.id
	return tea.Tick(noticeFor, func(time.Time) tea.Msg { return noticeOverMsg{id} })
}

// noticeLines is how many lines of the screen a message may take: what to do
// about it stands at its end.
const noticeLines = 3

// message is what is said in the place of hints, empty for nothing.
func (m *Model) message() (says string, style canvas.Style) {
	switch n := m.shown.notice; {
	case n.text != "" && n.problem:
		return n.text, m.theme.Problem
	case n.text != "":
		return n.text, m.theme.Text
	case m.bar.Problem() != "" && !m.problemFits():
		return m.bar.Problem(), m.theme.Problem
	case m.shown.err != nil:
		return "✗ " + m.shown.err.Error(), m.theme.Problem
	}
	return m.waitsText(m.layout.Hints.W - 2), m.theme.Text
}

// drawMessage draws a text in the line of hints, and what is long over
// the lines above it too. It returns how many lines that are.
func (m *Model) drawMessage(screen canvas.Area, style canvas.Style, says string) int {
	at := m.layout.Hints
	lines := text.Wrap([]string{event.Clean(says)}, at.W-2)
	if len(lines) > noticeLines {
		lines = append(lines[:noticeLines-1], strings.Join(lines[noticeLines-1:], " "))
	}
	at.Y, at.H = at.Y-len(lines)+1, len(lines)
	box := screen.Sub(at)
	box.Blank(canvas.Style{})
	for y, line := range lines {
		box.Put(1, y, style, event.Cut(line, at.W-2))
	}
	return len(lines)
}

// withKeys puts the keys of actions in the place of their names in braces.
func (m *Model) withKeys(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			b.WriteString(rest)
			return b.String()
		}
		if key := m.keys.Key(keymap.Action(name)); key != "" {
			name = key
		}
		b.WriteString(name)
		text = after
	}
}
