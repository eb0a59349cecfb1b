package dialog

import (
	"strings"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Marked is a marked event of the list of them.
type Marked struct {
	Row  cache.Row
	Mark cache.Mark
}

// NewMarks returns the list of marked events, in the order given. Choosing one
// goes there.
func NewMarks(all []Marked, zone *time.Location) pane.Dialog {
	m := &menu{title: text.Count(len(all), "marked event"), empty: "no event is marked yet", most: 110, verb: "go to it"}
	if len(all) > 0 {
		m.foot = "enter goes to the event"
	}
	for _, one := range all {
		e := &one.Row.Event
		sign := "¶"
		if one.Mark.Star {
			sign = "★"
		}
		parts := []string{event.Clean(e.User), event.Clean(e.Name)}
		for _, tag := range one.Mark.Tags {
			parts = append(parts, "#"+event.Clean(tag))
		}
		if one.Mark.Note != "" {
			parts = append(parts, event.Clean(strings.ReplaceAll(one.Mark.Note, "\n", " ")))
		}
		if parts[0] == "" {
			parts = parts[1:]
		}
		m.items = append(m.items, item{
			key: sign, label: e.Time.In(zone).Format(text.Full), value: strings.Join(parts, " · "), intent: pane.GoTo{Ref: one.Row.Ref},
		})
	}
	return m
}
