package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
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
