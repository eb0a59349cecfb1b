package ui

import (
	tea "charm.land/bubbletea/v2"

	"spoor/keymap"
	"spoor/query"
	"spoor/ui/facet"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// closer is a pane that has something of its own to close.
type closer interface {
	// Close closes the innermost thing and reports whether there was one.
	Close() bool
}

var focusing = map[keymap.Action]pane.ID{
	keymap.FocusTime: pane.Time, keymap.FocusUsers: pane.Users, keymap.FocusTypes: pane.Types,
	keymap.FocusSources: pane.Sources, keymap.FocusEvents: pane.Events, keymap.FocusDetail: pane.Detail,
}

// do carries out an action: what concerns the whole screen here, the rest by
// the dialog on top or the pane with the focus.
func (m *Model) do(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Interrupt:
		return m.quit()
	case keymap.Suspend:
		return tea.Suspend
	case keymap.Redraw:
		return tea.ClearScreen
	case keymap.Back:
		return m.back()
	}
	if n := len(m.dialogs); n > 0 {
		return m.carry(m.dialogs[n-1].Do(a))
	}
	if id, ok := focusing[a]; ok {
		m.focusOn(id)
		return nil
	}
	now := m.history.now
	switch a {
	case keymap.Quit:
		return m.leave()
	case keymap.NextPane:
		m.focusOn((m.focus + 1) % pane.Count)
	case keymap.PreviousPane:
		m.focusOn((m.focus + pane.Count - 1) % pane.Count)
	case keymap.ZoomPane:
		m.zoomed = !m.zoomed
		m.arrange()
	case keymap.EditFilter:
		m.before = now
		m.recalling.begin()
		// What is typed next is a word of its own.
		filter := m.filterText()
		if filter != "" {
			filter += " "
		}
		m.bar.Edit(filter)
		return m.complete()
	case keymap.CompleteFilter:
		return m.takeCompletion()
	case keymap.FilterDown:
		return m.filterDown()
	case keymap.FilterUp:
		return m.filterUp()
	case keymap.SearchTyped:
		return m.searchTyped()
	case keymap.SwitchParts:
		return m.openParts()
	case keymap.AcceptFilter:
		return m.acceptFilter()
	case keymap.CancelFilter:
		return m.cancelFilter()
	case keymap.Undo:
		if !m.history.undo() {
			return m.say("nothing to undo", false)
		}
		return tea.Batch(m.changed(), m.say("undone · "+m.became(now), false))
	case keymap.Redo:
		if !m.history.redo() {
			return m.say("nothing to redo", false)
		}
		return tea.Batch(m.changed(), m.say("made again · "+m.became(now), false))
	case keymap.WritesOnly:
		return m.change(now.with(toggleFlag(now.filter, query.FlagWrite)))
	case keymap.FailuresOnly:
		return m.change(now.with(toggleFlag(now.filter, query.FlagError)))
	case keymap.Earlier:
		return m.shiftWindow(-1)
	case keymap.Later:
		return m.shiftWindow(1)
	case keymap.SwitchMouse:
		return m.switchMouse()
	case keymap.SwitchZone:
		return m.switchZone()
	case keymap.ToggleStar:
		return m.withSelection(m.toggleStar)
	case keymap.EditNote:
		return m.withSelection(m.editNote)
	case keymap.ExportEvents:
		return m.withSelection(m.openExport)
	case keymap.CompareEvents:
		return m.withSelection(m.compare)
	case keymap.Fetch:
		return m.fetch()
	case keymap.Follow:
		return m.toggleFollow()
	case keymap.ShowNews:
		if m.shown.news.events == 0 {
			return m.say("nothing new has come in", false)
		}
		return m.showNews()
	case keymap.SavedQueries:
		return m.openSaved()
	case keymap.SaveQuery:
		return m.saveQuery()
	case keymap.NameValue:
		return m.nameValue()
	case keymap.ListMarks:
		return m.listMarks()
	case keymap.WholeWindow:
		return m.change(now.in(query.Window{}))
	case keymap.ShowHelp, keymap.ShowPalette, keymap.PickTime:
		m.open(a)
	case keymap.StepBack:
		return m.stepBack()
	case keymap.StepForward:
		return m.stepForward()
	case keymap.CopyMenu, keymap.PivotMenu:
		if m.focus == pane.Events {
			return m.onRow(a)
		}
		return m.carry(m.panes[m.focus].Do(a))
	default:
		return m.carry(m.panes[m.focus].Do(a))
	}
	return nil
}

