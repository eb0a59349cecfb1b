// Package facet is a pane that lists the distinct values of one field with their
// counts, and puts them into and out of the filter.
package facet

import (
	"strings"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/entry"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Limits of how many values are asked for. Narrowing looks through more than a
// list is scrolled through.
const (
	listLimit   = 1000
	narrowLimit = 10_000
)

// Pane is a facet pane.
type Pane struct {
	kind Kind
	// of is what the filter says of the values: their field and path.
	of    query.Term
	names *pane.Names

	w, h   int
	facet  *cache.Facet
	filter query.Expr
	// chosen tells what the filter says of a value; included and excluded are
	// how many of the shown it names.
	chosen             func(value string) query.Chosen
	included, excluded int
	// rank orders values by what the filter said of them when it was last changed
	// from elsewhere: what is chosen in the pane stays in its place, so that its
	// neighbour can be chosen next.
	rank    func(value string) int
	picking bool
	order   cache.FacetOrder

	// shown are the values after narrowing.
	shown  []shown
	cursor int
	// at is the value under the cursor, kept when counts change, if kept.
	at     string
	kept   bool
	offset int

	// labels are how the values of a path are written.
	labels map[string]string
	// awaited says that what is shown is older than the query, slow that it has been
	// for a while.
	awaited, slow bool
	// most is the greatest count of what is shown, seen how the times of first and
	// last are written.
	most int
	seen string

	narrowing bool
	input     *entry.Entry
}

// shown is a value with what narrowing found in its label.
type shown struct {
	cache.FacetValue
	label   string
	matched []int
	rank    int
}

// New returns a pane of a kind; names are the user's own for its values.
func New(k Kind, names *pane.Names) *Pane {
	of := query.Term{Field: k.Field, Path: k.Path}
	return &Pane{kind: k, of: of, names: names, input: entry.New(), chosen: query.ChosenOf(nil, of), rank: rankOf(nil, of)}
}

// Empty reports whether the pane lists nothing.
func (p *Pane) Empty() bool { return len(p.shown) == 0 }

// Kind returns what the pane lists.
func (p *Pane) Kind() Kind { return p.kind }

// Become lists the values of another field; they come with the next answer.
func (p *Pane) Become(k Kind) {
	w, h, filter := p.w, p.h, p.filter
	*p = *New(k, p.names)
	p.w, p.h = w, h
	p.SetFilter(filter)
}

// chooseKind opens the list of what the pane can show.
func (p *Pane) chooseKind() pane.Intent {
	var answers []dialog.Answer
	at := 0
	for i, k := range kinds {
		if k == p.kind {
			at = i
		}
		answers = append(answers, dialog.Answer{Label: k.Title, Intent: pane.SetFacet{Name: k.Name}})
	}
	if p.kind.Path != "" {
		at = len(answers)
	}
	answers = append(answers, dialog.Answer{Label: "A path into the record…", Intent: pane.Open{Dialog: dialog.NewAsk(
		"List the values at a path into the record", "", "requestParameters.bucketName", p.kind.Path, func(typed string) pane.Intent {
			if _, err := Named(typed); err != nil {
				return pane.Notice{Text: event.Clean(err.Error()), Problem: true}
			}
			return pane.Several{pane.Close{}, pane.SetFacet{Name: typed}}
		})}})
	return pane.Open{Dialog: dialog.NewChoice("Show here", at, answers...)}
}

// SetSize implements pane.Pane.
func (p *Pane) SetSize(w, h int) {
	p.w, p.h = w, h
	p.scroll()
}

// SetFilter says which filter is in force, for the marks beside the values.
func (p *Pane) SetFilter(x query.Expr) {
	p.filter, p.chosen = x, query.ChosenOf(x, p.of)
	if !p.picking {
		p.rank = rankOf(x, p.of)
	}
	p.picking = false
	p.list()
}

// aYear is how far apart times are of which the day and month tell too little.
const aYear = 365 * 24 * time.Hour

// count counts the values that the filter names, and finds out what it takes to
// draw all that are shown.
func (p *Pane) count() {
	p.included, p.excluded, p.most, p.seen = 0, 0, 1, "02 Jan 15:04"
	var first, last time.Time
	for _, v := range p.shown {
		p.most = max(p.most, v.Count)
		if !v.First.IsZero() && (first.IsZero() || v.First.Before(first)) {
			first = v.First
		}
		if v.Last.After(last) {
			last = v.Last
		}
		switch p.chosen(v.Value) {
		case query.Included:
			p.included++
		case query.Excluded:
			p.excluded++
		}
	}
	if last.Sub(first) > aYear {
		p.seen = "02 Jan 2006"
	}
}

// Want returns what the pane asks of an answer.
func (p *Pane) Want() cache.FacetView {
	limit := listLimit
	if p.narrowing || query.ExcludesMany(p.filter, p.of) {
		limit = narrowLimit // what is left may be rarer than all that is excluded
	}
	return cache.FacetView{Field: p.of.Field, Limit: limit, Order: p.order}
}

// Show implements pane.Pane. What stands inside records comes later, by Counted.
func (p *Pane) Show(a *cache.Answer) {
	if p.kind.Path == "" || a == nil {
		p.facet = nil
	}
	if a != nil && p.kind.Path == "" {
		for i := range a.Facets {
			if a.Facets[i].Field == p.of.Field {
				p.facet = &a.Facets[i]
			}
		}
	}
	p.list()
}

// Await says that the values of a path are being counted.
func (p *Pane) Await() { p.awaited = true }

// Counted gives them, with the PathLabel of each.
func (p *Pane) Counted(f *cache.Facet, labels map[string]string) {
	p.facet, p.labels, p.awaited, p.slow = f, labels, false, false
	p.list()
}

// GiveUp says that they do not come.
func (p *Pane) GiveUp() { p.awaited, p.slow = false, false }

// SetSlow says that it takes a while, if they are still to come.
func (p *Pane) SetSlow() { p.slow = p.awaited }

// Context implements pane.Pane.
func (p *Pane) Context() keymap.Context {
	if p.narrowing {
		return keymap.Narrow
	}
	return keymap.Facet
}

// Head implements pane.Pane.
func (p *Pane) Head() pane.Head {
	h := pane.Head{Title: p.kind.Title}
	if p.facet == nil {
		return h
	}
	h.Count = text.Group(p.facet.Distinct)
	if p.narrowing || p.input.Value() != "" {
		h.Count = text.Group(len(p.shown)) + " / " + h.Count
	}
	if p.included > 0 {
		h.Note += " ● " + text.Group(p.included)
	}
	if p.excluded > 0 {
		h.Note += " − " + text.Group(p.excluded)
	}
	if p.slow {
		h.Note += " · counting"
	}
	if p.order != cache.ByCount {
		h.Note += " · " + p.orderName()
	}
	h.Note = strings.TrimPrefix(h.Note, " ")
	return h
}

// orderName names the order, in a word where the pane is narrow.
func (p *Pane) orderName() string {
	if p.order == cache.ByLastSeen && p.w < 26 {
		return "last"
	}
	return [...]string{"count", "rarity", "name", "last seen", "new"}[p.order]
}

// Unchanged says that what was chosen last did not change the filter.
func (p *Pane) Unchanged() { p.picking = false }

// rows is how many values are seen at a time.
func (p *Pane) rows() int {
	if p.narrowing {
		return max(0, p.h-1)
	}
	return p.h
}

// scroll moves what is seen so that the cursor is in it.
func (p *Pane) scroll() {
	rows := p.rows()
	if rows < 1 {
		return
	}
	p.offset = min(p.offset, max(0, len(p.shown)-rows))
	p.offset = min(p.offset, p.cursor)
	p.offset = max(p.offset, p.cursor-rows+1)
}
