package ui

import (
	"context"
	"errors"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// ErrUnread is why a screen ended without the terminal having read what was
// drawn last: whatever else is written to it may wait for ever.
var ErrUnread = errors.New("the terminal reads nothing")

const (
	// endPatience is how long a screen may take to end by itself.
	endPatience = time.Second
	// What the terminal has not read is then thrown away so many times, this far
	// apart.
	discardings  = 25
	discardPause = 20 * time.Millisecond
)

// runUntil runs a program until it ends, or until ctx has ended: where the
// terminal reads nothing, the program waits for it for ever. What was drawn and
// not read is then thrown away, so that what restores the terminal gets through
// to it; if that does not help either, the program is left behind.
func runUntil(ctx context.Context, p *tea.Program, terminal *os.File) error {
	was, _ := term.GetState(terminal.Fd())
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(endPatience):
	}
	for range discardings {
		discardUnread(terminal)
		select {
		case <-ended:
			return ErrUnread
		case <-time.After(discardPause):
		}
	}
	if was != nil {
		_ = term.Restore(terminal.Fd(), was)
	}
	return ErrUnread
}
