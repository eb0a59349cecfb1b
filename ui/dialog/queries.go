package dialog

import (
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Query is one saved query.
type Query struct {
	// Key is the name as it is kept, Name the same as clean text, Text the filter
	// as it is written.
	Key, Name, Text string
	// Own says that it is the user's own and no built-in one.
	Own   bool
	Query query.Query
	// Problem says why the filter cannot be asked, empty if it can.
	Problem string
}

// own marks the user's own queries.
const own = "•"

// Queries is the list of saved queries, with how many events each gives.
type Queries struct {
	menu
	asked []query.Query
	// items are the places in the menu of what is asked.
	at []int
	// keys are the names as they are kept.
	keys []string
}

// NewQueries returns the list of saved queries.
func NewQueries(all []Query) *Queries {
	q := &Queries{menu: menu{title: "Saved queries", foot: "in this window, unless the query says another", verb: "ask"}}
	for i, one := range all {
		q.keys = append(q.keys, one.Key)
		it := item{label: one.Name, value: event.Clean(one.Text), intent: pane.Ask{Name: one.Name, Text: one.Text}}
		if one.Own {
			it.key = own
		}
		if one.Problem != "" {
			it.value, it.intent = "✗ "+one.Problem, pane.Notice{Text: one.Name + ": " + one.Problem, Problem: true}
		} else {
			it.end = "…"
			q.asked, q.at = append(q.asked, one.Query), append(q.at, i)
		}
		q.items = append(q.items, it)
	}
	return q
}

// Queries returns what has to be counted.
func (q *Queries) Queries() []query.Query { return q.asked }

// Counted says how many events one of Queries gives.
func (q *Queries) Counted(i, n int) { q.items[q.at[i]].end = text.Group(n) }

// Context implements pane.Dialog.
func (q *Queries) Context() keymap.Context { return keymap.Saved }

// Do implements pane.Dialog.
func (q *Queries) Do(a keymap.Action) pane.Intent {
	if a == keymap.RenameQuery || a == keymap.DeleteQuery {
		return pane.EditSaved{Name: q.keys[q.cursor], Rename: a == keymap.RenameQuery}
	}
	return q.menu.Do(a)
}

// Hint implements pane.Hinter: only the user's own queries can be changed.
func (q *Queries) Hint(a keymap.Action, usual string) string {
	if (a == keymap.RenameQuery || a == keymap.DeleteQuery) && (q.cursor >= len(q.items) || q.items[q.cursor].key != own) {
		return ""
	}
	return q.menu.Hint(a, usual)
}

// Keep leaves the cursor where it was in a list that this one replaces.
func (q *Queries) Keep(old *Queries) {
	q.cursor, q.offset = min(old.cursor, max(0, len(q.items)-1)), old.offset
}
