package events

import (
	"spoor/cache"
	"spoor/keymap"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// selection is the events picked by hand. It keeps to the events, whatever the
// answer shows of them.
type selection struct {
	refs map[cache.Ref]bool
	// anchor is where a range was begun, zero for none; at is its position in
	// the answer, -1 while that is not known.
	anchor cache.Ref
	at     int
}

func (s *selection) ranging() bool { return s.anchor != cache.Ref{} }

func (s *selection) add(refs ...cache.Ref) {
	if s.refs == nil {
		s.refs = map[cache.Ref]bool{}
	}
	for _, ref := range refs {
		s.refs[ref] = true
	}
}

func (s *selection) drop() { s.anchor, s.at = cache.Ref{}, -1 }

// Selected returns the selected events, in no order.
func (p *Pane) Selected() []cache.Ref {
	refs := make([]cache.Ref, 0, len(p.selection.refs))
	for ref := range p.selection.refs {
		refs = append(refs, ref)
	}
	return refs
}

// Picked returns how many events are selected.
func (p *Pane) Picked() int { return len(p.selection.refs) }

// Select adds events to the selection.
func (p *Pane) Select(refs ...cache.Ref) { p.selection.add(refs...) }

// Toggle adds events to the selection, or takes them out if the first and the
// last are in it.
func (p *Pane) Toggle(refs ...cache.Ref) {
	s := &p.selection
	if len(refs) == 0 || !s.refs[refs[0]] || !s.refs[refs[len(refs)-1]] {
		s.add(refs...)
		return
	}
	for _, ref := range refs {
		delete(s.refs, ref)
	}
}

// Anchor returns the event at which a range was begun, zero for none.
func (p *Pane) Anchor() cache.Ref { return p.selection.anchor }

// toggleSelected selects the event under the cursor, or takes it out again, and
// goes on to the next one. While there is a range it takes that.
func (p *Pane) toggleSelected() pane.Intent {
	s := &p.selection
	if s.ranging() {
		return p.takeRange()
	}
	row := p.Row()
	if row == nil {
		return nil
	}
	if r := p.closed(p.cursor); r != nil {
		p.move(1)
		return pane.TakeRange{From: r.Offset, To: r.Offset + r.Len, Toggle: true}
	}
	if s.refs[row.Ref] {
		delete(s.refs, row.Ref)
	} else {
		s.add(row.Ref)
	}
	p.move(1)
	return nil
}

// selectRange begins a range at the cursor, or takes the one there is.
func (p *Pane) selectRange() pane.Intent {
	if p.selection.ranging() {
		return p.takeRange()
	}
	if row := p.Row(); row != nil {
		p.selection.anchor, p.selection.at = row.Ref, p.cursor
		p.settled = true
	}
	return pane.Notice{Text: "move to the other end; {" + string(keymap.SelectRange) + "} selects what lies between"}
}

// takeRange selects what lies between the anchor and the cursor. Rows that are
// not held have to be fetched for that.
func (p *Pane) takeRange() pane.Intent {
	from, to, ok := p.bounds()
	p.selection.drop()
	if !ok {
		return nil
	}
	if !p.fold.on && from >= p.first && to < p.first+len(p.rows) {
		for i := from; i <= to; i++ {
			p.selection.add(p.row(i).Ref)
		}
		return nil
	}
	return pane.TakeRange{From: from, To: to + 1}
}

// bounds returns the positions of the first and last event of the range, and
// whether they are known.
func (p *Pane) bounds() (from, to int, ok bool) {
	s := &p.selection
	if !s.ranging() || s.at < 0 {
		return 0, 0, false
	}
	return p.start(min(s.at, p.cursor)), p.next(max(s.at, p.cursor)) - 1, true
}

// isSelected reports whether the row at a position is selected, or would be by
// taking the range.
func (p *Pane) isSelected(i int, ref cache.Ref) bool {
	from, to, ok := p.bounds()
	return p.selection.refs[ref] || ok && i >= from && i <= to
}

// selectionNote says what is selected, empty if nothing is.
func (p *Pane) selectionNote() string {
	note := ""
	if n := len(p.selection.refs); n > 0 {
		note = "● " + text.Group(n) + " selected"
	}
	if from, to, ok := p.bounds(); ok {
		if note != "" {
			note += " · "
		}
		note += "range of " + text.Group(to-from+1)
	}
	return note
}
