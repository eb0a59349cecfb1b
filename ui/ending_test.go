package ui

import (
	"context"
	"errors"
	"os"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// stuck is a terminal that reads nothing.
type stuck struct{ asked chan struct{} }

func (s stuck) Write([]byte) (int, error) {
	close(s.asked)
	select {}
}

type words struct{}

func (words) Init() tea.Cmd                         { return nil }
func (w words) Update(tea.Msg) (tea.Model, tea.Cmd) { return w, nil }
func (words) View() tea.View                        { return tea.NewView("words") }

func TestAProgramWhoseTerminalReadsNothingIsLeftBehindWhenItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	terminal := stuck{make(chan struct{})}
	p := tea.NewProgram(words{}, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(terminal), tea.WithoutSignalHandler())
	go func() {
		<-terminal.asked
		cancel()
	}()
	if err := runUntil(ctx, p, os.Stdout); !errors.Is(err, ErrUnread) {
		t.Errorf("it ended with %v", err)
	}
}
