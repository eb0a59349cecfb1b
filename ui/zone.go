package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/ui/text"
)

// switchZone goes on to the next zone in which times can be shown: the one
// asked for, UTC, the local one.
func (m *Model) switchZone() tea.Cmd {
	zones := m.zones()
	next := zones[0]
	for i, zone := range zones {
		if zone.String() == m.zone.String() {
			next = zones[(i+1)%len(zones)]
		}
	}
	if next.String() == m.zone.String() {
		return m.say("the local zone is "+m.zone.String()+" too", false)
	}
	m.zone = next
	says := "times are in " + text.Zone(m.now(), m.zone)
	if name := m.zone.String(); name != "UTC" {
		says += " (" + name + ")"
	}
	return m.say(says, false)
}

// zones are the zones to choose from, each once.
func (m *Model) zones() []*time.Location {
	all := []*time.Location{time.UTC}
	for _, zone := range []*time.Location{m.options.Zone, time.Local} {
		known := zone == nil
		for _, z := range all {
			known = known || z.String() == zone.String()
		}
		if !known {
			all = append(all, zone)
		}
	}
	return all
}
