package ui

import (
	tea "charm.land/bubbletea/v2"

	"spoor/keymap"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// context is where keys are looked up now.
func (m *Model) context() keymap.Context {
	switch {
	case len(m.dialogs) > 0:
		return m.dialogs[len(m.dialogs)-1].Context()
	case m.bar.Editing():
		return keymap.Filter
	}
	return m.panes[m.focus].Context()
}

func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	m.shown.notice.text = ""
	if msg.Keystroke() == "alt+esc" {
		// Two presses of esc that came at once.
		esc := tea.KeyPressMsg{Code: tea.KeyEscape}
		return tea.Batch(m.press(esc), m.press(esc))
	}
	c := m.context()
	if a := m.keys.Resolve(c, names(msg, c)...); a != keymap.None {
		return m.do(a)
	}
	if c.Typing() || len(m.dialogs) > 0 {
		return m.typed(msg)
	}
	return nil
}

// names returns the names under which a press is looked up: the character, and
// where no text is typed the key that stands in its place on a Latin keyboard.
func names(msg tea.KeyPressMsg, c keymap.Context) []string {
	name := msg.String()
	if stroke := msg.Keystroke(); stroke != name && !c.Typing() && len(msg.Text) > 1 {
		return []string{name, stroke}
	}
	return []string{name}
}

// mostPasted is how many bytes may be pasted at once, as many as a filter has at
// most. With more in a text field every key would take long.
const mostPasted = 64 << 10

// pasted takes in what was pasted. What is too long is refused whole, since nobody
// means a part of it.
func (m *Model) pasted(msg tea.PasteMsg) tea.Cmd {
	switch n := len(msg.Content); {
	case n <= mostPasted:
		return m.typed(msg)
	case !m.context().Typing():
		return nil
	case m.context() == keymap.Filter:
		return m.say(text.Bytes(int64(n))+" were pasted, more than a filter takes: long lists of values go into a file, ip:@file", true)
	default:
		return m.say(text.Bytes(int64(n))+" were pasted, more than is taken here", true)
	}
}

// typed gives text to whatever has the text cursor.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	switch {
	case len(m.dialogs) > 0:
		return m.carry(m.dialogs[len(m.dialogs)-1].Type(msg))
	case m.bar.Editing():
		at := m.bar.Cursor()
		switch changed := m.bar.Type(msg); {
		case changed:
			m.recalling.begin()
			return tea.Batch(m.preview(), m.complete())
		case m.bar.Cursor() != at:
			return m.complete()
		}
	default:
		if t, ok := m.panes[m.focus].(pane.Typist); ok && m.context().Typing() {
			return m.carry(t.Type(msg))
		}
	}
	return nil
}
