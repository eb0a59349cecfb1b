// Package detail is the Detail pane: one event, what a person wants to know
// first at the top, and its record as a tree.
package detail

import (
	"bytes"
	"strconv"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/ui/canvas"
	"spoor/ui/entry"
	"spoor/ui/jsontree"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

// Pane is the Detail pane. The zero value is ready for use.
type Pane struct {
	w, h int
	// env is the one that was last drawn with.
	env    pane.Env
	row    *cache.Row
	stored *cache.Stored
	// twin is the other record of the same call, see SetTwin.
	twin *cache.Row

	// variant counts the records under the event's identity; 0 is the one kept
	// first.
	variant int
	tree    *jsontree.Tree
	// broken says why the record has no tree.
	broken string
	// whole shows the record as it stands and no summary.
	whole bool

	at     arranged
	cursor place
	// offset is how far each column is scrolled.
	offset [2]int

	search    *entry.Entry
	searching bool
}

// Set says which event is shown; stored is nil until its record is loaded.
func (p *Pane) Set(row *cache.Row, stored *cache.Stored) {
	other := row == nil || p.row == nil || row.Ref != p.row.Ref
	if other {
		p.cursor, p.offset = place{node: jsontree.None}, [2]int{}
		p.tree, p.stored, p.twin, p.variant, p.broken = nil, nil, nil, 0, ""
	}
	p.row = row
	if row == nil {
		return
	}
	if p.env.Theme == nil {
		p.env = pane.Env{Theme: &theme.Theme{}, Zone: time.UTC}
	}
	if stored != nil && (other || p.stored == nil || stored != p.stored) {
		was := p.record()
		p.stored = stored
		p.variant = min(p.variant, len(stored.Variants))
		// What cannot be read again stays as it was seen.
		if is := p.record(); p.tree == nil || other || len(is) > 0 && !bytes.Equal(is, was) {
			p.open()
		}
	}
}

// SetTwin says of the event, if it is the one shown, that there is another record
// of the same call: AWS's own where this one was recorded on this machine, and
// the other way round.
func (p *Pane) SetTwin(of cache.Ref, twin *cache.Row) {
	if p.row != nil && p.row.Ref == of {
		p.twin = twin
	}
}

// open makes the tree of the record that is shown.
func (p *Pane) open() {
	p.tree, p.broken = nil, ""
	record := p.record()
	if len(record) == 0 {
		return
	}
	tree, err := jsontree.New(record)
	if err != nil {
		p.broken = "the record cannot be shown as a tree: " + err.Error()
		return
	}
	p.tree = tree
	setRoots(tree, p.whole)
	if p.search != nil {
		tree.Search(p.search.Value())
	}
}

// record returns the bytes of the record that is shown, nil while it is not
// loaded.
func (p *Pane) record() []byte {
	switch {
	case p.stored == nil:
		return nil
	case p.variant > 0 && p.variant <= len(p.stored.Variants):
		return p.stored.Variants[p.variant-1].Record
	}
	return p.stored.Record
}

func (p *Pane) mark() cache.Mark {
	if p.stored == nil {
		return cache.Mark{}
	}
	return p.stored.Mark
}

// SetSize implements pane.Pane.
func (p *Pane) SetSize(w, h int) { p.w, p.h = w, h }

// Show implements pane.Pane. The event comes with Set.
func (p *Pane) Show(*cache.Answer) {}

// Context implements pane.Pane.
func (p *Pane) Context() keymap.Context {
	if p.searching {
		return keymap.Search
	}
	return keymap.Detail
}

// Head implements pane.Pane.
func (p *Pane) Head() pane.Head {
	h := pane.Head{Title: "Detail"}
	if p.row == nil {
		return h
	}
	if p.whole {
		h.Title = "Record"
	}
	if p.tree != nil && p.words() != "" {
		h.Count = p.found()
	}
	if p.stored != nil && len(p.stored.Variants) > 0 {
		h.Note = "variant " + strconv.Itoa(p.variant+1) + " of " + strconv.Itoa(len(p.stored.Variants)+1)
	}
	return h
}

// found says how many values match the search, and at which one the cursor is.
func (p *Pane) found() string {
	n := p.tree.Search(p.words())
	if n == 0 {
		if len(p.tree.Hidden()) > 0 {
			return "in the whole record"
		}
		return "no match"
	}
	if i := p.tree.FoundAt(p.cursor.node); p.cursor.node != jsontree.None && i >= 0 {
		return strconv.Itoa(i+1) + " / " + strconv.Itoa(n)
	}
	if n == 1 {
		return "1 match"
	}
	return strconv.Itoa(n) + " matches"
}

// Close closes the search, or the view of the whole record, and reports
// whether there was something to close.
func (p *Pane) Close() bool {
	switch {
	case p.words() != "" || p.searching:
		p.endSearch()
	case p.whole:
		p.showWhole(false)
	default:
		return false
	}
	return true
}

func (p *Pane) showWhole(whole bool) {
	p.whole = whole
	if p.tree != nil {
		setRoots(p.tree, whole)
	}
	p.cursor, p.offset = place{node: jsontree.None}, [2]int{}
	p.arrange()
	p.settle()
}

// nextVariant shows the next record under the same identity.
func (p *Pane) nextVariant() pane.Intent {
	if p.stored == nil || len(p.stored.Variants) == 0 {
		return pane.Notice{Text: "this is the only record under this id"}
	}
	p.variant = (p.variant + 1) % (len(p.stored.Variants) + 1)
	p.open()
	p.arrange()
	p.settle()
	return nil
}

// Draw implements pane.Pane.
func (p *Pane) Draw(area canvas.Area, env pane.Env) {
	p.env = env
	if p.row == nil {
		area.Put(1, 0, env.Theme.Dim, event.Cut("the event under the cursor is shown here", area.Width()-1))
		if p.searching {
			p.drawSearch(area)
		}
		return
	}
	p.arrange()
	p.settle()
	p.draw(area)
}
