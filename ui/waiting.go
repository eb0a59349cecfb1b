package ui

import (
	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/ui/canvas"
)

// waitsMsg names the program that has the cache.
type waitsMsg struct{ holder string }

// awaitHolder waits until another program keeps this one from the cache.
func (m *Model) awaitHolder() tea.Cmd {
	waits, ctx := m.options.Waits, m.ask.ctx
	if waits == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case holder := <-waits:
			return waitsMsg{holder}
		case <-ctx.Done():
			return nil
		}
	}
}

// waitsText says who has the cache, as long as it cannot be read; empty when it
// can.
func (m *Model) waitsText(room int) string {
	if m.shown.holder == "" {
		return ""
	}
	short := "waiting for the cache, which " + event.Clean(m.shown.holder) + " has"
	if long := short + "; what is shown was read before"; canvas.Width(long) <= room {
		return long
	}
	return event.Cut(short, room)
}
