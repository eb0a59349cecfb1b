package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/ui/canvas"
	"spoor/ui/text"
)

// transcript is events as lines of text that people send each other: in columns,
// every value whole. Its cells are clean, and what holds a secret is masked.
type transcript struct {
	rows  [][len(transcriptColumns)]string
	first time.Time
}

// transcriptColumns are the columns of a transcript; one that holds nothing is
// left out. Behind the name of the first stands the zone.
var transcriptColumns = [...]string{"time", "user", "event", "resource", "outcome", "from", "region", "account", "note"}

// add appends the line of an event.
func (t *transcript) add(stored *cache.Stored, zone *time.Location) error {
	e, err := export.Decode(stored)
	if err != nil {
		return err
	}
	if len(t.rows) == 0 {
		t.first = e.Time
	}
	outcome := "ok"
	if e.Failed() {
		outcome = cmp.Or(e.Error, e.Message, "failed")
	}
	row := [...]string{
		e.Time.In(zone).Format(text.Full), text.User(&e), text.Service(e.Source) + ":" + e.Name, resources(&e), outcome,
		text.Service(e.IP), e.Region, e.Account, note(stored.Mark),
	}
	for i := range row {
		row[i] = event.Clean(event.Mask("", row[i]))
	}
	t.rows = append(t.rows, row)
	return nil
}

// resources names what an event was about: the first, and how many more there are.
func resources(e *event.Event) string {
	if len(e.Targets) == 0 {
		return ""
	}
	name := e.Targets[0].Name
	if name == "" {
		name = text.Type(e.Targets[0].Type)
	}
	if more := len(e.Targets) - 1; more > 0 {
		name += fmt.Sprintf(" (+%d)", more)
	}
	return name
}

// note is what a person attached to an event, on one line.
func note(m cache.Mark) string {
	words := strings.Fields(writeNote(m))
	if m.Star {
		words = append([]string{"★"}, words...)
	}
	return strings.Join(words, " ")
}

// text returns the lines.
func (t *transcript) text(zone *time.Location) string {
	if len(t.rows) == 0 {
		return ""
	}
	head := transcriptColumns
	head[0] += " (" + text.Zone(t.first, zone) + ")"
	var widths [len(head)]int
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], canvas.Width(cell))
		}
	}
	var b strings.Builder
	for _, row := range append([][len(head)]string{head}, t.rows...) {
		line, at, end := "", 0, 0
		for i, cell := range row {
			if widths[i] == 0 {
				continue
			}
			line += strings.Repeat(" ", end-at) + cell
			at = end + canvas.Width(cell)
			end += max(widths[i], canvas.Width(head[i])) + 2
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
