package endtoend

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"spoor/internal/terminal"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(build(m)) }

// forgetSurroundings takes out of the environment what whoever runs the tests has
// set for spoor and for AWS, and where their own files lie.
func forgetSurroundings() {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		switch {
		case name == "SPOOR_REAL_DATA", name == "SPOOR_LONG": // are for the tests
		case strings.HasPrefix(name, "SPOOR_"), strings.HasPrefix(name, "AWS_"), strings.HasPrefix(name, "XDG_"), name == "NO_COLOR":
			os.Unsetenv(name)
		}
	}
}

func build(m *testing.M) int {
	work, err := os.MkdirTemp("", "spoor-endtoend-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(work)
	binary = filepath.Join(work, "spoor")
	if out, err := exec.Command("go", "build", "-o", binary, "spoor").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
		return 1
	}
	forgetSurroundings() // but not before: Go may find its caches by them
	return m.Run()
}

// surroundings are the variables of a home of its own.
func surroundings(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	return []string{
		"HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_CONFIG_HOME=" + home, "TMPDIR=" + home,
		"SPOOR_CACHE=" + filepath.Join(home, "cache.bolt"), "SPOOR_ZONE=", "SPOOR_CONFIG=",
	}
}

// open runs the program in a terminal of the given size.
func open(t *testing.T, columns, rows int, env []string, args ...string) *terminal.Terminal {
	t.Helper()
	return start(t, columns, rows, env, binary, args...)
}

func start(t *testing.T, columns, rows int, env []string, name string, args ...string) *terminal.Terminal {
	t.Helper()
	term, err := terminal.Start(terminal.Options{Columns: columns, Rows: rows, Env: env}, name, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { term.Close() })
	return term
}

// patience is how long a test waits for a screen before it gives up.
const patience = 60 * time.Second

// shows waits until the screen holds all the texts.
func shows(t *testing.T, term *terminal.Terminal, texts ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := term.WaitFor(ctx, func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
	if err != nil {
		t.Fatalf("waiting for %q: %v", texts, err)
	}
}

func press(t *testing.T, term *terminal.Terminal, keys ...string) {
	t.Helper()
	if err := term.Press(keys...); err != nil {
		t.Fatal(err)
	}
}

func typed(t *testing.T, term *terminal.Terminal, text string) {
	t.Helper()
	if err := term.Type(text); err != nil {
		t.Fatal(err)
	}
}

// settled waits until the program has stopped drawing.
func settled(t *testing.T, term *terminal.Terminal) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := term.Settle(ctx, 300*time.Millisecond); err != nil {
		t.Fatalf("the screen never came to rest: %v", err)
	}
}

// ended waits for the program to end and returns its exit code.
func ended(t *testing.T, term *terminal.Terminal) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	code, err := term.Wait(ctx)
	if err != nil {
		term.Resize(200, 400)
		term.Process().Signal(syscall.SIGQUIT)
		time.Sleep(time.Second)
		t.Fatalf("the program does not end: %v; it was at\n%s", err, strings.TrimRight(term.Text(), " \n"))
	}
	return code
}

// bordersHold waits for a screen on which every row that begins with a border
// ends with one.
func bordersHold(t *testing.T, term *terminal.Terminal) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := term.WaitFor(ctx, func(screen string) bool {
		framed := 0
		for line := range strings.SplitSeq(screen, "\n") {
			runes := []rune(strings.TrimRight(line, " "))
			if len(runes) == 0 || !strings.ContainsRune("╭╰├│", runes[0]) {
				continue
			}
			if !strings.ContainsRune("╮╯┤│", runes[len(runes)-1]) {
				return false
			}
			framed++
		}
		return framed > 0
	})
	if err != nil {
		t.Errorf("a border is broken: %v", err)
	}
}
