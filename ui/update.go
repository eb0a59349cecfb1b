package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/ui/layout"
	"spoor/ui/theme"
)

// How long a question takes before the screen says so, how fast the spinner
// turns, and how rarely the screen is asked anew while events come in.
const (
	slowAfter    = 300 * time.Millisecond
	spinEvery    = 100 * time.Millisecond
	refreshAfter = 500 * time.Millisecond
)

type (
	slowMsg struct{ gen uint64 }
	spinMsg struct{ gen uint64 }
	// refreshDueMsg says that a refresh which was put off may be made.
	refreshDueMsg struct{}
	// suspendedMsg says that the terminal is the screen's again, and whether there
	// was nobody to leave it to.
	suspendedMsg struct{ inVain bool }
)

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	return m, tea.Batch(cmd, m.fetchRows(), m.fetchInside(), m.fetchRecord())
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
	case tea.MouseMsg:
		return m.mouse(msg)
	case tea.PasteMsg:
		return m.pasted(msg)
	case suspendedMsg:
		return m.isBack(msg)
	case answeredMsg:
		return m.answered(msg)
	case pageMsg:
		return m.paged(msg)
	case valuesMsg:
		return m.valuesCounted(msg)
	case countsSlowMsg:
		m.countsAreSlow(msg)
	case insideMsg:
		m.insideRead(msg)
	case coveredMsg:
		m.covered(msg)
	case elsewhereMsg:
		m.foundElsewhere(msg)
	case keptMsg:
		return m.settingsChanged(msg)
	case completedMsg:
		m.completed(msg)
	case unkeptMsg:
		return m.say("the filter could not be remembered: "+event.Clean(msg.err.Error()), true)
	case countedMsg:
		return m.counted(msg)
	case soughtMsg:
		return m.sought(msg)
	case rangeMsg:
		return m.rangeTaken(msg)
	case markedMsg:
		return m.marked(msg)
	case marksMsg:
		m.marksRead(msg)
	case markListMsg:
		return m.marksListed(msg)
	case placedMsg:
		return m.placed(msg)
	case keepMsg:
		return m.keep(msg)
	case transcriptMsg:
		return m.transcribed(msg)
	case compareMsg:
		return m.compared(msg)
	case sizedMsg:
		msg.dialog.SetSizes(msg.sizes)
	case takenMsg:
		return m.taken(msg)
	case startMsg:
		return m.startExport(msg.asked)
	case exportedMsg:
		return m.exported(msg)
	case plannedMsg:
		return m.planned(msg)
	case fetchMsg:
		return m.fetched(msg)
	case pollMsg:
		if msg.round == m.following.round && m.following.on {
			return m.poll()
		}
	case exportTickMsg:
		if m.exporting != nil {
			return exportTick()
		}
	case loadedMsg:
		m.recordLoaded(msg)
		if m.bar.Editing() {
			return m.complete()
		}
		if row := m.events.Row(); row != nil && row.Ref == msg.ref && msg.err == nil {
			return tea.Batch(m.completePivots(), m.ask.twin(row))
		}
	case twinMsg:
		m.detail.SetTwin(msg.ref, msg.twin)
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
		if m.shown.looking {
			return m.watchCache()
		}
		m.shown.looking = true
		return tea.Batch(m.ask.refresh(), m.watchCache())
	case waitsMsg:
		m.shown.holder = msg.holder
		return m.awaitHolder()
	case refreshedMsg:
		return m.refreshed(msg)
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
	if t, err := theme.For(m.options.Theme, m.terminal, m.options.Colors); err == nil {
		m.theme = t
	}
}

// isBack draws the screen anew after another program had the terminal.
func (m *Model) isBack(msg suspendedMsg) tea.Cmd {
	if msg.inVain {
		return tea.Batch(tea.ClearScreen, m.say("no shell is there to bring spoor back from the background", false))
	}
	return tea.ClearScreen
}

// resize gives the screen another size.
func (m *Model) resize(w, h int) tea.Cmd {
	bars := m.time.Bars()
	m.width, m.height = w, h
	m.arrange()
	if m.time.Bars() != bars {
		return m.query()
	}
	return nil
}

// arrange gives every pane the size that the layout has for it. Panes that are
// not shown keep theirs, but for the histogram: it is as wide as the screen in
// every layout, so that showing it asks for nothing new.
func (m *Model) arrange() {
	m.layout = layout.Of(m.width, m.height, m.focus, m.zoomed)
	if m.layout.TooSmall {
		return
	}
	m.time.SetSize(m.width-2, 0)
	for id, p := range m.panes {
		if f := m.layout.Panes[id]; f.Shown {
			inside := f.Inside()
			p.SetSize(inside.W, inside.H)
		}
	}
}
