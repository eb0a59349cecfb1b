package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"spoor/config"
	"spoor/event"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/pane"
)

// saveQuery asks for the name under which the filter is saved. What is switched
// off is not saved, nor is the window.
func (m *Model) saveQuery() tea.Cmd {
	text := m.filterText()
	switch {
	case text == "":
		return m.say(m.withKeys("there is no filter to save · {edit-filter} writes one"), false)
	case holdsSecret(text):
		return m.say("the filter holds a secret: it is not saved", true)
	}
	return m.carry(askName("Save the filter as", event.Cut(event.Clean(text), 60), "a name", "", func(name string) pane.Intent {
		if name == "" {
			return pane.Notice{Text: "the filter needs a name", Problem: true}
		}
		save := pane.ChangeSettings{
			Said: "saved as " + event.Clean(name) + ": {saved-queries} lists it", Changes: []config.Change{{Path: []string{queriesTable, name}, Value: text}},
		}
		if _, taken := m.options.Queries[name]; !taken {
			return pane.Several{pane.Close{}, save}
		}
		return pane.Open{Dialog: dialog.NewQuestion("There is a query "+event.Clean(name)+" already",
			dialog.Answer{Key: "o", Label: "choose another name"},
			dialog.Answer{Key: "r", Label: "replace it", Intent: pane.Several{pane.Close{}, save}},
		)}
	}))
}

// editSaved renames or deletes a saved query.
func (m *Model) editSaved(i pane.EditSaved) tea.Cmd {
	path := []string{queriesTable, i.Name}
	if _, own := m.options.Queries[i.Name]; !own {
		return m.say("that query comes with spoor: only your own are renamed and deleted", false)
	}
	name := event.Clean(i.Name)
	if !i.Rename {
		m.dialogs = append(m.dialogs, dialog.NewQuestion("Delete the query "+event.Cut(name, 40)+"?",
			dialog.Answer{Key: "n", Label: "keep it"},
			dialog.Answer{Key: "y", Label: "delete it", Intent: pane.ChangeSettings{Said: "deleted " + name, Changes: []config.Change{{Path: path}}}},
		))
		return nil
	}
	return m.carry(askName("Another name for "+event.Cut(name, 40), "enter renames", "a name", i.Name, func(to string) pane.Intent {
		if _, taken := m.options.Queries[to]; taken || to == "" {
			return pane.Notice{Text: "there is a query of that name already: choose another", Problem: true}
		}
		return pane.Several{pane.Close{}, pane.ChangeSettings{
			Said: "renamed to " + event.Clean(to), Changes: []config.Change{{Path: path, Rename: to}},
		}}
	}))
}

// relistSaved gives an open list of the saved queries what has become of them.
func (m *Model) relistSaved() tea.Cmd {
	at := slices.IndexFunc(m.dialogs, func(d pane.Dialog) bool { _, ok := d.(*dialog.Queries); return ok })
	if at < 0 {
		return nil
	}
	old := m.dialogs[at].(*dialog.Queries)
	d := m.listSaved()
	d.Keep(old)
	m.dialogs[at] = d
	return m.count(d, 0)
}

// listSaved makes the list of the saved queries.
func (m *Model) listSaved() *dialog.Queries {
	var choices []dialog.Query
	for _, s := range m.savedQueries() {
		_, own := m.options.Queries[s.Name]
		choice := dialog.Query{Key: s.Name, Name: event.Clean(s.Name), Text: s.Filter, Own: own && s.Filter == m.options.Queries[s.Name]}
		if to, err := m.read(s.Filter, m.history.now); err == nil {
			choice.Query = query.Query{Filter: to.filter, Window: m.asked()}
			if to.window.chosen && !to.window.IsOpen() {
				choice.Query.Window = to.window.Window
			}
		} else {
			choice.Problem = event.Clean(err.Error())
		}
		choices = append(choices, choice)
	}
	return dialog.NewQueries(choices)
}
