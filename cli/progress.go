package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"

	"spoor/event"
)

// progressLine is one line on standard error that is written over as work goes
// on. Where standard error is no terminal a line is written now and then
// instead; told to be quiet, none is.
type progressLine struct {
	w        io.Writer
	terminal *os.File
	every    time.Duration

	mu    sync.Mutex
	shown bool
	last  time.Time
}

// plainEvery is how often progress is told to what is no terminal.
const plainEvery = 10 * time.Second

func (a *app) progressLine() *progressLine {
	if a.quiet {
		return &progressLine{w: io.Discard, every: plainEvery, last: time.Now()}
	}
	line := &progressLine{w: a.errOut, every: plainEvery, last: time.Now()}
	if a.draws(a.errOut) {
		line.terminal, line.every = a.errOut.(*os.File), 0
	}
	return line
}

// show writes the text in place of what stood there before.
func (l *progressLine) show(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.last) < l.every {
		return
	}
	l.last = time.Now()
	text = event.Clean(text)
	if l.terminal == nil {
		fmt.Fprintln(l.w, text)
		return
	}
	if width, _, err := term.GetSize(l.terminal.Fd()); err == nil && width > 1 {
		text = event.Cut(text, width-1)
	}
	fmt.Fprintf(l.w, "\r%s\x1b[K", text)
	l.shown = true
}

// clear takes the line away.
func (l *progressLine) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
		l.shown = false
	}
}
