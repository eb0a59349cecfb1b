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

// cellValue returns the field and value of the chosen cell, and whether one is
// chosen. An empty value is that the event has none.
func (p *Pane) cellValue() (query.Field, string, bool) {
	shown := p.wanted()
	at := slices.IndexFunc(shown, func(c column) bool { return c.name == p.cell })
	row := p.Row()
	if at < 0 || row == nil {
		return query.FieldNone, "", false
	}
	field := shown[at].field
	if field == query.FieldResource && len(row.Event.Targets) > 0 && row.Event.Targets[0].Name == "" {
		field = query.FieldType
	}
	return field, first(&row.Event, field), true
}

// choose puts the value of the chosen cell into the filter.
func (p *Pane) choose(how pane.Choice) pane.Intent {
	field, value, ok := p.cellValue()
	if !ok {
		return pane.Notice{Text: "{cell-left} and {cell-right} choose a cell, {include-value} and {exclude-value} then filter by it"}
	}
	if r := p.closed(p.cursor); r != nil {
		if n, _ := differs(r, field); n > 1 {
			return pane.Notice{Text: "the events of this run differ in that: {toggle-run} opens it"}
		}
	}
	return pane.Choose{Field: field, Value: value, How: how}
}
