package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"spoor/event"
	"spoor/ui/dialog"
	"spoor/ui/pane"
	"spoor/ui/text"
)

// keepMsg says whether the cache can be kept under a name.
type keepMsg struct {
	path string
	err  error
}

// leave ends the screen. Before an export is given up, or marks go with a
// temporary cache, it asks.
func (m *Model) leave() tea.Cmd {
	if m.exporting != nil {
		m.dialogs = append(m.dialogs, dialog.NewQuestion("an export is under way",
			dialog.Answer{Key: "s", Label: "stay until it is done"},
			dialog.Answer{Key: "d", Label: "leave, and give it up", Intent: pane.Leave{}},
		))
		return nil
	}
	if !m.options.Temporary || !m.shown.marked || len(m.shown.marks) == 0 {
		return m.quit()
	}
	ask := dialog.NewAsk("Keep events and marks in", "a new file for the cache", "file name", "spoor-"+m.now().Format("20060102-150405")+".bolt",
		func(name string) pane.Intent { return pane.KeepCache{Name: name} })
	marked := text.Count(len(m.shown.marks), "event")
	is := "are"
	if len(m.shown.marks) == 1 {
		is = "is"
	}
	m.dialogs = append(m.dialogs, dialog.NewQuestion(
		marked+" "+is+" marked, and this cache is a temporary one",
		dialog.Answer{Key: "f", Label: "keep it in a file", Intent: pane.Open{Dialog: ask}},
		dialog.Answer{Key: "d", Label: "leave, and let the marks go", Intent: pane.Leave{}},
	))
	return nil
}

// quit ends the screen when what the person marked and set has been written, or,
// asked a second time, at once.
func (m *Model) quit() tea.Cmd {
	if m.writes == 0 || m.leaving {
		return tea.Quit
	}
	m.leaving = true
	return m.say(m.withKeys("leaving when the last change is written · {quit} leaves at once"), false)
}

// written takes in that a change was written, or why it was not: then one stays
// to read it.
func (m *Model) written(err error) tea.Cmd {
	m.writes--
	if err != nil {
		m.leaving, m.kept = false, ""
	}
	if m.leaving && m.writes == 0 {
		return tea.Quit
	}
	return nil
}

// keepCache sees whether the cache can be kept under a name, and leaves.
func (m *Model) keepCache(k pane.KeepCache) tea.Cmd {
	return func() tea.Msg {
		path, err := freePath(k.Name)
		return keepMsg{path, err}
	}
}

// freePath returns the absolute path of a file that can be made and is not
// there yet.
func freePath(name string) (string, error) {
	if name == "" {
		return "", errors.New("it needs a name")
	}
	path, err := absolute(name)
	if err != nil {
		return "", err
	}
	switch _, err := os.Lstat(path); {
	case err == nil:
		return "", fmt.Errorf("%s is there already: choose another name", name)
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	if folder, err := os.Stat(filepath.Dir(path)); err != nil || !folder.IsDir() {
		return "", fmt.Errorf("there is no folder %s", filepath.Dir(path))
	}
	return path, nil
}

func (m *Model) keep(msg keepMsg) tea.Cmd {
	if msg.err != nil {
		return m.say("✗ "+event.Clean(msg.err.Error()), true)
	}
	m.kept = msg.path
	return m.quit()
}
