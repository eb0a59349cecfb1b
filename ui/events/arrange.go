package events

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/pane"
)

// SetColumns chooses the columns by name, in their order; none at all means
// those that fit the width.
func (p *Pane) SetColumns(names []string) error {
	var chosen []column
	for _, name := range names {
		c, err := columnNamed(name)
		if err != nil {
			return err
		}
		chosen = append(chosen, c)
	}
	p.choose(chosen)
	return nil
}

func (p *Pane) choose(columns []column) {
	p.chosen = columns
	var paths []*query.RecordPath
	for _, c := range columns {
		if c.path != nil {
			paths = append(paths, c.path)
		}
	}
	p.looking.at(paths)
}

// Columns returns the names of the chosen columns, nil if none were chosen.
func (p *Pane) Columns() []string { return namesOf(p.chosen) }

// ShowColumn makes a column of a field, or with query.FieldPath of a path into the
// record, the last one, or takes it away if there is one; the cell under the cursor
// becomes that of the column. It returns its name and whether it is shown now.
func (p *Pane) ShowColumn(field query.Field, path string) (name string, shown bool, err error) {
	c, ok := columnOf(field)
	if !ok {
		if member := pane.MemberOf(field); member != "" {
			path = member
		}
		if c, err = columnOfPath(path); err != nil {
			return "", false, err
		}
	}
	wanted := p.chosen
	if len(wanted) == 0 {
		wanted = p.wanted()
	}
	without := slices.DeleteFunc(slices.Clone(wanted), func(w column) bool { return w.name == c.name })
	switch {
	case len(without) == len(wanted):
		p.choose(append(without, c))
		p.cell = c.name
		return c.name, true, nil
	case len(without) == 0:
		return "", false, errors.New("one column has to stay")
	}
	p.choose(without)
	if p.cell == c.name {
		p.cell = ""
	}
	return c.name, false, nil
}

func namesOf(columns []column) (names []string) {
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// columnOf returns the column of a field; that of the actor is one of a path, since
// the field has more than one value.
func columnOf(field query.Field) (column, bool) {
	if i := slices.IndexFunc(columns, func(c column) bool { return c.field == field }); i >= 0 {
		return columns[i], true
	}
	if field == query.FieldActor || !slices.ContainsFunc(query.Fields(), func(f query.FieldInfo) bool { return f.Field == field }) {
		return column{}, false
	}
	return column{name: field.String(), field: field, least: 8, most: 36, grow: 2, extra: true, cell: valueCell(field)}, true
}

// columnNamed returns the column of a name: one of those that are offered, or that
// of a field, or of a path into the record.
func columnNamed(name string) (column, error) {
	if i := slices.IndexFunc(columns, func(c column) bool { return c.name == name }); i >= 0 {
		return columns[i], nil
	}
	if field, ok := query.FieldNamed(name); ok {
		if c, ok := columnOf(field); ok {
			return c, nil
		}
	}
	c, err := columnOfPath(name)
	if err != nil && !strings.ContainsAny(name, ".[") {
		err = fmt.Errorf("there is no column %q: use %s, another field of the filter language, or a path into the record", name, strings.Join(namesOf(columns), ", "))
	}
	return c, err
}

// ColumnName returns the name of the column that a person asks for in words of
// their own: as it stands in the settings.
func ColumnName(typed string) (string, error) {
	c, err := columnNamed(strings.TrimSpace(typed))
	return c.name, err
}

// usual returns the columns that a pane of some width shows by itself.
func usual(width int) []column {
	var shown []column
	for _, c := range columns {
		if c.from <= width && !c.extra {
			shown = append(shown, c)
		}
	}
	return shown
}

// chooseColumns opens the list of columns.
func (p *Pane) chooseColumns() pane.Intent {
	shown := p.chosen
	if len(shown) == 0 {
		shown = p.wanted()
	}
	return pane.Open{Dialog: dialog.NewArrange("Columns", namesOf(shown), namesOf(columns), func(names []string) pane.Intent {
		return pane.SetColumns{Names: names}
	}, dialog.Adding{Title: "Column of a field, or of a path into the record", Suggestion: "requestParameters.bucketName", Name: ColumnName})}
}

// Sort returns the order in which rows are wanted; none is newest first.
func (p *Pane) Sort() []cache.Sort { return p.sort }

// sortByCell sorts by the chosen column, or by time if none is chosen: up, then
// down, then newest first again.
func (p *Pane) sortByCell() pane.Intent {
	field, name := query.FieldTime, "time"
	if c, ok := p.cellColumn(); ok {
		field, name = c.field, c.name
	}
	switch field {
	case query.FieldPath:
		return pane.Notice{Text: "events are sorted by what their fields say, not by what stands inside their records"}
	case query.FieldID, query.FieldRequest:
		return pane.Notice{Text: "ids stand in no order that would say anything"}
	}
	var said string
	switch {
	case len(p.sort) == 0 || p.sort[0].Field != field:
		p.sort, said = []cache.Sort{{Field: field}}, "sorted by "+name
		if field == query.FieldTime {
			said = "oldest first"
		}
	case !p.sort[0].Descending && field != query.FieldTime:
		p.sort, said = []cache.Sort{{Field: field, Descending: true}}, "sorted by "+name+", from the end"
	default:
		p.sort, said = nil, "newest first"
	}
	p.settled = false
	if field == query.FieldTime {
		said += "; {cell-right} chooses a column to sort by"
	}
	return pane.Several{pane.Reask{}, pane.Notice{Text: said}}
}

// SortName returns the order of the rows in a word: the name of a column, after
// a - from the end; empty for newest first.
func (p *Pane) SortName() string {
	if len(p.sort) == 0 {
		return ""
	}
	name := "time"
	if c, ok := columnOf(p.sort[0].Field); ok {
		name = c.name
	}
	if p.sort[0].Descending {
		return "-" + name
	}
	return name
}

// SetSortName sorts by what SortName returned. A column that there is not counts
// for nothing.
func (p *Pane) SetSortName(name string) {
	name, descending := strings.CutPrefix(name, "-")
	field := query.FieldTime
	if name != "time" {
		c, err := columnNamed(name)
		if err != nil || c.path != nil {
			return
		}
		field = c.field
	}
	p.sort = []cache.Sort{{Field: field, Descending: descending}}
}

// arrow says which way the rows are sorted by a field, if they are.
func (p *Pane) arrow(field query.Field) string {
	switch {
	case len(p.sort) == 0 || p.sort[0].Field != field:
		return ""
	case p.sort[0].Descending:
		return " ↓"
	}
	return " ↑"
}
