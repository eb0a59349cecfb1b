package detail

import (
	"strings"

	"spoor/keymap"
	"spoor/query"
	"spoor/ui/jsontree"
	"spoor/ui/pane"
)

// Do implements pane.Pane.
func (p *Pane) Do(a keymap.Action) pane.Intent {
	if p.row == nil {
		// What is typed behind the key must not be taken for keys, and who is
		// typing when the event goes can still leave that.
		switch a {
		case keymap.SearchRecord:
			p.startSearch()
		case keymap.AcceptSearch:
			p.acceptSearch()
		case keymap.CancelSearch:
			p.endSearch()
		}
		return nil
	}
	// The event may have changed since it was last drawn.
	p.arrange()
	p.settle()
	intent := p.do(a)
	p.arrange()
	p.settle()
	return intent
}

func (p *Pane) do(a keymap.Action) pane.Intent {
	if p.move(a) {
		return nil
	}
	switch a {
	case keymap.Expand:
		p.in()
	case keymap.Collapse:
		p.out()
	case keymap.ToggleFold:
		p.toggle()
	case keymap.FoldMore, keymap.FoldLess:
		p.foldLevel(a == keymap.FoldLess)
	case keymap.WholeRecord:
		p.showWhole(!p.whole)
	case keymap.NextVariant:
		return p.nextVariant()
	case keymap.SearchRecord:
		p.startSearch()
	case keymap.AcceptSearch:
		p.acceptSearch()
	case keymap.CancelSearch:
		p.endSearch()
	case keymap.NextMatch, keymap.PreviousMatch:
		return p.nextMatch(a == keymap.PreviousMatch)
	case keymap.IncludeValue:
		return p.choose(pane.Include)
	case keymap.ExcludeValue:
		return p.choose(pane.Exclude)
	case keymap.ShowColumn:
		field, path, why := p.place()
		if why != "" {
			return pane.Notice{Text: why}
		}
		return pane.ShowColumn{Field: field, Path: path}
	case keymap.ListValues:
		field, path, why := p.place()
		if why != "" {
			return pane.Notice{Text: why}
		}
		return pane.ListValues{Field: field, Path: path}
	case keymap.CopyMenu:
		return p.copyMenu()
	case keymap.PivotMenu:
		value, _ := p.value(pane.Only)
		return pane.Pivot{Row: p.row, Value: value}
	}
	return nil
}

// toggle folds what is under the cursor or unfolds it, a long text too.
func (p *Pane) toggle() {
	id, t := p.cursor.node, p.tree
	switch {
	case id == jsontree.None:
	case t.Foldable(id):
		t.SetFolded(id, !t.Folded(id))
	case t.Spread(id):
		t.SetSpread(id, false)
		p.cursor.part = 0
	case t.Long(id):
		t.SetSpread(id, true)
	}
}

// foldLevel folds the whole tree one level more, or one less.
func (p *Pane) foldLevel(less bool) {
	if p.tree == nil {
		return
	}
	if less {
		p.tree.FoldFrom(p.tree.Level() + 1)
		return
	}
	p.tree.FoldFrom(max(0, p.tree.Level()-1))
}

// fact returns the fact under the cursor, nil if a value of the tree is.
func (p *Pane) fact() *fact {
	if p.cursor.node != jsontree.None || p.cursor.line >= len(p.at.lines) {
		return nil
	}
	facts := p.at.lines[p.cursor.line].facts
	if p.cursor.fact >= len(facts) {
		return nil
	}
	return &facts[p.cursor.fact]
}

// value returns the wish to have what is under the cursor in the filter; its
// field is query.FieldNone and the text says why if that cannot be.
func (p *Pane) value(how pane.Choice) (pane.Choose, string) {
	if f := p.fact(); f != nil {
		if c, ok := f.choose(how); ok {
			return c, ""
		}
		if f.field == query.FieldNone && f.path == "eventTime" {
			return pane.Choose{}, "times are chosen with the window, not the filter"
		}
		return pane.Choose{}, "the filter cannot ask for this"
	}
	id, t := p.cursor.node, p.tree
	if id == jsontree.None || t == nil {
		return pane.Choose{}, "nothing is under the cursor"
	}
	switch {
	case t.Container(id):
		return pane.Choose{}, "choose one of the values inside"
	case t.Secret(id):
		return pane.Choose{}, "a secret does not go into a filter"
	case !t.Reachable(id):
		return pane.Choose{}, "the filter cannot look into percent-encoded JSON"
	case t.Kind(id) == jsontree.Null || t.Value(id) == "":
		return pane.Choose{}, "an empty value cannot be asked for"
	}
	keys := t.Keys(id)
	if len(keys) == 0 {
		return pane.Choose{}, "the filter cannot ask for this"
	}
	if f, ok := pane.FieldAt(strings.Join(keys, ".")); ok {
		return pane.Choose{Field: f, Value: t.Value(id), How: how}, ""
	}
	return pane.Choose{Field: query.FieldPath, Path: query.PathOf(keys...), Value: t.Value(id), How: how}, ""
}

func (p *Pane) choose(how pane.Choice) pane.Intent {
	c, why := p.value(how)
	if why != "" {
		return pane.Notice{Text: why}
	}
	return c
}

// place returns which field what is under the cursor is of, and where in the record
// it stands, either of them where there is no other; or why that cannot be said.
func (p *Pane) place() (field query.Field, path, why string) {
	if f := p.fact(); f != nil {
		if f.field == query.FieldNone && f.path == "" {
			return query.FieldNone, "", "this stands nowhere in the record"
		}
		return f.field, f.path, ""
	}
	id, t := p.cursor.node, p.tree
	if id == jsontree.None || t == nil {
		return query.FieldNone, "", "nothing is under the cursor"
	}
	keys := t.Keys(id)
	if len(keys) == 0 || !t.Reachable(id) {
		return query.FieldNone, "", "no path of the record leads here"
	}
	field, ok := pane.FieldAt(strings.Join(keys, "."))
	if !ok {
		field = query.FieldPath
	}
	return field, query.PathOf(keys...), ""
}

// words returns what is searched for.
func (p *Pane) words() string {
	if p.search == nil {
		return ""
	}
	return p.search.Value()
}
