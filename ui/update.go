package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/keymap"
	"spoor/ui/layout"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

// How long a question takes before the screen says so, how fast the spinner
// turns, how often it is looked whether others wrote to the cache, and how
// rarely the screen is asked anew while events come in.
const (
	slowAfter    = 300 * time.Millisecond
	spinEvery    = 100 * time.Millisecond
	watchEvery   = 2 * time.Second
	refreshAfter = 500 * time.Millisecond
)

type (
	slowMsg  struct{ gen uint64 }
	spinMsg  struct{ gen uint64 }
	watchMsg struct{}
	// refreshDueMsg says that a refresh which was put off may be made.
	refreshDueMsg struct{}
)

func watch() tea.Cmd {
	return tea.Tick(watchEvery, func(time.Time) tea.Msg { return watchMsg{} })
}

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	return m, tea.Batch(cmd, m.fetchRows(), m.fetchRecord())
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.terminalIs(func(t *theme.Terminal) { t.Light = !msg.IsDark() })
	case tea.ColorProfileMsg:
		m.terminalIs(func(t *theme.Terminal) { t.Colors = colors(msg.Profile) })
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.PasteMsg:
		return m.typed(msg)
	case answeredMsg:
		return m.answered(msg)
	case pageMsg:
		return m.paged(msg)
	case coveredMsg:
		m.shown.covering--
		if msg.err == nil && msg.window == m.shown.window {
			m.shown.fetched = msg.fetched
			m.time.SetCoverage(msg.covered)
		}
	case countedMsg:
		return m.counted(msg)
	case soughtMsg:
		return m.sought(msg)
	case markedMsg:
		return m.marked(msg)
	case loadedMsg:
		m.recordLoaded(msg)
	case progressMsg:
		return m.progressed(msg)
	case slowMsg:
		if msg.gen == m.ask.gen && m.ask.busy() {
			m.shown.slow = true
			return m.spin()
		}
	case spinMsg:
		if msg.gen == m.ask.gen && m.ask.busy() {
			m.shown.frame++
			return m.spin()
		}
	case watchMsg:
		return tea.Batch(m.ask.refresh(), watch())
	case refreshedMsg:
		if msg.err == nil && msg.changed {
			m.shown.dirty = true
			return m.refresh()
		}
	case refreshDueMsg:
		m.shown.due = false
		return m.refresh()
	case noticeOverMsg:
		if msg.id == m.shown.notice.id {
			m.shown.notice.text = ""
		}
	}
	return nil
}

func (m *Model) spin() tea.Cmd {
	gen := m.ask.gen
	return tea.Tick(spinEvery, func(time.Time) tea.Msg { return spinMsg{gen} })
}

// terminalIs takes in what was learnt of the terminal.
func (m *Model) terminalIs(learn func(*theme.Terminal)) {
	learn(&m.terminal)
	if t, err := theme.For(m.options.Theme, m.terminal); err == nil {
		m.theme = t
	}
}

func (m *Model) resize(w, h int) tea.Cmd {
	bars := m.time.Bars()
	lines := m.events.Around(0, 0)
	m.width, m.height = w, h
	m.arrange()
	if m.time.Bars() != bars || m.events.Around(0, 0).Limit > lines.Limit && m.shown.answer == nil {
		return m.query()
	}
	return nil
}

// arrange gives every pane the size that the layout has for it. Panes that are
// not shown keep theirs.
func (m *Model) arrange() {
	m.layout = layout.Of(m.width, m.height, m.focus, m.zoomed)
	for id, p := range m.panes {
		if f := m.layout.Panes[id]; f.Shown {
			inside := f.Inside()
			p.SetSize(inside.W, inside.H)
		}
	}
	if m.time.Bars() == 0 && m.width > 2 {
		m.time.SetSize(m.width-2, 0)
	}
}

// context is where keys are looked up now.
func (m *Model) context() keymap.Context {
	switch {
	case len(m.dialogs) > 0:
		return m.dialogs[len(m.dialogs)-1].Context()
	case m.bar.Editing():
		return keymap.Filter
	}
	return m.panes[m.focus].Context()
}

func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	m.shown.notice.text = ""
	c := m.context()
	if a := m.keys.Resolve(c, names(msg, c)...); a != keymap.None {
		return m.do(a)
	}
	if c.Typing() || len(m.dialogs) > 0 {
		return m.typed(msg)
	}
	return nil
}

// names returns the names under which a press is looked up: the character, and
// where no text is typed the key that stands in its place on a Latin keyboard.
func names(msg tea.KeyPressMsg, c keymap.Context) []string {
	name := msg.String()
	if stroke := msg.Keystroke(); stroke != name && !c.Typing() && len(msg.Text) > 1 {
		return []string{name, stroke}
	}
	return []string{name}
}

