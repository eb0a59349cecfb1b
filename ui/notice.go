package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/keymap"
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
func (m *Model) say(text string, problem bool) tea.Cmd {
	n := &m.shown.notice
	n.id++
	n.text, n.problem = text, problem
	id := n.id
	return tea.Tick(noticeFor, func(time.Time) tea.Msg { return noticeOverMsg{id} })
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
