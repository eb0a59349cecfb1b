//go:build unix

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/creack/pty"
)

// patience is how long a frame may take before the measurement is given up.
const patience = 10 * time.Second

// measureProgram takes the time from writing a key to a terminal to the first
// bytes of the frame that answers it, which waits for the terminal's next refresh
// (60 a second). Processor time is that of the program from beginning to end.
func measureProgram(ctx context.Context, binary, path string, presses int) (out measured, err error) {
	command := exec.CommandContext(ctx, binary, "--cache", path)
	command.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "SPOOR_THEME=dark", "XDG_STATE_HOME="+os.TempDir()+"/none")
	file, err := pty.StartWithSize(command, &pty.Winsize{Cols: columns, Rows: rows})
	if err != nil {
		return out, err
	}
	defer file.Close()
	drawn := make(chan time.Time, 1000)
	go func() {
		defer close(drawn)
		buffer := make([]byte, 64<<10)
		for {
			if _, err := file.Read(buffer); err != nil {
				return
			}
			select {
			case drawn <- time.Now():
			default:
			}
		}
	}()
	// quiet waits until nothing was drawn for a while, but not for ever: what is
	// imported changes the screen by itself.
	quiet := func(d time.Duration) {
		until := time.After(4 * d)
		for {
			select {
			case <-drawn:
			case <-time.After(d):
				return
			case <-until:
				return
			}
		}
	}
	quiet(2 * time.Second)
	for i := range presses {
		quiet(pause)
		began := time.Now()
		if _, err := io.WriteString(file, walk[i%len(walk)].name); err != nil {
			return out, err
		}
		select {
		case at, ok := <-drawn:
			if !ok {
				return out, errors.New("the program ended")
			}
			out.took = append(out.took, at.Sub(began))
		case <-time.After(patience):
			return out, errors.New("nothing was drawn")
		case <-ctx.Done():
			return out, ctx.Err()
		}
	}
	io.WriteString(file, "\x03")
	err = command.Wait()
	if state := command.ProcessState; state != nil {
		out.processor = (state.UserTime() + state.SystemTime()) / time.Duration(presses)
	}
	return out, err
}
