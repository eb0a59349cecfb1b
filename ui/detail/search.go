package detail

import (
	tea "charm.land/bubbletea/v2"

	"spoor/ui/entry"
	"spoor/ui/jsontree"
	"spoor/ui/pane"
)

func (p *Pane) startSearch() {
	p.search = entry.New()
	p.searching = true
}

// endSearch leaves the search and forgets what was looked for.
func (p *Pane) endSearch() {
	p.searching = false
	p.search = nil
	if p.tree != nil {
		p.tree.Search("")
	}
}

// Type implements pane.Typist: the cursor goes to the first match at once.
func (p *Pane) Type(msg tea.Msg) pane.Intent {
	if !p.searching || !p.search.Type(msg) || p.tree == nil {
		return nil
	}
	p.tree.Search(p.words())
	if p.cursor.node == jsontree.None || p.tree.FoundAt(p.cursor.node) < 0 {
		p.reveal(p.tree.NextFound(jsontree.None, false))
	}
	return nil
}

// acceptSearch leaves the text field. Where only what the summary stands for
// matches, the whole record is shown.
func (p *Pane) acceptSearch() {
	p.searching = false
	if p.words() == "" {
		p.search = nil
	}
	if p.tree != nil && len(p.tree.Found()) == 0 && len(p.tree.Hidden()) > 0 {
		p.showWhole(true)
		p.tree.Search(p.words())
		p.reveal(p.tree.NextFound(jsontree.None, false))
	}
}

func (p *Pane) nextMatch(back bool) pane.Intent {
	switch {
	case p.tree == nil || p.words() == "":
		return pane.Notice{Text: "nothing is searched for: {search-record} searches the record"}
	case p.tree.Search(p.words()) == 0:
		return pane.Notice{Text: "no match in this record"}
	}
	p.reveal(p.tree.NextFound(p.cursor.node, back))
	return nil
}

// reveal puts the cursor on a value, folded away or not.
func (p *Pane) reveal(id jsontree.ID) {
	if id == jsontree.None {
		return
	}
	p.tree.Reveal(id)
	p.cursor = place{node: id}
	p.arrange()
	p.settle()
}
