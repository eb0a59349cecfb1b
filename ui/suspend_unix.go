//go:build unix

package ui

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// suspendCalm is how long drawing is given to end before the process stops.
const suspendCalm = 50 * time.Millisecond

// suspend stops the process until the shell goes on with it. It takes the place
// of Bubble Tea's own way, on the same goroutine: that one stops the process at
// once, and where the goroutine that draws had not quite ended by then, it stops
// the clock of the next one after the return, and nothing is drawn any more
// (Bubble Tea 2.0.9).
func suspend(p *tea.Program) tea.Msg {
	if err := p.ReleaseTerminal(); err != nil {
		return nil
	}
	time.Sleep(suspendCalm)
	back := make(chan os.Signal, 1)
	signal.Notify(back, syscall.SIGCONT)
	_ = syscall.Kill(0, syscall.SIGTSTP)
	<-back
	signal.Stop(back)
	_ = p.RestoreTerminal()
	return tea.ClearScreen()
}