func (m *Model) shiftWindow(by int) tea.Cmd {
	w := m.asked()
	if w.From.IsZero() {
		return nil
	}
	return m.change(m.history.now.in(shift(w, by, m.zone)))
}

// back closes the innermost thing only.
func (m *Model) back() tea.Cmd {
	if n := len(m.dialogs); n > 0 {
		m.dialogs = m.dialogs[:n-1]
		return nil
	}
	if m.focus == pane.Events && m.endTaking() {
		return nil
	}
	picked := m.events.Picked()
	if c, ok := m.panes[m.focus].(closer); ok && c.Close() {
		if m.events.Picked() == 0 && picked > 0 {
			return m.say(text.Count(picked, "event")+" no longer selected", false)
		}
		return nil
	}
	if m.focus == pane.Detail {
		m.focusOn(pane.Events)
		return nil
	}
	if m.zoomed {
		m.zoomed = false
		m.arrange()
	}
	return nil
}

func (m *Model) focusOn(id pane.ID) {
	if m.focus = id; id == pane.Detail {
		m.events.Settle() // who reads an event keeps it
	}
	m.arrange()
}

// carry does what a pane or dialog asks for.
func (m *Model) carry(i pane.Intent) tea.Cmd {
	now := m.history.now
	switch i := i.(type) {
	case pane.Choose:
		if to := now.with(choose(now.filter, i)); !now.equal(to) {
			return m.change(to)
		}
		for _, f := range m.facets {
			f.Unchanged()
		}
	case pane.SetWindow:
		return m.change(now.in(i.Window))
	case pane.ChangeSettings:
		return m.changeSettings(i.Said, i.Changes...)
	case pane.NameValue:
		return m.carry(m.askNameOf(i.Field, i.Value))
	case pane.EditSaved:
		return m.editSaved(i)
	case pane.PutFilter:
		return m.putFilter(i)
	case pane.SwitchPart:
		return m.switchPart(i)
	case pane.Seek:
		return m.seek(i)
	case pane.Leave:
		return m.quit()
	case pane.StartFetch:
		return m.startFetch()
	case pane.StopFetch:
		return m.stopFetch()
	case pane.PlanFetch:
		return m.planFetch(i.Narrow)
	case pane.KeepCache:
		return m.keepCache(i)
	case pane.Ask:
		return m.askSaved(i)
	case pane.Export:
		return m.export(i)
	case pane.SetFacet:
		return m.setFacet(i)
	case pane.SetColumns:
		if err := m.events.SetColumns(i.Names); err != nil {
			return m.say(err.Error(), true)
		}
	case pane.ListValues:
		return m.listValues(i)
	case pane.ShowColumn:
		return m.showColumn(i)
	case pane.SetNote:
		return m.setNote(i)
	case pane.GoTo:
		return m.goTo(i.Ref)
	case pane.TakeRange:
		return m.takeRange(i)
	case pane.Focus:
		m.focusOn(i.Pane)
	case pane.Reask:
		return m.query()
	case pane.Notice:
		return m.say(m.withKeys(i.Text), i.Problem)
	case pane.Open:
		m.dialogs = append(m.dialogs, i.Dialog)
	case pane.Close:
		if n := len(m.dialogs); n > 0 {
			m.dialogs = m.dialogs[:n-1]
		}
	case pane.Copy:
		return m.copy(i)
	case pane.CopyEvents:
		return m.copyEvents(i)
	case pane.Pivot:
		return m.openPivots(i)
	case pane.Jump:
		return m.jump(i)
	case pane.Run:
		return m.run(i)
	case pane.Several:
		var cmds []tea.Cmd
		for _, one := range i {
			cmds = append(cmds, m.carry(one))
		}
		return tea.Batch(cmds...)
	}
	return nil
}

// change makes a new query and asks it.
func (m *Model) change(s state) tea.Cmd {
	if !m.history.change(s) {
		return nil
	}
	return m.changed()
}

// changed asks the query after it was changed.
func (m *Model) changed() tea.Cmd {
	m.filterChanged()
	return m.query()
}

// setFacet shows another facet in the pane with the focus. A pane that shows it
// already takes the one it replaces.
func (m *Model) setFacet(to pane.SetFacet) tea.Cmd {
	kind, err := facet.Named(to.Name)
	at, ok := m.panes[m.focus].(*facet.Pane)
	if err != nil || !ok || at.Kind() == kind {
		return nil
	}
	for _, f := range m.facets {
		if f.Kind() == kind {
			f.Become(at.Kind())
		}
	}
	at.Become(kind)
	return m.query()
}

func (m *Model) filterChanged() {
	for _, f := range m.facets {
		f.SetFilter(m.history.now.filter)
	}
}
