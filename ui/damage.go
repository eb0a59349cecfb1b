package ui

import (
	tea "charm.land/bubbletea/v2"

	"spoor/event"
)

// damageText says that the answer leaves out events, empty if it leaves out none.
func (m *Model) damageText() string {
	if a := m.shown.answer; a == nil || len(a.Warnings) == 0 {
		return ""
	}
	return "✗ damaged events are left out"
}

// warnOfDamage says what is damaged, once for each part of the cache.
func (m *Model) warnOfDamage() tea.Cmd {
	found := m.shown.answer.Warnings
	if len(found) <= m.shown.warned {
		m.shown.warned = len(found)
		return nil
	}
	m.shown.warned = len(found)
	return m.say("✗ "+event.Clean(found[len(found)-1])+": its events are left out; 'spoor cache check --repair' keeps all others", true)
}
