package ui

import (
	"context"
	"sort"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// seeking is what the cursor was last sent to look for.
type seeking struct {
	want query.Expr
	// by is how many matches on it goes, backwards below 0.
	by int
	// gen numbers searches; the result of another than the newest is dropped.
	gen    uint64
	cancel context.CancelFunc
}

// soughtMsg says where the cursor goes.
type soughtMsg struct {
	gen    uint64
	answer *cache.Answer
	// by is how many matches on it was to go.
	by int
	// at is the position in the answer, hit the number of the match among hits.
	at, hit, hits int
	found         bool
	err           error
}

// seek looks for the event that a pane asked for. Asked again before it was
// found, it goes on from there.
func (m *Model) seek(i pane.Seek) tea.Cmd {
	was := m.seeking.want
	switch {
	case i.Text != "":
		x, err := query.Parse(i.Text, m.language())
		if err != nil {
			return m.say(err.Error(), true)
		}
		m.seeking.want = x
	case i.Want != nil:
		m.seeking.want = i.Want
	}
	if m.seeking.want == nil {
		return m.say(m.withKeys("nothing was searched for yet: {find} does that"), false)
	}
	if m.shown.answer == nil || m.shown.answer.Matched == 0 {
		return m.say("there are no events here to search", false)
	}
	by := i.By
	if m.seeking.cancel != nil {
		m.seeking.cancel()
		if i.By > 0 == (m.seeking.by > 0) && query.Equal(was, m.seeking.want) {
			by += m.seeking.by
		}
	}
	return m.seekOn(by)
}

// seekOn looks for what is sought, so many matches on from the cursor.
func (m *Model) seekOn(by int) tea.Cmd {
	m.seeking.gen++
	var ctx context.Context
	ctx, m.seeking.cancel = context.WithCancel(m.ask.ctx)
	m.seeking.by = by
	return m.ask.seek(ctx, m.seeking.gen, m.shown.answer, m.events.Position(), m.seeking.want, by)
}

// seek looks for the match that is so many on from a position of an answer.
func (a *asker) seek(ctx context.Context, gen uint64, ans *cache.Answer, from int, want query.Expr, by int) tea.Cmd {
	msg, store := soughtMsg{gen: gen, answer: ans, by: by}, a.store
	return func() tea.Msg {
		msg.at, msg.hit, msg.hits, msg.found, msg.err = nextMatch(ctx, store, ans, from, want, by)
		return msg
	}
}

// nextMatch finds the position in an answer of the event that also satisfies want
// and is by such events on from position from, or the last that way. The matches
// are an answer of their own in the same order, so that their positions ascend and
// can be halved.
func nextMatch(ctx context.Context, s store, ans *cache.Answer, from int, want query.Expr, by int) (at, hit, hits int, found bool, err error) {
	q := ans.Query
	q.Filter = query.All(orEverything(q.Filter), want)
	matches, err := s.Answer(ctx, q, cache.View{Sort: ans.View.Sort})
	if err != nil {
		return 0, 0, 0, false, err
	}
	position := func(i int) int {
		if err != nil {
			return 0
		}
		var rows []cache.Row
		if rows, err = matches.Page(ctx, i, 1); err != nil || len(rows) == 0 {
			return 0
		}
		var at int
		at, _, err = ans.Index(ctx, rows[0].Ref)
		return at
	}
	hits = matches.Matched
	if by > 0 {
		hit = sort.Search(hits, func(i int) bool { return position(i) > from })
	} else {
		hit = sort.Search(hits, func(i int) bool { return position(i) >= from }) - 1
	}
	if err != nil || hit < 0 || hit >= hits {
		return 0, 0, hits, false, err
	}
	if by > 0 {
		hit = min(hit+by-1, hits-1)
	} else {
		hit = max(hit+by+1, 0)
	}
	at = position(hit)
	return at, hit + 1, hits, err == nil, err
}

func orEverything(x query.Expr) query.Expr {
	if x == nil {
		return query.And{}
	}
	return x
}

// sought puts the cursor where the search ended.
func (m *Model) sought(msg soughtMsg) tea.Cmd {
	if msg.gen != m.seeking.gen {
		return nil
	}
	m.seeking.cancel()
	m.seeking.cancel = nil
	switch {
	case msg.err != nil:
		if !ended(msg.err) {
			m.shown.err = msg.err
		}
		return nil
	case msg.answer != m.shown.answer:
		if m.shown.answer.Matched == 0 {
			return nil
		}
		return m.seekOn(msg.by)
	case !msg.found && msg.hits == 0:
		return m.say("nothing here matches "+query.Print(m.seeking.want), false)
	case !msg.found:
		return m.say("no more of the "+text.Count(msg.hits, "match")+" this way", false)
	}
	m.events.Go(msg.at)
	return m.say("match "+text.Group(msg.hit)+" of "+text.Group(msg.hits), false)
}
