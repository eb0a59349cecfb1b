package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/help"
	"spoor/ui/pane"
)

// open opens what lies over the screen and is about no event.
func (m *Model) open(a keymap.Action) {
	var d pane.Dialog
	switch a {
	case keymap.ShowHelp:
		d = help.New(m.keys, m.panes[m.focus].Context())
	case keymap.ShowPalette:
		d = help.NewPalette(m.keys, m.paletteQueries()...)
	case keymap.PickTime:
		times := dialog.NewTime(m.shown.span.From, m.shown.span.To, m.zone, m.now())
		if a := m.shown.answer; a != nil {
			times.SetMatched(a.First, a.Last)
		}
		d = times
	}
	m.dialogs = append(m.dialogs, d)
}

// run carries out an action chosen by name, in a pane where it works.
func (m *Model) run(r pane.Run) tea.Cmd {
	works := func(id pane.ID) bool {
		return slices.ContainsFunc(m.keys.Bindings(m.panes[id].Context()), func(b keymap.Binding) bool { return b.Action == r.Action })
	}
	if !works(m.focus) {
		for _, id := range []pane.ID{pane.Events, pane.Detail, pane.Users, pane.Time} {
			if works(id) {
				m.focusOn(id)
				break
			}
		}
	}
	return m.do(r.Action)
}

// onRow opens the pivots or the copy menu for the event under the cursor of
// Events.
func (m *Model) onRow(a keymap.Action) tea.Cmd {
	row := m.events.Row()
	if row == nil {
		return m.say("there is no event here", false)
	}
	if a == keymap.PivotMenu {
		return m.openPivots(pane.Pivot{Row: row})
	}
	return m.withSelection(m.openCopy)
}

// counter is a dialog whose choices are counted.
type counter interface {
	pane.Dialog
	// Queries are the questions, in the order in which they are counted.
	Queries() []query.Query
	// Counted says how many events the i-th of them gives.
	Counted(i, n int)
}

// countedMsg is how many events the i-th question of a dialog gives.
type countedMsg struct {
	dialog counter
	i, n   int
	err    error
}

func (m *Model) openPivots(p pane.Pivot) tea.Cmd {
	if p.Record == nil && m.loaded != nil && m.loaded.Ref == p.Row.Ref {
		p.Record = m.loaded.Record
	}
	d := dialog.NewPivots(p, m.asked(), m.zone, m.options.Names)
	m.dialogs = append(m.dialogs, d)
	return m.count(d, 0)
}

// completePivots adds to the pivots that were asked for before the record of their
// event had come what the record tells.
func (m *Model) completePivots() tea.Cmd {
	for i, d := range m.dialogs {
		if p, ok := d.(*dialog.Pivots); ok && m.loaded != nil {
			if more := p.WithRecord(m.loaded.Ref, m.loaded.Record); more != nil {
				m.dialogs[i] = more
				return m.count(more, 0)
			}
		}
	}
	return nil
}

// count counts the i-th question of a dialog; the next is counted when
// that is done, so that the screen's own questions are not held up.
func (m *Model) count(d counter, i int) tea.Cmd {
	questions := d.Queries()
	if m.counting = nil; i >= len(questions) {
		return nil
	}
	m.counting = d
	q, ctx, store := questions[i], m.ask.ctx, m.ask.store
	return func() tea.Msg {
		n := 0
		a, err := store.Answer(ctx, q, cache.View{})
		if err == nil {
			n = a.Matched
		}
		return countedMsg{d, i, n, err}
	}
}

func (m *Model) counted(msg countedMsg) tea.Cmd {
	if msg.dialog != m.counting {
		return nil
	}
	if !slices.Contains(m.dialogs, pane.Dialog(msg.dialog)) {
		m.counting = nil
		return nil
	}
	if msg.err != nil {
		m.counting = nil
		return m.say("✗ "+event.Clean(msg.err.Error()), true)
	}
	msg.dialog.Counted(msg.i, msg.n)
	return m.count(msg.dialog, msg.i+1)
}

// jump goes where a pivot leads, with the cursor still on the event it came
// from.
func (m *Model) jump(j pane.Jump) tea.Cmd {
	now := m.history.now
	to := now.with(j.Query.Filter).in(j.Query.Window)
	to.trail = now.trail.leave(now, j.Label, j.Crumb)
	if m.target == (cache.Ref{}) {
		m.events.Settle()
	}
	m.middle = true
	m.focusOn(pane.Events)
	change := m.change(to)
	// They are for this query alone, which is not asked where it is the one shown.
	m.target, m.middle = cache.Ref{}, false
	return tea.Batch(change, m.say("→ "+j.Label+" · [ goes back", false))
}

func (m *Model) stepBack() tea.Cmd {
	to, label, ok := m.history.now.trail.back(m.history.now)
	if !ok {
		return m.say("no pivot to go back from", false)
	}
	return tea.Batch(m.change(to), m.say("← back from "+label, false))
}

func (m *Model) stepForward() tea.Cmd {
	to, label, ok := m.history.now.trail.forward(m.history.now)
	if !ok {
		return m.say("no pivot to go forward to", false)
	}
	return tea.Batch(m.change(to), m.say("→ "+label, false))
}
