package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/ui/text"
)

// switchZone goes on to the next zone in which times can be shown: the one
// asked for, UTC, the local one.
func (m *Model) switchZone() tea.Cmd {
	all := zones(m.options.Zone, time.Local)
	next := all[0]
	for i, zone := range all {
		if alike(zone, m.zone) {
			next = all[(i+1)%len(all)]
		}
	}
	if alike(next, m.zone) {
		return m.say("the local zone is "+text.Zone(m.now(), m.zone)+" too", false)
	}
	m.zone = next
	says := "times are in " + text.Zone(m.now(), m.zone)
	switch name := m.zone.String(); name {
	case "UTC":
	case "Local":
		says += ", the local zone"
	default:
		says += " (" + name + ")"
	}
	return m.say(says, false)
}

// zones are the zones to choose from, each once. The one asked for may be nil.
func zones(asked, local *time.Location) []*time.Location {
	all := []*time.Location{time.UTC}
	for _, zone := range []*time.Location{asked, local} {
		known := zone == nil
		for _, z := range all {
			known = known || alike(z, zone)
		}
		if !known {
			all = append(all, zone)
		}
	}
	return all
}

// alike reports whether times read the same in two zones, whatever they are
// called, since there are records of CloudTrail.
func alike(a, b *time.Location) bool {
	if a.String() == b.String() {
		return true
	}
	end := time.Now().AddDate(1, 0, 0)
	for at := time.Date(2013, 11, 1, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.AddDate(0, 0, 7) {
		nameA, offsetA := at.In(a).Zone()
		nameB, offsetB := at.In(b).Zone()
		if nameA != nameB || offsetA != offsetB {
			return false
		}
	}
	return true
}
