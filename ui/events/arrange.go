package events

import (
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
	for _, name := range names {
		if _, ok := columnNamed(name); !ok {
			return fmt.Errorf("there is no column %q: use %s", name, strings.Join(ColumnNames(), ", "))
		}
	}
	p.chosen = slices.Clone(names)
	return nil
}

// Columns returns the names of the chosen columns, nil if none were chosen.
func (p *Pane) Columns() []string { return p.chosen }

// ColumnNames returns the names of all columns there are.
func ColumnNames() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

func columnNamed(name string) (column, bool) {
	i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, false
	}
	return columns[i], true
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
		for _, c := range p.wanted() {
			shown = append(shown, c.name)
		}
	}
	return pane.Open{Dialog: dialog.NewArrange("Columns", shown, ColumnNames(), func(names []string) pane.Intent {
		return pane.SetColumns{Names: names}
	})}
}

// Sort returns the order in which rows are wanted; none is newest first.
func (p *Pane) Sort() []cache.Sort { return p.sort }

// sortByCell sorts by the chosen column, or by time if none is chosen: up, then
// down, then newest first again.
func (p *Pane) sortByCell() pane.Intent {
	field, name := query.FieldTime, "time"
	if shown := p.wanted(); p.cell != "" {
		if i := slices.IndexFunc(shown, func(c column) bool { return c.name == p.cell }); i >= 0 {
			field, name = shown[i].field, shown[i].name
		}
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
	for _, c := range columns {
		if c.field == p.sort[0].Field {
			name = c.name
		}
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
		c, ok := columnNamed(name)
		if !ok {
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
