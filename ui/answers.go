package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/pane"
)

// query asks for an answer to the query as it is now.
func (m *Model) query() tea.Cmd {
	m.counts.stop()
	return m.requery()
}

// requery asks for it anew where nothing but the cache has changed. What is counted
// inside records goes on, so that it ends while events come in.
func (m *Model) requery() tea.Cmd {
	if m.width == 0 {
		return nil
	}
	m.elsewhere.stop()
	m.time.Ask(m.asked())
	m.shown.dirty = false
	m.shown.slow = false
	m.shown.page = pageNone
	q := question{
		filter: m.history.now.filter, window: m.history.now.window,
		bars: m.time.Bars(), rows: m.events.Rows(), sort: m.events.Sort(), folded: m.events.Folded(),
	}
	for _, f := range m.facets {
		q.facets = append(q.facets, f.Want())
	}
	q.keep, q.line, q.stays = m.events.Cursor()
	q.at = m.events.Awaited()
	if s := &m.shown; q.keep == s.parked && s.before != (cache.Ref{}) {
		q.keep, q.line = s.before, s.line
	}
	if m.target != (cache.Ref{}) {
		q.keep, q.stays, m.target = m.target, true, cache.Ref{}
	}
	q.anchor = m.events.Anchor()
	if m.middle {
		q.line, m.middle = m.events.Middle(), false
	}
	cmd := m.ask.ask(q)
	gen := m.ask.gen
	return tea.Batch(cmd, tea.Tick(slowAfter, func(time.Time) tea.Msg { return slowMsg{gen} }))
}

// answered shows an answer, or the first part of one.
func (m *Model) answered(msg answeredMsg) tea.Cmd {
	if msg.gen != m.ask.gen || msg.err != nil && ended(msg.err) {
		return nil
	}
	var more tea.Cmd
	if msg.more != nil {
		more = rest(msg.more)
	}
	if msg.err == nil {
		if replace := m.follow(&msg); replace != nil {
			return tea.Batch(more, replace)
		}
	}
	if msg.more == nil {
		m.ask.done()
		m.shown.slow = false
		m.shown.took = msg.took
		m.shown.at = time.Now()
	}
	if m.shown.err = msg.err; msg.err != nil {
		return more
	}
	m.show(msg)
	switch {
	case msg.more != nil:
		return more
	case msg.window.From.IsZero():
		return m.countValues()
	}
	covered := tea.Batch(m.ask.coverage(msg.window, msg.answer.Query.Filter), m.lookElsewhere(), m.countValues(), m.warnOfDamage())
	if m.shown.dirty {
		return tea.Batch(covered, m.refresh())
	}
	return covered
}

// current reports whether all of the answer to the query as it is now is shown.
func (m *Model) current() bool {
	a := m.shown.answer
	return a != nil && !a.Partial && query.Equal(a.Query.Filter, m.history.now.filter) && m.shown.window == m.asked()
}

// follow puts the place of an answer where the cursor has gone since the
// question was asked. Where that is not among the rows that came along it
// returns a command that brings the answer anew with others.
func (m *Model) follow(msg *answeredMsg) tea.Cmd {
	ref, line, stays := m.events.Cursor()
	if !stays || ref == msg.keep || ref == m.shown.parked || msg.place.Find(ref, line) {
		return nil
	}
	if msg.more != nil {
		return nil
	}
	msg.keep = ref
	return m.ask.settle(*msg, m.events.Rows(), line)
}

// show gives an answer to the panes.
func (m *Model) show(msg answeredMsg) {
	m.shown.answer, m.shown.window, m.shown.held, m.shown.span = msg.answer, msg.window, msg.held, msg.span
	m.shown.page, m.shown.inside, m.shown.news = pageNone, false, news{}
	m.time.SetWindow(msg.window)
	for _, p := range m.panes {
		if p != pane.Pane(m.events) {
			p.Show(msg.answer)
		}
	}
	if was, line, _ := m.events.Cursor(); msg.more == nil {
		m.shown.before = cache.Ref{}
	} else if was != m.shown.parked || m.shown.before == (cache.Ref{}) {
		m.shown.before, m.shown.line = was, line
	}
	m.events.ShowAt(msg.answer, msg.place)
	for _, d := range m.dialogs {
		if d, ok := d.(*dialog.Export); ok {
			d.SetAnswered(msg.answer.Matched)
		}
	}
	if ref, _, _ := m.events.Cursor(); msg.more == nil && ref == msg.keep && ref != (cache.Ref{}) {
		m.events.Settle()
	}
	m.shown.parked = cache.Ref{}
	if msg.more != nil {
		m.shown.parked, _, _ = m.events.Cursor()
	}
}

// covered takes in how well the window is covered.
func (m *Model) covered(msg coveredMsg) {
	switch {
	case msg.window != m.shown.window || !query.Equal(msg.filter, m.shown.answer.Query.Filter) || msg.err != nil && ended(msg.err):
	case msg.err != nil:
		m.shown.err = msg.err
	default:
		m.shown.fetched = msg.fetched
		m.time.SetCoverage(msg.covered)
	}
}

// fetchRows asks for the rows that are seen and not held.
func (m *Model) fetchRows() tea.Cmd {
	want, missing := m.events.Missing()
	if !missing || m.shown.page.Limit > 0 || m.shown.answer == nil {
		return nil
	}
	m.shown.page = want
	return m.ask.page(m.shown.answer, want)
}

// paged takes in rows. Those of an answer that is no longer shown are dropped.
func (m *Model) paged(msg pageMsg) tea.Cmd {
	if msg.answer != m.shown.answer {
		return nil
	}
	if msg.err != nil {
		// They count as being fetched until the query is asked anew, so that what
		// cannot be read is not asked for without pause.
		if !ended(msg.err) {
			m.shown.err = msg.err
		}
		return nil
	}
	m.shown.page = pageNone
	if msg.runs != nil {
		m.events.AddRuns(msg.runs)
	} else {
		m.events.Add(msg.offset, msg.rows)
	}
	return nil
}

// fetchRecord gives the detail pane the event under the cursor, and asks for
// its record.
func (m *Model) fetchRecord() tea.Cmd {
	row := m.events.Row()
	if row == nil {
		if m.shown.answer != nil && m.shown.answer.Matched == 0 {
			m.detail.Set(nil, nil)
		}
		return nil
	}
	if m.loaded != nil && m.loaded.Ref == row.Ref {
		m.detail.Set(row, m.loaded)
		return nil
	}
	m.detail.Set(row, nil)
	if m.loading != (cache.Ref{}) {
		return nil
	}
	m.loading = row.Ref
	return m.ask.load(row.Ref)
}

// reload has the event in Detail fetched anew, because what is held of it has
// changed: its mark, where it was seen, its variants.
func (m *Model) reload() {
	m.loaded, m.outdated = nil, m.loading != (cache.Ref{})
	m.events.Reread()
}

// recordLoaded takes in an event's record.
func (m *Model) recordLoaded(msg loadedMsg) {
	m.loading = cache.Ref{}
	if m.outdated {
		m.outdated = false
		return
	}
	if msg.err != nil {
		// Of an event that is no longer looked at nobody misses the record: others
		// may have pruned it.
		if row := m.events.Row(); !ended(msg.err) && row != nil && row.Ref == msg.ref {
			m.shown.err = msg.err
		}
		m.loaded = &cache.Stored{Ref: msg.ref}
		return
	}
	m.loaded = msg.stored
}
