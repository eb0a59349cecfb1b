package ui

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
)

// gather is how long progress is gathered before the screen hears of it.
const gather = 200 * time.Millisecond

// importing is an import beside the screen. Reports go into a slot that holds
// the newest one, so that neither side waits for the other.
type importing struct {
	run  func(ctx context.Context, report func(Progress)) error
	woke chan struct{}
	// over is closed when the import has ended; started says that it began.
	over    chan struct{}
	started atomic.Bool

	mu     sync.Mutex
	newest Progress
	err    error
}

// progressMsg is how far the import has come.
type progressMsg struct {
	Progress
	over bool
	err  error
}

func newImporting(run func(context.Context, func(Progress)) error) *importing {
	return &importing{run: run, woke: make(chan struct{}, 1), over: make(chan struct{})}
}

// start runs the import and returns its first progress.
func (i *importing) start(ctx context.Context) tea.Cmd {
	if i.run == nil {
		return nil
	}
	i.started.Store(true)
	go func() {
		defer close(i.over)
		err := i.run(ctx, i.report)
		i.mu.Lock()
		i.err = err
		i.mu.Unlock()
	}()
	return i.next()
}

func (i *importing) report(p Progress) {
	i.mu.Lock()
	i.newest = p
	i.mu.Unlock()
	select {
	case i.woke <- struct{}{}:
	default:
	}
}

// next waits for progress and then for more of it, so that a fast import does
// not flood the update loop.
func (i *importing) next() tea.Cmd {
	return func() tea.Msg {
		select {
		case <-i.over:
		case <-i.woke:
			select {
			case <-i.over:
			case <-time.After(gather):
			}
		}
		i.mu.Lock()
		defer i.mu.Unlock()
		msg := progressMsg{Progress: i.newest}
		select {
		case <-i.over:
			msg.over, msg.err = true, i.err
		default:
		}
		return msg
	}
}

// wait returns when the import has ended, at once if it never began.
func (i *importing) wait() {
	if i.started.Load() {
		<-i.over
	}
}
