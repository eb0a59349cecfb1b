package endtoend

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"spoor/internal/terminal"
	"spoor/keymap"
	"spoor/source"
	"spoor/source/demo"
)

// demoCache imports the demo's records once and returns the cache of them.
var demoCache = sync.OnceValues(func() (string, error) {
	folder := filepath.Dir(binary)
	records := filepath.Join(folder, "demo.jsonl")
	file, err := os.Create(records)
	if err != nil {
		return "", err
	}
	w := bufio.NewWriter(file)
	err = demo.New(demo.End).Pull(context.Background(), func(b *source.Batch) error {
		for _, r := range b.Records {
			w.Write(r.Raw)
			w.WriteByte('\n')
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if err := w.Flush(); err != nil {
		return "", err
	}
	if err := file.Close(); err != nil {
		return "", err
	}
	cache := filepath.Join(folder, "demo.bolt")
	return cache, exec.Command(binary, "import", "--quiet", "--cache", cache, records).Run()
})

// browsing opens the screen on a copy of its own of a cache with the demo in it.
func browsing(t *testing.T, args ...string) *terminal.Terminal {
	t.Helper()
	from, err := demoCache()
	if err != nil {
		t.Fatal(err)
	}
	env := append(surroundings(t), "TZ=Europe/Berlin", "AWS_ACCESS_KEY_ID=", "AWS_PROFILE=", "AWS_EC2_METADATA_DISABLED=true")
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(strings.TrimPrefix(env[4], "SPOOR_CACHE="), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	term := open(t, 120, 40, env, args...)
	shows(t, term, "of 49,089 events", "1 / 2")
	return term
}

// do runs a script.
func do(t *testing.T, term *terminal.Terminal, script string) {
	t.Helper()
	for word := range strings.FieldsSeq(script) {
		if text, ok := strings.CutPrefix(word, "type:"); ok {
			typed(t, term, strings.ReplaceAll(text, "_", " "))
		} else if text, ok := strings.CutPrefix(word, "wait:"); ok {
			shows(t, term, strings.ReplaceAll(text, "_", " "))
		} else {
			press(t, term, word)
		}
	}
}

func TestEveryActionWorksInATerminal(t *testing.T) {
	special := map[keymap.Action]bool{keymap.Quit: true, keymap.Interrupt: true, keymap.Suspend: true, keymap.Redraw: true}
	for _, b := range keymap.Default().All() {
		if special[b.Action] {
			continue
		}
		t.Run(string(b.Action), func(t *testing.T) {
			act, ok := acts[b.Action]
			if !ok {
				t.Fatal("no case tries this action in a terminal: add one to acts")
			}
			t.Parallel()
			term := browsing(t)
			do(t, term, act.before)
			settled(t, term)
			press(t, term, b.Keys[0])
			do(t, term, act.then)
			shows(t, term, act.want...)
			if act.gone != "" {
				vanishes(t, term, act.gone)
			}
			bordersHold(t, term)
		})
	}
}

// vanishes waits until the screen no longer holds the text.
func vanishes(t *testing.T, term *terminal.Terminal, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := term.WaitFor(ctx, func(screen string) bool { return !strings.Contains(screen, text) })
	if err != nil {
		t.Fatalf("waiting for %q to go: %v", text, err)
	}
}

func TestLeavingActionsEndTheProgram(t *testing.T) {
	for action, code := range map[keymap.Action]int{keymap.Quit: 0, keymap.Interrupt: 0} {
		t.Run(string(action), func(t *testing.T) {
			t.Parallel()
			term := browsing(t)
			press(t, term, keyOf(t, action))
			if got := ended(t, term); got != code {
				t.Errorf("exit code %d, want %d", got, code)
			}
		})
	}
}

func TestSuspendingStopsTheProgramUntilItIsBroughtBack(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("needs a shell with job control:", err)
	}
	env := surroundings(t)
	term := start(t, 120, 40, env, "bash", "-c", `set -m; "$0" demo; echo "stopped $?"; read -r _; fg; echo "ended $?"; read -r _`, binary)
	shows(t, term, "Event sources", loaded)
	press(t, term, keyOf(t, keymap.Suspend))
	shows(t, term, "stopped 148")
	if term.AltScreen() {
		t.Error("the alternate screen was not left")
	}
	press(t, term, "enter")
	shows(t, term, "Event sources", loaded)
	bordersHold(t, term)
	press(t, term, "W")
	shows(t, term, "❯ is:write", "4,245 of 49,089")
	bordersHold(t, term)
	press(t, term, "q")
	shows(t, term, "ended 0")
}

// In a container or a tmux window of its own the program has no shell that could
// bring it back.
func TestSuspendingWithoutAShellComesBackAtOnce(t *testing.T) {
	term := browsing(t)
	press(t, term, keyOf(t, keymap.Suspend))
	shows(t, term, "no shell is there to bring spoor back", "Event sources")
	bordersHold(t, term)
	press(t, term, "W")
	shows(t, term, "❯ is:write")
	press(t, term, "q")
	if code := ended(t, term); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func keyOf(t *testing.T, action keymap.Action) string {
	t.Helper()
	for _, b := range keymap.Default().All() {
		if b.Action == action {
			return b.Keys[0]
		}
	}
	t.Fatalf("%s has no key", action)
	return ""
}
