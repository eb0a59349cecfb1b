//go:build unix

package main

import (
	"context"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/ui"
)

// walk is the keys that are pressed over and over: steps, pages, both ends, zooming,
// a filter switched on and off, folding. Each changes the screen.
var walk = []struct {
	name string
	msg  tea.KeyPressMsg
}{
	{"j", letter('j')}, {"j", letter('j')}, {"j", letter('j')}, {"k", letter('k')},
	{"\x04", control('d')}, {"\x04", control('d')}, {"\x15", control('u')},
	{"z", letter('z')}, {"j", letter('j')}, {"z", letter('z')},
	{"G", letter('G')}, {"k", letter('k')}, {"\x15", control('u')}, {"g", letter('g')},
	{"W", letter('W')}, {"j", letter('j')}, {"W", letter('W')},
	{"X", letter('X')}, {"j", letter('j')}, {"\x04", control('d')}, {"X", letter('X')},
}

func letter(r rune) tea.KeyPressMsg  { return tea.KeyPressMsg{Code: r, Text: string(r)} }
func control(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }

// pause is how long after a key the next one is pressed.
const pause = 25 * time.Millisecond

// measureModel takes the time that the update and the drawing of a key take. The
// processor time is that of all that the key brought about.
func measureModel(ctx context.Context, path string, presses int) (measured, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c, err := cache.Open(ctx, cache.Options{Path: path, Command: "keytoframe"})
	if err != nil {
		return measured{}, err
	}
	defer c.Close()
	m, err := ui.New(ctx, ui.Options{Cache: c, SourceName: "keytoframe"})
	if err != nil {
		return measured{}, err
	}
	messages := make(chan tea.Msg, 1000)
	var start func(tea.Cmd)
	start = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		go func() {
			msg := cmd()
			if batch, ok := msg.(tea.BatchMsg); ok {
				for _, one := range batch {
					start(one)
				}
				return
			}
			select {
			case messages <- msg:
			case <-ctx.Done():
			}
		}()
	}
	take := func(msg tea.Msg) {
		_, cmd := m.Update(msg)
		m.View()
		start(cmd)
	}
	// settle takes in what comes until nothing has for a while.
	settle := func(quiet time.Duration) {
		for {
			select {
			case msg := <-messages:
				take(msg)
			case <-time.After(quiet):
				return
			}
		}
	}
	start(m.Init())
	take(tea.WindowSizeMsg{Width: columns, Height: rows})
	settle(time.Second)
	var out measured
	used := processorTime(syscall.RUSAGE_SELF)
	for i := range presses {
		began := time.Now()
		_, cmd := m.Update(walk[i%len(walk)].msg)
		m.View()
		out.took = append(out.took, time.Since(began))
		start(cmd)
		settle(pause)
	}
	out.processor = (processorTime(syscall.RUSAGE_SELF) - used) / time.Duration(presses)
	return out, ctx.Err()
}

// processorTime is what this process, or those of its children that have ended,
// used.
func processorTime(who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
