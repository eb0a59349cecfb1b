package ui

import (
	tea "charm.land/bubbletea/v2"

	"spoor/config"
	"spoor/event"
	"spoor/query"
	"spoor/ui/help"
	"spoor/ui/pane"
)

// savedQueries returns the user's own filters, then those for an event, then
// the built-in ones.
func (m *Model) savedQueries() []config.NamedQuery {
	all := config.NamedQueries(m.options.Queries)
	if row := m.events.Row(); row != nil && row.Event.AccessKey != "" {
		all = append(all, config.NamedQuery{Name: "the access key of this event", Filter: query.Print(query.ValueTerm(query.FieldKey, row.Event.AccessKey))})
	}
	return append(all, config.BuiltIn()...)
}

// openSaved opens the list of saved queries, which counts what each would give.
func (m *Model) openSaved() tea.Cmd {
	d := m.listSaved()
	m.dialogs = append(m.dialogs, d)
	return m.count(d, 0)
}

// ask puts a saved query in the place of the filter.
func (m *Model) askSaved(q pane.Ask) tea.Cmd {
	to, err := m.read(q.Text, m.history.now)
	if err != nil {
		return m.say("✗ "+q.Name+": "+event.Clean(err.Error()), true)
	}
	m.focusOn(pane.Events)
	return tea.Batch(m.change(to), m.say(m.withKeys(q.Name+" · {undo} goes back to the filter before"), false))
}

// paletteQueries are the saved queries as the palette lists them.
func (m *Model) paletteQueries() []help.Entry {
	var entries []help.Entry
	for _, s := range m.savedQueries() {
		name := event.Clean(s.Name)
		entries = append(entries, help.Entry{Says: "query: " + name, Intent: pane.Ask{Name: name, Text: s.Filter}})
	}
	return entries
}
