package events

import (
	"strings"

	"spoor/cache"
	"spoor/event"
	"spoor/ui/canvas"
	"spoor/ui/text"
)

// The widths of what stands before the columns where runs are folded: how many
// events a line stands for, and where there is room over how long.
const (
	countWidth = 6
	spanWidth  = 7
	// widthForSpan is from which width on there is that room.
	widthForSpan = 130
)

// foldWidth is how much of the pane's width that takes, the gap after it
// included.
func (p *Pane) foldWidth() int {
	switch {
	case !p.fold.on:
		return 0
	case p.w >= widthForSpan:
		return countWidth + spanWidth + 1
	}
	return countWidth + 1
}

// drawRun writes what a closed run stands for: how many events, over how long.
func (p *Pane) drawRun(area canvas.Area, r *cache.Run, l *look) {
	area.PutRight(countWidth, 0, l.mark, "×"+text.Group(r.Len))
	if area.Width() > countWidth+1 {
		area.Put(countWidth+1, 0, l.theme.Dim, runSpan(r))
	}
}

// runSpan is the time from the first event of a run to the last, in the greatest
// unit; empty if they are of one instant.
func runSpan(r *cache.Run) string {
	over := r.First.Event.Time.Sub(r.Last.Event.Time).Abs()
	if over == 0 {
		return ""
	}
	words := strings.Fields(text.Span(over))
	return strings.Join(words[:min(2, len(words))], " ")
}

// runNote says all of a run in a few words: "38 alike over 4 min, 3 IPs".
func runNote(r *cache.Run) string {
	note := text.Group(r.Len) + " alike"
	if over := runSpan(r); over != "" {
		note += " over " + over
	}
	for i, d := range differing {
		if i < len(r.Distinct) && r.Distinct[i] > 1 && d.inNote {
			note += ", " + text.Group(r.Distinct[i]) + " " + d.many
		}
	}
	return note
}

// drawVaries writes in a column how many values a run has of it, where they
// differ, and reports whether they do.
func drawVaries(cell canvas.Area, r *cache.Run, c column, l *look) bool {
	n, many := differs(r, c.field)
	if n < 2 {
		return false
	}
	cell.Put(0, 0, l.theme.Dim, event.Cut(text.Group(n)+" "+many, cell.Width()))
	return true
}

// bracket is the sign that holds the events of an opened run together, empty for
// other events.
func (p *Pane) bracket(at int) string {
	r := p.run(at)
	switch {
	case !p.fold.on || r == nil || r.Len < foldFrom || !p.fold.opened[r.Last.Ref]:
		return ""
	case at == r.Offset:
		return "┌"
	case at == r.Offset+r.Len-1:
		return "└"
	}
	return "│"
}

// pickedSign says how much of a closed run is selected: all of it, or a part, as
// far as the rows that are held tell.
func (p *Pane) pickedSign(r *cache.Run) string {
	first, last := p.isSelected(r.Offset, r.First.Ref), p.isSelected(r.Offset+r.Len-1, r.Last.Ref)
	if first && last {
		return "●"
	}
	some := first || last
	for at, row := range p.fold.rows {
		some = some || at >= r.Offset && at < r.Offset+r.Len && p.selection.refs[row.Ref]
	}
	if some {
		return "○"
	}
	return ""
}
