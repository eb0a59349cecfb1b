package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/keymap"
	"spoor/ui/pane"
)

const (
	// doubleClick is how soon a second click on the same cell must come to be one.
	doubleClick = 400 * time.Millisecond
	// wheelLines is how far one notch of the wheel scrolls.
	wheelLines = 3
)

// pointer is what is known of the mouse. It is off until asked for, because a
// terminal that reports the mouse no longer selects text with it.
type pointer struct {
	on bool
	// The last click, for telling double ones.
	x, y int
	at   time.Time
	// dragging says that the button went down in Time, at the column from.
	dragging bool
	from     int
}

// opens is what a double click does, by where it is.
var opens = map[keymap.Context]keymap.Action{
	keymap.Time: keymap.TakeBrush, keymap.Facet: keymap.OnlyValue,
	keymap.Events: keymap.OpenDetail, keymap.Detail: keymap.ToggleFold,
}

// switchMouse turns the mouse on or off.
func (m *Model) switchMouse() tea.Cmd {
	m.pointer = pointer{on: !m.pointer.on}
	if m.pointer.on {
		return m.say("the mouse works here; with shift held the terminal selects text as before", false)
	}
	return m.say("the mouse is the terminal's again", false)
}

func (m *Model) mouseMode() tea.MouseMode {
	if m.pointer.on {
		return tea.MouseModeCellMotion
	}
	return tea.MouseModeNone
}

// mouse carries out what was done with the mouse.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	if !m.pointer.on || m.layout.TooSmall {
		return nil
	}
	switch msg.(type) {
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft {
			m.shown.notice.text = ""
			return m.click(at.X, at.Y)
		}
	case tea.MouseMotionMsg:
		if m.pointer.dragging && at.Button == tea.MouseLeft {
			m.time.Drag(m.pointer.from, at.X-m.layout.Panes[pane.Time].Inside().X)
		}
	case tea.MouseReleaseMsg:
		m.pointer.dragging = false
	case tea.MouseWheelMsg:
		switch at.Button {
		case tea.MouseWheelUp:
			return m.wheel(at.X, at.Y, -1)
		case tea.MouseWheelDown:
			return m.wheel(at.X, at.Y, 1)
		}
	}
	return nil
}

// double notes a click and reports whether it is the second of two.
func (m *Model) double(x, y int) bool {
	p, now := &m.pointer, m.now()
	second := p.x == x && p.y == y && !p.at.IsZero() && now.Sub(p.at) <= doubleClick
	p.x, p.y, p.at = x, y, now
	if second {
		p.at = time.Time{}
	}
	return second
}

func (m *Model) click(x, y int) tea.Cmd {
	second := m.double(x, y)
	if n := len(m.dialogs); n > 0 {
		return m.clickDialog(m.dialogs[n-1], x, y)
	}
	if a := m.hintAt(x, y); a != keymap.None {
		return m.do(a)
	}
	var before tea.Cmd
	if m.bar.Editing() && m.bar.Point(x, y) {
		if m.bar.Chosen() {
			return m.takeCompletion()
		}
		return nil
	}
	if m.bar.Editing() && y != 1 {
		if m.bar.Problem() != "" {
			return nil
		}
		before = m.acceptFilter()
	}
	switch {
	case y == 1:
		return m.clickFilter(x)
	case m.layout.Tabbed() && m.layout.Tabs.Contains(x, y):
		for _, tab := range m.tabs() {
			if x >= tab.from && x < tab.to {
				m.focusOn(tab.id)
			}
		}
		return before
	}
	return tea.Batch(before, m.clickPane(x, y, second))
}

// clickDialog is a click while a dialog is open. Where text is typed into it a
// click beside it does not lose that.
func (m *Model) clickDialog(d pane.Dialog, x, y int) tea.Cmd {
	over, ok := d.(pane.Clicked)
	if ok && over.Covers(x, y) {
		return m.carry(over.Click(x, y))
	}
	if a := m.hintAt(x, y); a != keymap.None {
		return m.do(a)
	}
	if ok {
		return m.carry(pane.Close{})
	}
	return nil
}

// clickFilter edits the filter from where it was clicked on.
func (m *Model) clickFilter(x int) tea.Cmd {
	var cmd tea.Cmd
	if !m.bar.Editing() {
		cmd = m.do(keymap.EditFilter)
	}
	at := m.bar.Cursor()
	if m.bar.PutCursor(x); m.bar.Cursor() != at {
		return m.complete()
	}
	return cmd
}

func (m *Model) clickPane(x, y int, second bool) tea.Cmd {
	id, ok := m.paneAt(x, y)
	if !ok {
		return nil
	}
	if id != m.focus {
		m.focusOn(id)
	}
	inside := m.layout.Panes[id].Inside()
	p, ok := m.panes[id].(pane.Pointed)
	if !ok || !inside.Contains(x, y) {
		return nil
	}
	if id == pane.Time {
		m.pointer.dragging, m.pointer.from = true, x-inside.X
	}
	open, intent := p.Click(x-inside.X, y-inside.Y)
	cmd := m.carry(intent)
	if a, known := opens[m.context()]; open && second && known {
		return tea.Batch(cmd, m.do(a))
	}
	return cmd
}

// paneAt returns the pane whose frame holds a cell. Where frames share an edge
// it is the lower one's, since its title stands there.
func (m *Model) paneAt(x, y int) (pane.ID, bool) {
	for id := pane.Count; id > 0; id-- {
		if f := m.layout.Panes[id-1]; f.Shown && f.Contains(x, y) {
			return id - 1, true
		}
	}
	return 0, false
}

// wheel scrolls what lies under the pointer; a dialog on top takes it all. Over
// the completions it goes from one to the next.
func (m *Model) wheel(x, y, by int) tea.Cmd {
	if n := len(m.dialogs); n > 0 {
		if d, ok := m.dialogs[n-1].(pane.Clicked); ok {
			d.Wheel(by)
		}
		return nil
	}
	if m.bar.Over(x, y) {
		m.bar.Choose(by)
		return nil
	}
	if id, ok := m.paneAt(x, y); ok {
		if p, ok := m.panes[id].(pane.Pointed); ok {
			p.Wheel(by * wheelLines)
		}
	}
	return nil
}
