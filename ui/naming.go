package ui

import (
	"errors"
	"net/netip"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"spoor/config"
	"spoor/event"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/dialog"
	"spoor/ui/pane"
)

// keptMsg says that settings were changed, or why they were not.
type keptMsg struct {
	changes []config.Change
	said    string
	err     error
}

// changeSettings makes changes to the user's settings, if they can be kept, and to what
// the screen shows.
func (m *Model) changeSettings(said string, changes ...config.Change) tea.Cmd {
	keep := m.options.Keep
	if keep == nil {
		said += " until the screen ends"
		keep = func(...config.Change) error { return nil }
	}
	m.writes++
	return func() tea.Msg { return keptMsg{changes, said, keep(changes...)} }
}

func (m *Model) settingsChanged(msg keptMsg) tea.Cmd {
	ends := m.written(msg.err)
	if msg.err != nil {
		return m.say("✗ "+event.Clean(msg.err.Error()), true)
	}
	for _, c := range msg.changes {
		name := c.Path[len(c.Path)-1]
		table := m.settingsTable(c.Path)
		switch {
		case c.Rename != "":
			table[c.Rename] = table[name]
			delete(table, name)
		case c.Value == "":
			delete(table, name)
		default:
			table[name] = c.Value
		}
	}
	m.filterChanged()
	return tea.Batch(m.relistSaved(), m.say(m.withKeys(msg.said), false), ends)
}

// The tables of the settings that the screen changes.
const (
	queriesTable = "queries"
	namesTable   = "names"
)

// settingsTable is where the screen holds what a table of the settings says.
func (m *Model) settingsTable(path []string) map[string]string {
	if path[0] == queriesTable {
		return m.options.Queries
	}
	return m.options.Names.Table(path[1])
}

// mostOfName is how long a name may be that is given on the screen.
const mostOfName = 60

// readName returns the name that was typed, or says what is wrong with it.
func readName(typed string) (string, error) {
	name := strings.TrimSpace(typed)
	switch {
	case len([]rune(name)) > mostOfName:
		return "", errors.New("a name has at most 60 characters")
	case strings.ContainsFunc(name, unicode.IsControl):
		return "", errors.New("a name is one line of plain text")
	}
	return name, nil
}

// askName asks for a name and goes on with it once it is one.
func askName(title, foot, suggestion, was string, goOn func(name string) pane.Intent) pane.Intent {
	return pane.Open{Dialog: dialog.NewAsk(title, foot, suggestion, was, func(typed string) pane.Intent {
		name, err := readName(typed)
		if err != nil {
			return pane.Notice{Text: err.Error(), Problem: true}
		}
		if name == was && was != "" {
			return pane.Close{}
		}
		return goOn(name)
	})}
}

// nameable are the fields whose values can be given a name.
var nameable = []struct {
	field      query.Field
	key, label string
}{
	{query.FieldKey, "x", "access key"}, {query.FieldIP, "i", "IP address"}, {query.FieldAccount, "a", "account"},
}

func labelOf(f query.Field) string {
	for _, n := range nameable {
		if n.field == f {
			return n.label
		}
	}
	return f.String()
}

// nameValue asks for a name of the value under the cursor, or lets one choose
// among the numbers of the event.
func (m *Model) nameValue() tea.Cmd {
	if c, ok := m.panes[m.focus].Do(keymap.IncludeValue).(pane.Choose); ok && pane.TableOf(c.Field) != "" && c.Value != "" {
		return m.carry(m.askNameOf(c.Field, c.Value))
	}
	row := m.events.Row()
	if m.focus != pane.Events && m.focus != pane.Detail || row == nil {
		return m.say("names are for accounts, addresses and access keys: this is none of them", false)
	}
	var answers []dialog.Answer
	for i, value := range []string{row.Event.AccessKey, row.Event.IP, row.Event.Account} {
		n := nameable[i]
		if _, err := netip.ParseAddr(value); value == "" || n.field == query.FieldIP && err != nil {
			// A service calls from no address, under its own name.
			continue
		}
		answers = append(answers, dialog.Answer{
			Key: n.key, Label: n.label, Value: m.options.Names.Beside(n.field, value), Intent: pane.NameValue{Field: n.field, Value: value},
		})
	}
	if len(answers) == 0 {
		return m.say("the event has no account, address or access key to name", false)
	}
	m.dialogs = append(m.dialogs, dialog.NewQuestion("Give a name to", answers...))
	return nil
}

func (m *Model) askNameOf(f query.Field, value string) pane.Intent {
	was := m.options.Names.Table(pane.TableOf(f))[value]
	return askName(
		"Name of "+labelOf(f)+" "+event.CutMiddle(event.Clean(value), 40), "shown wherever it stands · an empty name goes", "prod, office, deploy bot…", was,
		func(name string) pane.Intent {
			if name == was {
				return pane.Close{}
			}
			return pane.Several{pane.Close{}, pane.ChangeSettings{
				Said: nameSaid(name), Changes: []config.Change{{Path: []string{namesTable, pane.TableOf(f), value}, Value: name}},
			}}
		})
}

func nameSaid(name string) string {
	if name == "" {
		return "the name is taken away"
	}
	return "named " + event.Clean(name)
}
