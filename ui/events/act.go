package events

import (
	"spoor/keymap"
	"spoor/ui/entry"
	"spoor/ui/pane"
)

// Do implements pane.Pane.
func (p *Pane) Do(a keymap.Action) pane.Intent {
	if p.finding {
		return p.find(a)
	}
	if a == keymap.FindText {
		// Where nothing is, what is typed behind it must not be taken for keys.
		p.finding = true
		p.input = entry.New()
		return nil
	}
	if p.answer == nil || p.answer.Matched == 0 {
		return nil
	}
	page := max(1, p.Rows()/2)
	switch a {
	case keymap.Down:
		p.move(1)
	case keymap.Up:
		p.move(-1)
	case keymap.PageDown:
		p.move(page)
	case keymap.PageUp:
		p.move(-page)
	case keymap.First:
		p.put(0)
		p.settled = false
	case keymap.Last:
		p.put(p.answer.Matched)
	case keymap.CellLeft:
		p.moveCell(-1)
	case keymap.CellRight:
		p.moveCell(1)
	case keymap.NextMatch:
		return pane.Seek{By: 1}
	case keymap.PreviousMatch:
		return pane.Seek{By: -1}
	case keymap.NextSame:
		return p.seekCell(1)
	case keymap.PreviousSame:
		return p.seekCell(-1)
	case keymap.NextInSession:
		return p.seekSession(1)
	case keymap.PreviousInSession:
		return p.seekSession(-1)
	case keymap.IncludeValue:
		return p.chooseCell(pane.Include)
	case keymap.ExcludeValue:
		return p.chooseCell(pane.Exclude)
	case keymap.ListValues:
		return p.listValues()
	case keymap.SelectEvent:
		return p.toggleSelected()
	case keymap.SelectRange:
		return p.selectRange()
	case keymap.SortEvents:
		return p.sortByCell()
	case keymap.ChooseColumns:
		return p.chooseColumns()
	case keymap.WidenColumn, keymap.NarrowColumn, keymap.FitColumn:
		return p.resizeColumn(a)
	case keymap.FoldRuns:
		p.SetFolded(!p.fold.on)
	case keymap.ToggleRun:
		return p.toggleRun()
	case keymap.OpenDetail:
		if p.closed(p.cursor) != nil {
			return p.toggleRun()
		}
		return pane.Focus{Pane: pane.Detail}
	}
	return nil
}

// Go puts the cursor at a position of the answer, and opens the run that holds
// it.
func (p *Pane) Go(to int) {
	if p.answer != nil && p.answer.Matched > 0 {
		p.fold.reveal = p.fold.on
		p.put(to)
	}
}

func (p *Pane) put(at int) {
	p.cursor = min(max(0, at), p.answer.Matched-1)
	p.settled = true
	p.reveal()
	p.scroll()
}

// scroll moves what is seen so that the cursor is in it.
func (p *Pane) scroll() {
	if p.answer == nil {
		return
	}
	p.cursor = p.start(p.cursor)
	top := 1 - p.Rows() // from the line at the bottom
	p.offset = max(0, min(p.offset, p.step(p.answer.Matched-1, top)))
	p.offset = min(p.offset, p.cursor)
	p.offset = p.start(max(p.offset, p.step(p.cursor, top)))
	p.note()
}
