package ui

import (
	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/ui/pane"
)

// showColumn shows a value of the record as a column of Events, or no longer.
func (m *Model) showColumn(wish pane.ShowColumn) tea.Cmd {
	name, shown, err := m.events.ShowColumn(wish.Field, wish.Path)
	switch {
	case err != nil:
		return m.say(event.Clean(err.Error()), true)
	case shown:
		return m.say(m.withKeys(event.CutMiddle(event.Clean(name), 60)+" is a column of Events; {show-column} takes it away"), false)
	}
	return m.say(event.CutMiddle(event.Clean(name), 60)+" is no column of Events any more", false)
}
