// Package terminal runs a program in a pseudo-terminal and reads its screen as
// a terminal would show it. End-to-end tests and the drawing of screenshots use
// it.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// Terminal is a program running in a terminal of its own. Its methods are safe
// for concurrent use.
type Terminal struct {
	command *exec.Cmd
	file    *os.File

	mu       sync.Mutex
	emulator *vt.Emulator
	written  time.Time

	ended   chan struct{}
	exitErr error
}

// Options say how a terminal looks to the program in it.
type Options struct {
	Columns, Rows int
	// Foreground and Background are the terminal's own colours; a program asks
	// for them to choose between a light and a dark look.
	Foreground, Background color.Color
	// Env is added to the environment.
	Env []string
	// Dir is the working folder; empty for the caller's.
	Dir string
}

// Start runs a program. Close must be called.
func Start(options Options, name string, args ...string) (*Terminal, error) {
	command := exec.Command(name, args...)
	command.Dir = options.Dir
	command.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor")
	command.Env = append(command.Env, options.Env...)
	file, err := pty.StartWithSize(command, &pty.Winsize{Cols: uint16(options.Columns), Rows: uint16(options.Rows)})
	if err != nil {
		return nil, fmt.Errorf("start %s in a terminal: %w", name, err)
	}
	t := &Terminal{
		command:  command,
		file:     file,
		emulator: vt.NewEmulator(options.Columns, options.Rows),
		written:  time.Now(),
		ended:    make(chan struct{}),
	}
	if options.Foreground != nil {
		t.emulator.SetDefaultForegroundColor(options.Foreground)
	}
	if options.Background != nil {
		t.emulator.SetDefaultBackgroundColor(options.Background)
	}
	go t.show()
	go t.answer()
	return t, nil
}

// show feeds what the program writes to the emulator, until the program ends.
func (t *Terminal) show() {
	buffer := make([]byte, 64<<10)
	for {
		n, err := t.file.Read(buffer)
		if n > 0 {
			t.mu.Lock()
			t.emulator.Write(buffer[:n])
			t.written = time.Now()
			t.mu.Unlock()
		}
		if err != nil {
			break
		}
	}
	t.exitErr = t.command.Wait()
	close(t.ended)
}

// answer passes the emulator's replies (cursor position, colours) and what is
// typed to the program.
func (t *Terminal) answer() { io.Copy(t.file, t.emulator) }

// Type sends text as typed.
func (t *Terminal) Type(text string) error {
	_, err := io.WriteString(t.file, text)
	return err
}

// sequences are the bytes a terminal sends for keys that are not text.
var sequences = map[string]string{
	"enter": "\r", "tab": "\t", "esc": "\x1b", "space": " ", "backspace": "\x7f",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "delete": "\x1b[3~",
	"shift+tab": "\x1b[Z",
}

// Press sends keys by their names: "enter", "ctrl+d", "G", "shift+tab". After
// esc it pauses until the program has drawn something, so that what follows is
// not read as one sequence with it, and no longer than a program takes that
// draws nothing.
func (t *Terminal) Press(keys ...string) error {
	for _, key := range keys {
		sequence, ok := sequences[key]
		letter, control := strings.CutPrefix(key, "ctrl+")
		switch {
		case ok:
		case control && len(letter) == 1:
			sequence = string(rune(letter[0] & 0x1f))
		case len([]rune(key)) == 1:
			sequence = key
		default:
			return fmt.Errorf("press %q: no such key", key)
		}
		before := t.lastWritten()
		if err := t.Type(sequence); err != nil {
			return fmt.Errorf("press %q: %w", key, err)
		}
		if key == "esc" {
			t.answered(before)
		}
	}
	return nil
}

// lastWritten is when the program wrote last.
func (t *Terminal) lastWritten() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.written
}

// answered waits until the program has written something since a time, and at
// least for as long as a program waits for more of a sequence.
func (t *Terminal) answered(since time.Time) {
	const sequence, atMost = 150 * time.Millisecond, 3 * time.Second
	time.Sleep(sequence)
	for end := time.Now().Add(atMost); t.lastWritten().Equal(since) && time.Now().Before(end); {
		select {
		case <-t.ended:
			return
		case <-time.After(poll):
		}
	}
}

// Resize changes the size and tells the program.
func (t *Terminal) Resize(columns, rows int) error {
	t.mu.Lock()
	t.emulator.Resize(columns, rows)
	t.mu.Unlock()
	if err := pty.Setsize(t.file, &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}); err != nil {
		return fmt.Errorf("resize the terminal: %w", err)
	}
	return nil
}

// Lines returns the text on the screen, one string a row, blanks at the end
// kept.
func (t *Terminal) Lines() []string {
	cells := t.Cells()
	lines := make([]string, len(cells))
	for y, row := range cells {
		var line strings.Builder
		for x := 0; x < len(row); {
			cell := row[x]
			if cell.Content == "" {
				line.WriteByte(' ')
			} else {
				line.WriteString(cell.Content)
			}
			x += max(1, cell.Width)
		}
		lines[y] = line.String()
	}
	return lines
}

// Text returns the screen as one string.
func (t *Terminal) Text() string { return strings.Join(t.Lines(), "\n") }

// Cells returns a copy of the cells on the screen, row by row.
func (t *Terminal) Cells() [][]uv.Cell {
	t.mu.Lock()
	defer t.mu.Unlock()
	rows := make([][]uv.Cell, t.emulator.Height())
	for y := range rows {
		rows[y] = make([]uv.Cell, t.emulator.Width())
		for x := range rows[y] {
			if cell := t.emulator.CellAt(x, y); cell != nil {
				rows[y][x] = *cell
			}
		}
	}
	return rows
}

// AltScreen reports whether the program draws on the alternate screen.
func (t *Terminal) AltScreen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.emulator.IsAltScreen()
}

const poll = 10 * time.Millisecond

// ErrEnded says that the program ended while it was waited for.
var ErrEnded = errors.New("the program ended")

// WaitFor waits until hold returns true of the screen's text.
func (t *Terminal) WaitFor(ctx context.Context, hold func(screen string) bool) error {
	for {
		screen := t.Text()
		if hold(screen) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w; the screen shows:\n%s", ctx.Err(), screen)
		case <-t.ended:
			if screen := t.Text(); !hold(screen) {
				return fmt.Errorf("%w (%v); the screen shows:\n%s", ErrEnded, t.exitErr, screen)
			}
			return nil
		case <-time.After(poll):
		}
	}
}

// Settle waits until the program has written nothing for a while.
func (t *Terminal) Settle(ctx context.Context, quiet time.Duration) error {
	for {
		if time.Since(t.lastWritten()) >= quiet {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(poll):
		}
	}
}

// Wait waits for the program to end and returns its exit code.
func (t *Terminal) Wait(ctx context.Context) (int, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-t.ended:
	}
	var exit *exec.ExitError
	if t.exitErr != nil && !errors.As(t.exitErr, &exit) {
		return 0, t.exitErr
	}
	return t.command.ProcessState.ExitCode(), nil
}

// Process is the program's process.
func (t *Terminal) Process() *os.Process { return t.command.Process }

// Close ends the program, if it runs, and gives everything back.
func (t *Terminal) Close() error {
	t.command.Process.Kill()
	<-t.ended
	// Closing the emulator itself would race with answer, which reads from it.
	if input, ok := t.emulator.InputPipe().(io.Closer); ok {
		input.Close()
	}
	return t.file.Close()
}
