// Package events is the Events pane: a table over the rows of an answer, of
// which only those near the screen are held.
package events

import (
	"time"

	"spoor/cache"
	"spoor/keymap"
	"spoor/ui/entry"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Margin is how many screens of rows are held on either side of what is seen.
const Margin = 3

// Pane is the Events pane. The zero value is ready for use.
type Pane struct {
	w, h   int
	answer *cache.Answer

	cursor, offset int
	// ref is the event under the cursor, zero while its row is not held.
	ref cache.Ref
	// cell is the name of the chosen column, empty for none.
	cell string
	// finding is set while what to find is typed; needle is what was found last.
	finding bool
	input   *entry.Entry
	needle  string
	// settled says that the person moved the cursor: from then on it stays on
	// its event, however many events come in above it.
	settled bool
	// left is the event that had the cursor before an answer without any, and its
	// line; the cursor comes back to it, or near it.
	left     cache.Ref
	leftLine int

	selection selection
	fold      folding
	// chosen are the columns, none for the usual ones; sort is the order of the
	// rows.
	chosen []column
	sort   []cache.Sort
	// looking is for the columns that look into records.
	looking looking
	// widths are those that columns were given by hand, by name.
	widths map[string]int
	// placed is where the columns were last drawn, zone the one of their times.
	placed []placed
	zone   *time.Location
	// marks are all that the cache holds.
	marks map[cache.Key]cache.Mark

	// rows are held from position first on.
	first int
	rows  []cache.Row
}

// Window is what is to be fetched: rows from Offset on, or, with Runs, the runs
// of alike events around the position Offset.
type Window struct {
	Offset, Limit int
	Runs          bool
}

// SetSize implements pane.Pane.
func (p *Pane) SetSize(w, h int) {
	p.w, p.h = w, h
	p.scroll()
}

// Cursor returns the event under the cursor, and the position on screen to keep
// it at when the answer changes.
func (p *Pane) Cursor() (ref cache.Ref, line int, keep bool) {
	if p.left != (cache.Ref{}) {
		return p.left, p.leftLine, p.settled
	}
	return p.ref, p.lineOnScreen(), p.settled && p.ref != cache.Ref{}
}

// Awaited returns the position at which the cursor was put on an event that has not
// come yet, 0 where there is none.
func (p *Pane) Awaited() int {
	if p.settled && p.answer != nil && p.Row() == nil && p.left == (cache.Ref{}) {
		return p.cursor
	}
	return 0
}

// Place is where an answer's rows were fetched and where the cursor goes in
// them.
type Place struct {
	Rows   []cache.Row
	Offset int
	// Cursor is the position of the event that had the cursor, Line how far
	// from the top of the pane it was.
	Cursor, Line int
	// Anchor is the position of the event at which a range of the selection
	// begins; Anchored says that the answer holds it.
	Anchor   int
	Anchored bool
	// Runs are those around the cursor, where they are folded.
	Runs []cache.Run
}

// Find puts the cursor on an event if it is among the rows, line lines from the
// top of the pane, and reports whether it is.
func (at *Place) Find(ref cache.Ref, line int) bool {
	for i := range at.Rows {
		if at.Rows[i].Ref == ref {
			at.Cursor, at.Line = at.Offset+i, line
			return true
		}
	}
	return false
}

// Around returns the rows to fetch for a pane that shows so many at a time, with
// the cursor at a position and line lines from its top.
func Around(rows, cursor, line int) Window {
	from := max(0, cursor-line-Margin*rows)
	return Window{Offset: from, Limit: (2*Margin + 1) * rows}
}

// Rows is how many rows are seen at a time, beside the line of column names.
func (p *Pane) Rows() int { return max(1, p.h-1) }

// Show implements pane.Pane. The rows that came with the answer are those from
// the first on.
func (p *Pane) Show(a *cache.Answer) {
	if a == nil {
		*p = Pane{w: p.w, h: p.h, cell: p.cell, needle: p.needle, selection: p.selection, marks: p.marks, chosen: p.chosen, looking: p.looking, sort: p.sort, widths: p.widths, fold: folding{on: p.fold.on, opened: p.fold.opened}}
		return
	}
	p.ShowAt(a, Place{Rows: a.Rows, Offset: a.View.Offset})
}

// ShowAt shows an answer with the cursor at a place.
func (p *Pane) ShowAt(a *cache.Answer, at Place) {
	folded := p.answer != nil && p.closed(p.cursor) != nil
	p.left, p.leftLine, _ = p.Cursor()
	if a.Matched > 0 {
		p.left = cache.Ref{}
	}
	p.answer = a
	p.rows, p.first = at.Rows, at.Offset
	p.cursor = min(max(0, at.Cursor), max(0, a.Matched-1))
	p.offset = p.cursor - at.Line
	switch p.selection.at = -1; {
	case at.Anchored:
		p.selection.at = at.Anchor
	case !a.Partial:
		p.selection.drop()
	}
	if p.fold.on {
		p.fold.rows, p.fold.runs, p.fold.guessed = nil, at.Runs, at.Runs == nil
		if p.fold.guessed {
			p.fold.runs = runsAmong(at.Rows, at.Offset)
		}
		// Who was on one event stays on it, who was on a run on the run.
		p.fold.reveal = !folded
		p.settleRuns(at.Line)
		return
	}
	p.scroll()
}

// Add gives more rows of the answer shown.
func (p *Pane) Add(offset int, rows []cache.Row) {
	if p.fold.on {
		p.addFolded(offset, rows)
	} else {
		p.rows, p.first = rows, offset
	}
	p.note()
}

// Missing returns the rows that must be fetched before all that is seen can be
// drawn, and whether there are any.
func (p *Pane) Missing() (Window, bool) {
	if p.answer == nil || p.answer.Matched == 0 || p.h < 2 {
		return Window{}, false
	}
	if p.fold.on {
		return p.missingFolded()
	}
	from, to := p.offset, min(p.offset+p.Rows(), p.answer.Matched)
	if from >= p.first && to <= p.first+len(p.rows) {
		return Window{}, false
	}
	return Around(p.Rows(), p.cursor, p.cursor-p.offset), true
}

// Row returns the row under the cursor, nil if there is none or it is still to
// come.
func (p *Pane) Row() *cache.Row { return p.row(p.cursor) }

func (p *Pane) row(i int) *cache.Row {
	if p.fold.on {
		if row := p.foldedRow(i); row != nil {
			return row
		}
	}
	if i < p.first || i >= p.first+len(p.rows) {
		return nil
	}
	return &p.rows[i-p.first]
}

// Settle keeps the cursor on its event when the answer changes, as moving it
// does.
func (p *Pane) Settle() { p.settled = true }

// Middle returns the line in the middle of the pane.
func (p *Pane) Middle() int { return p.Rows() / 2 }

// Unsettle puts the cursor back to the newest event and leaves it there.
func (p *Pane) Unsettle() { p.settled = false }

// Context implements pane.Pane.
func (p *Pane) Context() keymap.Context {
	if p.finding {
		return keymap.Search
	}
	return keymap.Events
}

// Head implements pane.Pane.
func (p *Pane) Head() pane.Head {
	h := pane.Head{Title: "Events"}
	if p.answer == nil {
		return h
	}
	if p.answer.Matched == 0 {
		h.Count, h.Note = "0", p.selectionNote()
		return h
	}
	h.Note = p.selectionNote()
	h.Count = text.Group(p.cursor + 1)
	if r := p.closed(p.cursor); r != nil {
		h.Count += "–" + text.Group(r.Offset+r.Len)
		if h.Note == "" {
			h.Note = runNote(r)
		}
	}
	h.Count += " / " + text.Group(p.answer.Matched)
	if p.answer.Partial {
		h.Count += "+"
	}
	return h
}

// SetMarks gives all the marks that the cache holds.
func (p *Pane) SetMarks(marks map[cache.Key]cache.Mark) { p.marks = marks }

// markSign is the sign of an event's mark: a star, or that there is a note.
func (p *Pane) markSign(r *cache.Row) string {
	switch {
	case p.marks[r.Ref.Key].Star:
		return "★"
	case r.Marked:
		return "¶"
	}
	return ""
}

// Position returns where in the answer the cursor is.
func (p *Pane) Position() int { return p.cursor }

// move moves the cursor by lines, put to a position.
func (p *Pane) move(by int) { p.put(p.step(p.cursor, by)) }

// note remembers which event the cursor is on.
func (p *Pane) note() {
	p.ref = cache.Ref{}
	if r := p.Row(); r != nil {
		p.ref = r.Ref
	}
}

// span returns the times between which the rows seen lie, for the format of the
// time column.
func (p *Pane) span() (from, to time.Time) {
	return p.answer.First, p.answer.Last.Add(time.Nanosecond)
}
