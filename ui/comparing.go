package ui

import (
	"bytes"
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
	"spoor/ui/compare"
	"spoor/ui/text"
)

// compareMsg is events to be compared.
type compareMsg struct {
	opening uint64
	overlay *compare.Overlay
	err     error
}

// compare shows the selected events side by side; one that is selected with
// the one under the cursor.
func (m *Model) compare() tea.Cmd {
	refs := m.events.Selected()
	if row := m.events.Row(); len(refs) == 1 && row != nil && row.Ref != refs[0] {
		refs = append(refs, row.Ref)
	}
	if len(refs) > compare.Most {
		return m.say(text.Count(len(refs), "event")+" are selected: two to five can be compared", false)
	}
	if len(refs) < compare.Least {
		return m.say(m.withKeys("{select} selects events: two to five can be compared"), false)
	}
	slices.SortFunc(refs, inTime)
	ctx, store, opening := m.ask.ctx, m.ask.store, m.opens()
	return func() tea.Msg {
		var events []compare.Event
		for _, ref := range refs {
			stored, err := store.Load(ctx, ref)
			if err != nil {
				return compareMsg{err: err}
			}
			decoded, err := event.Decode(stored.Record, nil)
			if err != nil {
				return compareMsg{err: err}
			}
			events = append(events, compare.Event{Event: decoded, Record: stored.Record})
		}
		overlay, err := compare.New(events)
		return compareMsg{opening, overlay, err}
	}
}

func (m *Model) compared(msg compareMsg) tea.Cmd {
	switch {
	case msg.err != nil && ended(msg.err):
		return nil
	case msg.err != nil:
		return m.say("✗ "+event.Clean(msg.err.Error()), true)
	}
	m.opened(msg.opening, msg.overlay)
	return nil
}

// inTime compares events by their times, and those of one second by their keys, so
// that they stand in the same order each time.
func inTime(a, b cache.Ref) int {
	return cmp.Or(cmp.Compare(a.Nanos, b.Nanos), bytes.Compare(a.Key[:], b.Key[:]))
}
