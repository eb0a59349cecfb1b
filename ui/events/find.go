package events

import (
	tea "charm.land/bubbletea/v2"

	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
)

// Type implements pane.Typist: it edits what is to be found.
func (p *Pane) Type(msg tea.Msg) pane.Intent {
	if p.input != nil {
		p.input.Type(msg)
	}
	return nil
}

// find ends the typing of what is to be found.
func (p *Pane) find(a keymap.Action) pane.Intent {
	switch a {
	case keymap.AcceptSearch:
		p.finding = false
		if p.needle = p.input.Value(); p.needle != "" {
			return pane.Seek{Text: p.needle, By: 1}
		}
	case keymap.CancelSearch:
		p.finding = false
	}
	return nil
}

// seekCell looks for the next event with the value of the chosen cell.
func (p *Pane) seekCell(by int) pane.Intent {
	wish, why := p.cellValue("{next-same} and {previous-same} then go to its like")
	if why != nil {
		return *why
	}
	want := query.ValueTerm(wish.Field, wish.Value)
	if wish.Field == query.FieldPath {
		want = query.PathTerm(wish.Path, wish.Value)
	}
	if wish.Value == "" {
		return pane.Seek{Want: query.Only(nil, want), By: by}
	}
	return pane.Seek{Want: want, By: by}
}

// seekSession looks for the next event of the same session.
func (p *Pane) seekSession(by int) pane.Intent {
	row := p.Row()
	if row == nil {
		return nil
	}
	if row.Event.Session == "" {
		return pane.Notice{Text: "this event names no session"}
	}
	return pane.Seek{Want: query.ValueTerm(query.FieldSession, row.Event.Session), By: by}
}

// drawFinding draws the text field over the line of column names.
func (p *Pane) drawFinding(row canvas.Area, env pane.Env) {
	row.Blank(canvas.Style{})
	row.Put(1, 0, env.Theme.Accent, "/")
	field := row.Sub(canvas.Rect{X: lead, W: row.Width() - lead, H: 1})
	caret := p.input.Draw(field, env.Theme.Text, env.Theme.Faint, "text, or a filter such as error:*")
	field.Sub(canvas.Rect{X: caret, W: 1, H: 1}).Tint(canvas.Style{Attr: canvas.Reverse})
}
