package dialog

import (
	"spoor/event"
	"spoor/query"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// Query is one saved query.
type Query struct {
	// Name is clean text, Text the filter as it is written.
	Name, Text string
	Query      query.Query
	// Problem says why the filter cannot be asked, empty if it can.
	Problem string
}

// Queries is the list of saved queries, with how many events each gives.
type Queries struct {
	menu
	asked []query.Query
	// items are the places in the menu of what is asked.
	at []int
}

// NewQueries returns the list of saved queries.
func NewQueries(all []Query) *Queries {
	q := &Queries{menu: menu{title: "Saved queries", foot: "in this window, unless the query says another"}}
	for i, one := range all {
		it := item{label: one.Name, value: event.Clean(one.Text), intent: pane.Ask{Name: one.Name, Text: one.Text}}
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
