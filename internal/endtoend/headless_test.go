package endtoend

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A need is what a command needs that some surroundings do not have. A command
// without one works there.
const (
	works      = ""
	noCache    = "spoor import" // there is no cache yet
	whereCache = "--cache FILE" // it has no place to be
	whereFile  = "--config FILE"
	whereStore = "--store DIR"
	aTerminal  = "terminal"
)

// headless is every command, and what it needs where there is an empty home
// folder, one that may not be written to, and none.
var headless = []struct {
	args                  []string
	empty, readOnly, none string
}{
	{[]string{"import", "TRAIL"}, works, whereCache, whereCache},
	{[]string{"sync", "--since", "24h"}, works, whereCache, whereCache},
	{[]string{"sync", "--since", "24h", "--dry-run"}, works, works, works},
	{[]string{"list"}, noCache, noCache, whereCache},
	{[]string{"facets"}, noCache, noCache, whereCache},
	{[]string{"show", firstID}, noCache, noCache, whereCache},
	{[]string{"export", "-o", "-"}, noCache, noCache, whereCache},
	{[]string{"record", "--", "true"}, works, whereStore, whereStore},
	{[]string{"serve"}, noCache, noCache, whereCache},
	{[]string{"cache", "info"}, noCache, noCache, whereCache},
	{[]string{"cache", "check"}, noCache, noCache, whereCache},
	{[]string{"cache", "check", "--repair"}, noCache, noCache, whereCache},
	{[]string{"cache", "prune", "--before", "1d"}, noCache, noCache, whereCache},
	{[]string{"cache", "compact"}, noCache, noCache, whereCache},
	{[]string{"cache"}, works, works, works},
	{[]string{"verify", "BUNDLE"}, works, works, works},
	{[]string{"keys"}, works, works, works},
	{[]string{"keys", "--fields"}, works, works, works},
	{[]string{"config"}, works, works, works},
	{[]string{"config", "init"}, works, whereFile, whereFile},
	{[]string{"completion", "bash"}, works, works, works},
	{[]string{"man"}, works, works, works},
	{[]string{"help"}, works, works, works},
	{[]string{"--help"}, works, works, works},
	{[]string{"--version"}, works, works, works},
	{[]string{"browse"}, aTerminal, aTerminal, aTerminal},
	{[]string{}, aTerminal, aTerminal, aTerminal},
	{[]string{"demo"}, aTerminal, aTerminal, aTerminal},
	{[]string{"open", "TRAIL"}, aTerminal, aTerminal, aTerminal},
}

func TestEveryCommandIsTriedHeadless(t *testing.T) {
	var names []string
	for _, c := range headless {
		names = append(names, strings.Join(c.args[:min(1, len(c.args))], ""))
	}
	env := surroundings(t)
	for _, completion := range strings.Split(call{env: env}.must(t, "__complete", ""), "\n") {
		name, _, described := strings.Cut(completion, "\t")
		if described && !slices.Contains(names, name) {
			t.Errorf("spoor %s is not tried", name)
		}
	}
}

// place is somewhere a command may find itself.
type place struct {
	call
	trail, bundle string
}

// fill puts the names of files into arguments.
func (p place) fill(args []string) []string {
	filled := slices.Clone(args)
	for i, arg := range filled {
		switch arg {
		case "TRAIL":
			filled[i] = p.trail
		case "BUNDLE":
			filled[i] = p.bundle
		}
	}
	return filled
}

