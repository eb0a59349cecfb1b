package events

import (
	"slices"

	"spoor/keymap"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// How much a column is widened or narrowed at once, and how narrow and how wide
// it can be made.
const (
	widthStep             = 2
	leastWidth, mostWidth = 4, 200
)

// Widths returns the widths that columns were given, by name; nil for none.
func (p *Pane) Widths() map[string]int { return p.widths }

// SetWidths gives columns their widths. Those of columns that there are not, and
// those that are no width, count for nothing.
func (p *Pane) SetWidths(widths map[string]int) {
	p.widths = nil
	for name, w := range widths {
		if _, err := columnNamed(name); err == nil && w >= leastWidth && w <= mostWidth {
			p.setWidth(name, w)
		}
	}
}

func (p *Pane) setWidth(name string, w int) {
	if p.widths == nil {
		p.widths = map[string]int{}
	}
	p.widths[name] = w
}

// resizeColumn makes the column of the chosen cell wider or narrower, or as wide
// as it would be by itself.
func (p *Pane) resizeColumn(a keymap.Action) pane.Intent {
	if p.cell == "" {
		return pane.Notice{Text: "{cell-left} and {cell-right} choose a column, {narrow-column} and {widen-column} change its width"}
	}
	was, ok := p.widths[p.cell]
	if !ok {
		for _, c := range p.placed {
			if c.name == p.cell {
				was = c.w
			}
		}
	}
	switch a {
	case keymap.FitColumn:
		delete(p.widths, p.cell)
		return pane.Notice{Text: p.cell + " is as wide as there is room"}
	case keymap.WidenColumn:
		was += widthStep
	case keymap.NarrowColumn:
		was -= widthStep
	}
	p.setWidth(p.cell, min(max(leastWidth, was), mostWidth))
	return pane.Notice{Text: p.cell + " is " + text.Count(p.widths[p.cell], "cell") + " wide; {fit-column} lets it fit by itself"}
}

// timeWidth is how wide the time is, with what stands before it and the gap
// after it.
func (p *Pane) timeWidth() int { return lead + len(p.format()) + 2 }

// wanted returns all columns that are to be shown, whether there is room or not,
// with the widths they were given.
func (p *Pane) wanted() []column {
	all := slices.Clone(p.chosen)
	if len(all) == 0 {
		all = usual(p.w - p.foldWidth())
	}
	for i := range all {
		if w, ok := p.widths[all[i].name]; ok {
			all[i].least, all[i].most, all[i].grow = w, w, 0
		}
	}
	return all
}

// visible returns the columns that there is room for, of those wanted, with the
// one of the chosen cell among them; left and right say whether there are more
// on that side.
func (p *Pane) visible() (shown []column, left, right bool) {
	all := p.wanted()
	if len(p.chosen) == 0 && len(p.widths) == 0 {
		return all, false, false
	}
	fits := func(from int) int {
		room := p.w - p.timeWidth() - p.foldWidth()
		n := 0
		for room -= all[from].least; room >= 0 || n == 0; room -= all[from+n].least + 1 {
			if n++; from+n == len(all) {
				break
			}
		}
		return n
	}
	from := 0
	if at := slices.IndexFunc(all, func(c column) bool { return c.name == p.cell }); at >= 0 {
		for at >= from+fits(from) {
			from++
		}
	}
	n := fits(from)
	return all[from : from+n], from > 0, from+n < len(all)
}
