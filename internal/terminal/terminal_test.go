package terminal

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func start(t *testing.T, script string) *Terminal {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh on this machine")
	}
	term, err := Start(Options{Columns: 40, Rows: 10}, shell, "-c", script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { term.Close() })
	return term
}

func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func shows(text string) func(string) bool {
	return func(screen string) bool { return strings.Contains(screen, text) }
}

func TestTheScreenShowsWhatTheProgramDraws(t *testing.T) {
	term := start(t, `printf '\033[2;3Hhere \033[31mred\033[0m'; read _`)
	if err := term.WaitFor(deadline(t), shows("here red")); err != nil {
		t.Fatal(err)
	}
	if line := term.Lines()[1]; !strings.HasPrefix(line, "  here red") {
		t.Errorf("second line is %q", line)
	}
	if cell := term.Cells()[1][7]; cell.Content != "r" || cell.Style.Fg == nil {
		t.Errorf("cell is %+v", cell)
	}
}

func TestKeysReachTheProgramAndItsExitCodeComesBack(t *testing.T) {
	term := start(t, `read word; echo "got $word"; exit 3`)
	if err := term.Type("hello"); err != nil {
		t.Fatal(err)
	}
	if err := term.Press("enter"); err != nil {
		t.Fatal(err)
	}
	if err := term.WaitFor(deadline(t), shows("got hello")); err != nil {
		t.Fatal(err)
	}
	code, err := term.Wait(deadline(t))
	if err != nil || code != 3 {
		t.Errorf("exit code %d, %v", code, err)
	}
}

func TestWaitingForAProgramThatEndedSaysSo(t *testing.T) {
	term := start(t, `echo over`)
	err := term.WaitFor(deadline(t), shows("never"))
	if !errors.Is(err, ErrEnded) || !strings.Contains(err.Error(), "over") {
		t.Errorf("got %v", err)
	}
}

func TestTheProgramSeesTheSizeChange(t *testing.T) {
	term := start(t, `trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done`)
	if err := term.WaitFor(deadline(t), shows("ready")); err != nil {
		t.Fatal(err)
	}
	if err := term.Resize(60, 20); err != nil {
		t.Fatal(err)
	}
	if err := term.WaitFor(deadline(t), shows("20 60")); err != nil {
		t.Fatal(err)
	}
}

func TestAKeyWithoutANameIsRefused(t *testing.T) {
	term := start(t, `read _`)
	if err := term.Press("hyper+x"); err == nil {
		t.Error("no error")
	}
}
