package facet

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"spoor/event"
	"spoor/export"
	"spoor/query"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Type implements pane.Typist: it edits what the values are narrowed by.
func (p *Pane) Type(msg tea.Msg) pane.Intent {
	if p.input.Type(msg) {
		p.cursor, p.offset, p.kept = 0, 0, false
		p.list()
	}
	return nil
}

func (p *Pane) leaveNarrowing() {
	p.narrowing = false
	p.input.Set("")
	p.list()
}

// list makes the shown values from the facet and the text typed, best match
// first, and puts the cursor back on its value.
func (p *Pane) list() {
	p.shown = p.shown[:0]
	if p.facet != nil {
		labels := make(labels, len(p.facet.Values))
		for i, v := range p.facet.Values {
			labels[i] = p.label(v.Value)
		}
		if pattern := p.input.Value(); p.narrowing && pattern != "" {
			for _, m := range fuzzy.FindFrom(pattern, labels) {
				p.shown = append(p.shown, shown{FacetValue: p.facet.Values[m.Index], label: m.Str, matched: m.MatchedIndexes})
			}
		} else {
			for i, v := range p.facet.Values {
				p.shown = append(p.shown, shown{FacetValue: v, label: labels[i]})
			}
			p.chosenFirst()
		}
	}
	p.count()
	if i := slices.IndexFunc(p.shown, func(s shown) bool { return s.Value == p.at }); i >= 0 && p.kept {
		p.cursor = i
	}
	p.cursor = max(0, min(p.cursor, len(p.shown)-1))
	p.scroll()
}

type labels []string

func (l labels) String(i int) string { return l[i] }
func (l labels) Len() int            { return len(l) }

// widestLabel is how much of a label is kept, in cells.
const widestLabel = 400

// PathLabel returns how a value at a path, all of it, is written in a list. That of an
// object takes a while.
func PathLabel(path, value string) string {
	return event.Cut(event.Clean(export.Masked(path, value)), widestLabel)
}

// label returns how a value is written in a list: clean, and without what all
// values of its field share, after the name that the user gave it.
func (p *Pane) label(value string) string {
	switch f := p.of.Field; {
	case value == "":
		return "(none)"
	case f == query.FieldPath:
		if label, ok := p.labels[value]; ok {
			return label
		}
		return PathLabel(p.of.Path, value)
	case f == query.FieldSource, f == query.FieldIP && p.names.Of(f, value) == "":
		value = text.Service(value)
	case f == query.FieldType:
		value = text.Type(value)
	}
	return p.names.Beside(p.of.Field, value)
}
