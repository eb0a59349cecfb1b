package events

import (
	"slices"

	"spoor/query"
	"spoor/ui/pane"
)

// moveCell chooses a cell of the cursor's row; the first move chooses the one
// at the end it comes from.
func (p *Pane) moveCell(by int) {
	shown := p.wanted()
	at := slices.IndexFunc(shown, func(c column) bool { return c.name == p.cell })
	switch {
	case at >= 0:
		at = min(max(0, at+by), len(shown)-1)
	case by < 0:
		at = len(shown) - 1
	default:
		at = 0
	}
	p.cell = shown[at].name
}

// Close gives the innermost up of a range, the choice of a cell and the
// selection, and reports whether there was one.
func (p *Pane) Close() bool {
	switch {
	case p.selection.ranging():
		p.selection.drop()
	case p.cell != "":
		p.cell = ""
	case len(p.selection.refs) > 0:
		p.selection.refs = nil
	default:
		return false
	}
	return true
}

// cellColumn returns the column of the chosen cell, and whether one is chosen.
func (p *Pane) cellColumn() (column, bool) {
	if p.cell == "" {
		return column{}, false
	}
	shown := p.wanted()
	at := slices.IndexFunc(shown, func(c column) bool { return c.name == p.cell })
	if at < 0 {
		return column{}, false
	}
	return shown[at], true
}

// cellValue returns the wish to have what the chosen cell says in the filter; its
// value is empty where the event has none. Where that cannot be, the notice says
// why, or what to do first.
func (p *Pane) cellValue(first string) (pane.Choose, *pane.Notice) {
	c, chosen := p.cellColumn()
	row := p.Row()
	switch {
	case !chosen || row == nil:
		return pane.Choose{}, &pane.Notice{Text: "{cell-left} and {cell-right} choose a cell, " + first}
	case c.path != nil:
		return p.pathValue(c, row)
	case c.field == query.FieldResource && len(row.Event.Targets) > 0 && row.Event.Targets[0].Name == "":
		c.field = query.FieldType
	}
	return pane.Choose{Field: c.field, Value: firstOf(&row.Event, c.field)}, nil
}

// listValues asks for the values of the column of the chosen cell.
func (p *Pane) listValues() pane.Intent {
	c, chosen := p.cellColumn()
	if !chosen {
		return pane.Notice{Text: "{cell-left} and {cell-right} choose a cell, {list-values} then lists the values of its column"}
	}
	return pane.ListValues{Field: c.field, Path: c.name}
}

// chooseCell puts the value of the chosen cell into the filter.
func (p *Pane) chooseCell(how pane.Choice) pane.Intent {
	wish, why := p.cellValue("{include-value} and {exclude-value} then filter by it")
	if why != nil {
		return *why
	}
	if r := p.closed(p.cursor); r != nil {
		if wish.Field == query.FieldPath {
			return pane.Notice{Text: "the events of this run may differ in that: {toggle-run} opens it"}
		}
		if n, _ := differs(r, wish.Field); n > 1 {
			return pane.Notice{Text: "the events of this run differ in that: {toggle-run} opens it"}
		}
	}
	wish.How = how
	return wish
}
