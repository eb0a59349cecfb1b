package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/query"
	"spoor/ui/filterbar"
)

// mostCompleted is how many values of a field are fetched to go on with what is
// typed.
const mostCompleted = 50

// completing is the newest question for ways to go on with a filter.
type completing struct {
	gen uint64
	// cancel stops the question under way; nil when there is none.
	cancel context.CancelFunc
}

// completedMsg is the ways to go on with a text at a place of it.
type completedMsg struct {
	gen   uint64
	text  string
	at    int
	items []filterbar.Candidate
}

// complete finds out how what is typed in the filter bar could go on.
func (m *Model) complete() tea.Cmd {
	m.endCompleting()
	c := &m.completing
	c.gen++
	var ctx context.Context
	ctx, c.cancel = context.WithCancel(m.ask.ctx)
	gen, store, text, at := c.gen, m.ask.store, m.bar.Value(), m.bar.Cursor()
	var record []byte
	if m.loaded != nil {
		record = m.loaded.Record
	}
	rest := m.restOf(text, at)
	return func() tea.Msg {
		return completedMsg{gen, text, at, candidates(ctx, store, rest, text, at, record)}
	}
}

// restOf returns the query that a text makes without the part at a place of it:
// what a value is offered for has to be found under.
func (m *Model) restOf(text string, at int) query.Query {
	parts := query.Parts(text)
	for i, p := range parts {
		parts[i].Off = p.Start <= at && at <= p.End
	}
	rest, err := m.read(query.JoinParts(parts), m.before)
	if err != nil {
		return query.Query{}
	}
	q := query.Query{Filter: rest.filter, Window: m.asked()}
	if rest.window.chosen {
		q.Window = rest.window.Window
	}
	return q
}

// candidates asks the cache for values, with how many events of the rest of the
// query have each, and the record on view for paths. Where the rest has none
// like that they are those of the whole cache, without a count.
func candidates(ctx context.Context, s store, rest query.Query, text string, at int, record []byte) []filterbar.Candidate {
	counts := map[query.PathValue]int{}
	known := query.Known{Values: func(f query.Field, prefix string) []string {
		if ctx.Err() != nil {
			return nil
		}
		// The filter can be typed without: what is wrong with the cache is said by
		// its answers.
		held, err := s.ValuesUnder(ctx, rest, f, prefix, mostCompleted)
		elsewhere := err == nil && len(held) == 0
		if elsewhere {
			held, err = s.ValuesUnder(ctx, query.Query{}, f, prefix, mostCompleted)
		}
		if err != nil {
			return nil
		}
		var values []string
		for _, v := range held {
			values = append(values, v.Value)
			if !elsewhere {
				counts[query.PathValue{Path: f.String(), Value: v.Value}] = v.Count
			}
		}
		return values
	}}
	for _, p := range query.Paths(record) {
		if !event.IsSecret(p.Path, p.Value) {
			known.Paths = append(known.Paths, p)
		}
	}
	var items []filterbar.Candidate
	for _, c := range query.Complete(text, at, known) {
		count := 0
		if c.Field != query.FieldNone {
			count = counts[query.PathValue{Path: c.Field.String(), Value: c.Value}]
		}
		items = append(items, filterbar.Candidate{Completion: c, Count: count})
	}
	return items
}

func (m *Model) completed(msg completedMsg) {
	if msg.gen != m.completing.gen {
		return
	}
	m.endCompleting()
	for i := range msg.items {
		item := &msg.items[i]
		item.Name = m.options.Names.Of(item.Field, item.Value)
	}
	m.bar.Offer(msg.text, msg.at, msg.items)
}

// endCompleting gives up the question under way.
func (m *Model) endCompleting() {
	if m.completing.cancel != nil {
		m.completing.cancel()
		m.completing.cancel = nil
	}
}

// takeCompletion puts the completion that is chosen, or the first, into the
// filter. Where nothing is offered, because no word was begun, it asks.
func (m *Model) takeCompletion() tea.Cmd {
	if !m.bar.Take() {
		m.bar.Ask()
		return nil
	}
	return tea.Batch(m.preview(), m.complete())
}

// filterDown goes into the list of completions and down in it; while older
// filters are gone through it goes to the next newer one.
func (m *Model) filterDown() tea.Cmd {
	if !m.bar.Chosen() && m.recalling.active() {
		return m.recall(1)
	}
	m.bar.Ask()
	m.bar.Choose(1)
	return nil
}

// filterUp goes up in the list of completions once one has gone into it, and
// else to the filter before.
func (m *Model) filterUp() tea.Cmd {
	if m.bar.Chosen() {
		m.bar.Choose(-1)
		return nil
	}
	return m.recall(-1)
}