// newPlace has files to read, and AWS in this process.
func newPlace(t *testing.T, env ...string) place {
	t.Helper()
	dir := t.TempDir()
	p := place{trail: trailFile(t, dir, 10), bundle: filepath.Join(dir, "case.zip")}
	setup := call{env: []string{"HOME=" + dir}}
	setup.must(t, "import", p.trail)
	setup.must(t, "export", "-o", p.bundle)
	if err := os.Chmod(p.bundle, 0o644); err != nil {
		t.Fatal(err)
	}
	openToAll(t, dir)
	p.env = append(aws(t, dir), env...)
	for _, variable := range p.env {
		if file, ok := strings.CutPrefix(variable, "AWS_CONFIG_FILE="); ok {
			openToAll(t, filepath.Dir(file))
			if err := os.Chmod(file, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return p
}

// try runs a command and compares what happens with what it needs.
func (p place) try(t *testing.T, args []string, need string) {
	t.Helper()
	r := p.run(t, p.fill(args)...)
	name := "spoor " + strings.Join(args, " ")
	switch {
	case need == works && (r.code != 0 || r.out == "" && r.err == ""):
		t.Errorf("%s: exit code %d\n%s%s", name, r.code, r.out, r.err)
	case need != works && (r.code != 1 || !strings.Contains(r.err, need) || !oneLine(r.err)):
		t.Errorf("%s: exit code %d, want one line that speaks of %q\n%s%s", name, r.code, need, r.out, r.err)
	}
}

func TestInAnEmptyHomeEveryCommandWorksOrSaysWhatItNeeds(t *testing.T) {
	p := newPlace(t)
	base := p.env
	for _, c := range headless {
		// Each finds the home empty.
		p.env = append(slices.Clone(base), "HOME="+t.TempDir())
		p.try(t, c.args, c.empty)
	}
}

func TestInAHomeThatMayNotBeWrittenToEveryCommandWorksOrSaysWhatItNeeds(t *testing.T) {
	home := t.TempDir()
	p := newPlace(t, "HOME="+home)
	p.asNobody(t)
	openToAll(t, home)
	if err := os.Chmod(home, 0o555); err != nil {
		t.Fatal(err)
	}
	for _, c := range headless {
		p.try(t, c.args, c.readOnly)
	}
	if left, _ := os.ReadDir(home); len(left) > 0 {
		t.Errorf("left in it: %v", left)
	}
}

// asNobody makes sure that the program is bound by the modes of files.
func (p *place) asNobody(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	p.user = nobody
	p.dir = "/"
	openToAll(t, filepath.Dir(binary))
	probe := p.command(t, "--version")
	if err := probe.Run(); err != nil {
		t.Skipf("cannot run the program as another user here: %v", err)
	}
}

func TestWithoutAHomeEveryCommandWorksOrSaysWhatItNeeds(t *testing.T) {
	p := newPlace(t)
	for _, c := range headless {
		p.try(t, c.args, c.none)
	}
	for _, stray := range []string{"/.config/spoor", "/.local/share/spoor", "/.local/state/spoor"} {
		if _, err := os.Stat(stray); err == nil {
			t.Errorf("something was written to %s", stray)
		}
	}
}

func TestACacheNamedByHandNeedsNoHome(t *testing.T) {
	p := newPlace(t)
	file := filepath.Join(t.TempDir(), "cache.bolt")
	p.env = append(p.env, "SPOOR_CACHE="+file)
	p.must(t, "import", p.trail)
	for _, args := range [][]string{
		{"list"}, {"facets"}, {"show", firstID}, {"export", "-o", "-"}, {"export", "-o", filepath.Join(t.TempDir(), "out.csv")},
		{"cache", "info"}, {"cache", "check"}, {"cache", "prune", "--before", "1d"}, {"cache", "compact"}, {"sync", "--since", "24h"},
	} {
		if out := p.must(t, args...); out == "" && args[0] != "export" {
			t.Errorf("spoor %s printed nothing", strings.Join(args, " "))
		}
	}
	r := p.run(t, "export", "--redact", "users", "-o", filepath.Join(t.TempDir(), "out.zip"))
	if r.code != 1 || !strings.Contains(r.err, "--redact-key FILE") || !oneLine(r.err) {
		t.Errorf("a redaction without a home: exit code %d, %q", r.code, r.err)
	}
}

func TestACacheThatMayOnlyBeReadIsReadOrSaysWhatItNeeds(t *testing.T) {
	home := t.TempDir()
	p := newPlace(t, "HOME="+home, "SPOOR_CACHE="+filepath.Join(home, "cache.bolt"))
	p.must(t, "import", p.trail)
	p.asNobody(t)
	openToAll(t, home)
	files, err := os.ReadDir(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := os.Chmod(filepath.Join(home, file.Name()), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(home, 0o555); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"list"}, {"facets"}, {"cache", "info"}, {"cache", "check"}, {"import", p.trail}, {"cache", "compact"}} {
		r := p.run(t, args...)
		if r.code == 0 && r.out != "" || r.code == 1 && oneLine(r.err) && strings.Contains(r.err, filepath.Join(home, "cache.bolt")) {
			continue
		}
		t.Errorf("spoor %s: exit code %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
}

// Most commands have nothing to move on a terminal, and need to know nothing
// about it. Those of the screen say that they do.
func TestATerminalThatCannotMoveItsCursorGetsPlainText(t *testing.T) {
	for _, kind := range []string{"TERM=dumb", "TERM="} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			p := newPlace(t, "HOME="+home)
			p.must(t, "import", p.trail)
			for _, c := range headless {
				args := p.fill(c.args)
				if len(args) > 0 && args[0] == "serve" {
					continue // until it is interrupted
				}
				text, code := p.inTerminal(t, kind, args...)
				want := 0
				if c.empty == aTerminal {
					want = 1
				}
				if code != want || strings.Contains(text, "\x1b") || text == "" {
					t.Errorf("spoor %s: exit code %d, want %d\n%q", strings.Join(args, " "), code, want, text)
				}
				if want == 1 && !strings.Contains(text, "TERM is") {
					t.Errorf("spoor %s does not say what it needs: %q", strings.Join(args, " "), text)
				}
			}
		})
	}
}

func TestNO_COLORTakesTheColoursAway(t *testing.T) {
	env := append(surroundings(t), "NO_COLOR=1")
	term := open(t, 120, 40, env, "demo")
	shows(t, term, loaded)
	settled(t, term)
	for y, row := range term.Cells() {
		for x, cell := range row {
			if cell.Style.Fg != nil || cell.Style.Bg != nil {
				t.Fatalf("the cell at %d, %d has a colour: %+v", x, y, cell)
			}
		}
	}
	press(t, term, "q")
	ended(t, term)
	home := strings.TrimPrefix(env[0], "HOME=")
	p := newPlace(t, "HOME="+home, "NO_COLOR=1")
	for _, args := range [][]string{{"--help"}, {"import", p.trail}, {"list"}, {"facets"}, {"show", firstID}, {"cache", "info"}, {"keys"}} {
		text, code := p.inTerminal(t, "TERM=xterm-256color", args...)
		if code != 0 || strings.Contains(text, "\x1b[3") || strings.Contains(text, "\x1b[1;3") || strings.Contains(text, ";5;") {
			t.Errorf("spoor %s: exit code %d\n%q", strings.Join(args, " "), code, text)
		}
	}
}

func TestExitCodesSayHowACommandEnded(t *testing.T) {
	p := newPlace(t)
	p.env = append(p.env, "HOME="+t.TempDir())
	damaged := filepath.Join(t.TempDir(), "damaged.json")
	if err := os.WriteFile(damaged, []byte(`{"Records":[{"eventVersion":`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
	}{
		{"import " + p.trail, 0}, {"import " + damaged, 1}, {"import /there/is/none", 1}, {"import", 2},
		{"list", 0}, {"list user:nobody-at-all", 0}, {"list usr:x", 2}, {"list --nonsense", 2}, {"list --format xml", 2},
		{"facets --by nonsense", 2}, {"show none-such", 1}, {"show", 2}, {"export -o /there/is/none/out.json", 1}, {"export", 2},
		{"verify " + p.bundle, 0}, {"verify " + p.trail, 1}, {"verify", 2}, {"verify " + p.bundle + " --expect 00", 2},
		{"sync --dry-run", 0}, {"sync --since never", 2}, {"sync --profile none-such", 1},
		{"cache info", 0}, {"cache prune", 2}, {"cache prune --before never", 2}, {"cache nonsense", 2}, {"nonsense", 2},
		{"--zone Mars/Base list", 2}, {"--config /there/is/none list", 1}, {"completion", 2}, {"completion tcsh", 2}, {"keys x", 2},
		{"list --quiet --verbose", 2}, {"--cache /there/is/none/cache.bolt list", 1},
	} {
		r := p.run(t, strings.Fields(c.args)...)
		if r.code != c.code {
			t.Errorf("spoor %s: exit code %d, want %d\n%s%s", c.args, r.code, c.code, r.out, r.err)
		}
		if c.code != 0 && !strings.Contains(r.err, "\n") {
			t.Errorf("spoor %s says nothing of why it ended with %d", c.args, r.code)
		}
	}
}
