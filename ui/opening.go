package ui

import "spoor/ui/pane"

// opens numbers what is opened once it has been fetched.
func (m *Model) opens() uint64 {
	m.opening++
	return m.opening
}

// opened opens what was fetched, unless something else was asked for since, or
// it would come between a person and what they type.
func (m *Model) opened(opening uint64, d pane.Dialog) {
	if opening == m.opening && len(m.dialogs) == 0 && !m.context().Typing() {
		m.dialogs = append(m.dialogs, d)
	}
}