// typed gives text to whatever has the text cursor.
func (m *Model) typed(msg tea.Msg) tea.Cmd {
	switch {
	case len(m.dialogs) > 0:
		return m.carry(m.dialogs[len(m.dialogs)-1].Type(msg))
	case m.bar.Editing():
		if m.bar.Type(msg) {
			return m.preview()
		}
	default:
		if t, ok := m.panes[m.focus].(pane.Typist); ok && m.context().Typing() {
			return m.carry(t.Type(msg))
		}
	}
	return nil
}

// query asks for an answer to the query as it is now.
func (m *Model) query() tea.Cmd {
	if m.width == 0 {
		return nil
	}
	m.shown.dirty = false
	m.shown.slow = false
	m.shown.page = pageNone
	q := question{
		filter: m.history.now.filter, window: m.history.now.window,
		bars: m.time.Bars(), fetch: m.events.Around,
	}
	for _, f := range m.facets {
		q.facets = append(q.facets, f.Want())
	}
	q.keep, q.line, q.stays = m.events.Cursor()
	if m.middle {
		q.line, m.middle = m.events.Middle(), false
	}
	cmd := m.ask.ask(q, m.now())
	gen := m.ask.gen
	return tea.Batch(cmd, tea.Tick(slowAfter, func(time.Time) tea.Msg { return slowMsg{gen} }))
}

// refresh asks again because the cache has changed, at a calm rate and never in
// the way of a question that a person asked.
func (m *Model) refresh() tea.Cmd {
	if m.ask.busy() || !m.shown.dirty {
		return nil
	}
	calm := max(refreshAfter, 5*m.shown.took)
	wait := calm - time.Since(m.shown.at)
	if !m.shown.importing || wait <= 0 {
		return m.query()
	}
	if m.shown.due {
		return nil
	}
	m.shown.due = true
	return tea.Tick(wait, func(time.Time) tea.Msg { return refreshDueMsg{} })
}

func (m *Model) answered(msg answeredMsg) tea.Cmd {
	if msg.gen != m.ask.gen || msg.err != nil && ended(msg.err) {
		return nil
	}
	var more tea.Cmd
	if msg.more == nil {
		m.ask.done()
		m.shown.slow = false
		m.shown.took = msg.took
		m.shown.at = time.Now()
	} else {
		more = rest(msg.more)
	}
	if m.shown.err = msg.err; msg.err != nil {
		return more
	}
	m.shown.answer, m.shown.window, m.shown.held, m.shown.span = msg.answer, msg.window, msg.held, msg.span
	m.time.SetWindow(msg.window)
	for _, p := range m.panes {
		if p != pane.Pane(m.events) {
			p.Show(msg.answer)
		}
	}
	m.events.ShowAt(msg.answer, msg.place)
	if msg.more != nil || msg.window.From.IsZero() {
		return more
	}
	m.shown.covering++
	covered := m.ask.coverage(msg.window)
	if m.shown.dirty {
		return tea.Batch(covered, m.refresh())
	}
	return covered
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

func (m *Model) paged(msg pageMsg) tea.Cmd {
	if msg.gen != m.ask.gen {
		return nil
	}
	m.shown.page = pageNone
	if msg.err != nil {
		if !ended(msg.err) {
			m.shown.err = msg.err
		}
		return nil
	}
	m.events.Add(msg.offset, msg.rows)
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
	if m.loading == row.Ref {
		return nil
	}
	if m.loading != (cache.Ref{}) {
		return nil
	}
	m.loading = row.Ref
	return m.ask.load(row.Ref)
}

func (m *Model) recordLoaded(msg loadedMsg) {
	m.loading = cache.Ref{}
	if msg.err != nil {
		if !ended(msg.err) {
			m.shown.err = msg.err
		}
		m.loaded = &cache.Stored{Ref: msg.ref}
		return
	}
	m.loaded = msg.stored
}

// idle reports whether nothing is under way that will change the screen by
// itself: no question, no rows, no record, no coverage.
func (m *Model) idle() bool {
	return !m.ask.busy() && m.shown.page == pageNone && m.loading == (cache.Ref{}) && m.shown.covering == 0 &&
		m.counting == nil && m.seeking.cancel == nil && m.shown.marking == 0
}

func (m *Model) progressed(msg progressMsg) tea.Cmd {
	if msg.Events != m.shown.progress.Events || msg.over {
		m.shown.dirty = true
	}
	m.shown.progress = msg.Progress
	if msg.over {
		m.shown.importing = false
		m.shown.imported = m.now()
		if msg.err != nil && !ended(msg.err) {
			m.shown.importErr = msg.err
		}
		return m.refresh()
	}
	if m.shown.dirty {
		return tea.Batch(m.importing.next(), m.refresh())
	}
	return m.importing.next()
}
