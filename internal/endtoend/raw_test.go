package endtoend

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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

var styled = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestAListIsColouredOnATerminalThatWantsIt(t *testing.T) {
	p := call{env: surroundings(t)}
	p.must(t, "import", trailFile(t, t.TempDir(), 3))
	piped := p.must(t, "list", "--columns", "event,severity,error")
	if strings.Contains(piped, "\x1b") {
		t.Errorf("escape sequences in a pipe: %q", piped)
	}
	for _, kind := range []struct {
		env           string
		bold, colours bool
	}{{"TERM=xterm-256color", true, true}, {"TERM=dumb", false, false}, {"NO_COLOR=1", true, false}} {
		c := p
		c.env = append([]string{"TERM=xterm"}, p.env...)
		text, _ := c.inTerminal(t, kind.env, "list", "--columns", "event,severity,error")
		if bold := strings.Contains(text, "\x1b[1m"); bold != kind.bold {
			t.Errorf("%s: bold %v in %q", kind.env, bold, text)
		}
		if colours := regexp.MustCompile(`\x1b\[(\d;)?3\dm`).MatchString(text); colours != kind.colours {
			t.Errorf("%s: colours %v in %q", kind.env, colours, text)
		}
		if plain := strings.ReplaceAll(styled.ReplaceAllString(text, ""), "\r\n", "\n"); plain != piped {
			t.Errorf("%s: %q, and in a pipe %q", kind.env, plain, piped)
		}
	}
}

func TestAListOnANarrowTerminalTakesNoMoreRoomThanItsValues(t *testing.T) {
	p := call{env: surroundings(t)}
	p.must(t, "import", trailFile(t, t.TempDir(), 3))
	text, _ := p.inTerminal(t, "NO_COLOR=1", "list")
	if !strings.Contains(text, "192.0.2.1") {
		t.Errorf("the address has no room in 100 columns:\n%s", text)
	}
}

func TestJSONOnATerminalDoesNotSteerItAndInAPipeIsExact(t *testing.T) {
	const hostile = "\u009b2J\u202e\x7f"
	p := call{env: surroundings(t)}
	folder := t.TempDir()
	text, err := os.ReadFile(trailFile(t, folder, 3))
	if err != nil {
		t.Fatal(err)
	}
	for old, fresh := range map[string]string{"dana-0": "dana" + hostile, "us-east-1": "us" + hostile} {
		text = bytes.ReplaceAll(text, []byte(old), []byte(fresh))
	}
	for name, text := range map[string]string{"trail.json": string(text), "bad" + hostile + ".json": "{"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bundle := filepath.Join(t.TempDir(), "out"+hostile+".zip")
	for _, args := range [][]string{
		{"import", "--json", "--quiet", folder}, {"facets", "--by", "user", "--format", "json"}, {"cache", "info", "--json"},
		{"export", "--json", "--force", "--quiet", "-o", bundle}, {"verify", "--json", bundle},
	} {
		piped := p.run(t, args...)
		if piped.out != "" && !strings.Contains(piped.out, hostile) {
			t.Errorf("%s: %q is not in %q", args, hostile, piped.out)
		}
		if shown, _ := p.inTerminal(t, "TERM=xterm-256color", args...); strings.ContainsAny(shown, "\u009b\u202e\x7f") {
			t.Errorf("%s: a terminal gets %q", args, shown)
		}
	}
}
