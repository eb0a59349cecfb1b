package endtoend

import (
	"bytes"
	"io"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

func TestAScreenThatNobodyReadsEndsAtTheFirstSignalAndRestoresTheTerminal(t *testing.T) {
	command := call{env: surroundings(t)}.command(t, "demo")
	command.Env = append(command.Env, "TERM=xterm-256color")
	file, err := pty.StartWithSize(command, &pty.Winsize{Cols: 300, Rows: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	defer command.Process.Kill()
	readUntil(t, file, "Users")
	untilFull(t, file)

	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- command.Wait() }()
	select {
	case <-over:
	case <-time.After(patience):
		t.Fatal("it does not end")
	}
	if code := command.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d", code)
	}
	modes, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	if modes.Lflag&unix.ICANON == 0 || modes.Lflag&unix.ECHO == 0 {
		t.Error("the terminal still hands over every key by itself")
	}
	if rest, _ := io.ReadAll(file); !bytes.Contains(rest, []byte("\x1b[?1049l")) {
		t.Error("the alternate screen was not left")
	}
}

func readUntil(t *testing.T, file *os.File, text string) {
	t.Helper()
	var read []byte
	for buffer := make([]byte, 64<<10); !bytes.Contains(read, []byte(text)); {
		n, err := file.Read(buffer)
		if err != nil {
			t.Fatalf("%v after %q", err, read)
		}
		read = append(read, buffer[:n]...)
	}
}

// untilFull has the screen drawn anew until it does not get through to the
// terminal any more.
func untilFull(t *testing.T, file *os.File) {
	t.Helper()
	for was, same := -1, 0; same < 10; {
		if _, err := file.WriteString("z"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
		waits, err := unix.IoctlGetInt(int(file.Fd()), unix.TIOCINQ)
		if err != nil {
			t.Fatal(err)
		}
		if same++; waits != was {
			was, same = waits, 0
		}
	}
}
