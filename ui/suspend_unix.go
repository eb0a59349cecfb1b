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

// Whether the process was stopped is seen from the signal with which it goes on.
// That follows at once upon a stop, however long it was; the clock stands
// meanwhile, but for the wait that it cuts short.
const (
	onwardWait  = 30 * time.Millisecond
	onwardWaits = 10
)

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
	stopped := goesOn(back)
	signal.Stop(back)
	_ = p.RestoreTerminal()
	return suspendedMsg{inVain: !stopped}
}

// goesOn waits for the signal to go on, and reports whether it came. It does not
// where nothing stopped the process: the system lets none stop that no shell
// could bring back, such as the only one of a container or of a tmux window.
func goesOn(back <-chan os.Signal) bool {
	for range onwardWaits {
		select {
		case <-back:
			return true
		case <-time.After(onwardWait):
		}
	}
	return false
}
