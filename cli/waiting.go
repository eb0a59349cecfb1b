package cli

import (
	"os"
	"sync"

	"spoor/cache"
	"spoor/cache/lock"
	"spoor/event"
)

// waiting tells who has the cache that this command waits for.
type waiting struct {
	mu sync.Mutex
	// told is set once it was said as a message: once is enough.
	told bool
	// screen is where it is told while there is a screen, nil before.
	screen chan string
}

// cacheOptions are how the cache at path is opened.
func (a *app) cacheOptions(path string) cache.Options {
	return cache.Options{Path: path, Command: commandName(), OnWait: a.waits}
}

// waits says who has the cache. It is called from any goroutine.
func (a *app) waits(holder lock.Holder) {
	if holder.PID == os.Getpid() {
		return
	}
	who := event.Clean(holder.String())
	a.waiting.mu.Lock()
	defer a.waiting.mu.Unlock()
	switch w := &a.waiting; {
	case w.screen != nil:
		select {
		case w.screen <- who:
		default: // the screen has not taken the one before yet
		}
	case !w.told:
		w.told = true
		a.say("waiting for the cache, which %s has", who)
	}
}

// tellScreen has it told on the screen from now on.
func (a *app) tellScreen() <-chan string {
	a.waiting.mu.Lock()
	defer a.waiting.mu.Unlock()
	a.waiting.screen = make(chan string, 1)
	return a.waiting.screen
}

// tellAgain has it told as a message again, when the screen has ended.
func (a *app) tellAgain() {
	a.waiting.mu.Lock()
	defer a.waiting.mu.Unlock()
	a.waiting.screen = nil
}
