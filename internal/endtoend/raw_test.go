package endtoend

import (
	"io"
	"testing"

	"github.com/creack/pty"
)

// inTerminal runs a command in a terminal of some kind (TERM=…), and returns
// every byte that it wrote.
func (c call) inTerminal(t *testing.T, kind string, args ...string) (text string, code int) {
	t.Helper()
	command := c.command(t, args...)
	command.Env = append(command.Env, kind)
	file, err := pty.StartWithSize(command, &pty.Winsize{Cols: 100, Rows: 30})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	// Reading ends with an error once the program has ended.
	written, _ := io.ReadAll(file)
	command.Wait()
	return string(written), command.ProcessState.ExitCode()
}
