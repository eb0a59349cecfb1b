package endtoend

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// closedPipe is the end of a pipe that nobody reads any more.
func closedPipe(t *testing.T) *os.File {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	t.Cleanup(func() { write.Close() })
	return write
}

// printing is every way of printing.
func printing(p place, dir string) [][]string {
	return [][]string{
		{"list"}, {"list", "--format", "json"}, {"list", "--format", "jsonl"}, {"list", "--format", "csv"},
		{"facets"}, {"facets", "--format", "json"}, {"show", firstID}, {"show", firstID, "--raw"},
		{"export", "-o", "-"}, {"export", "-o", "-", "--format", "csv"}, {"export", "-o", "-", "--format", "bundle"},
		{"export", "-o", filepath.Join(dir, "out.json"), "--json", "--force"}, {"export", "-o", filepath.Join(dir, "out.zip"), "--force"},
		{"verify", p.bundle}, {"verify", p.bundle, "--json"},
		{"import", p.trail}, {"import", p.trail, "--json"}, {"sync", "--since", "24h"}, {"sync", "--since", "24h", "--dry-run"},
		{"cache", "info"}, {"cache", "info", "--json"}, {"cache", "check"}, {"cache", "check", "--json"},
		{"cache", "prune", "--before", "2000-01-01"}, {"cache", "compact"}, {"cache"},
		{"keys"}, {"keys", "--json"}, {"keys", "--markdown"}, {"keys", "--fields"}, {"config"}, {"config", "--json"},
		{"completion", "bash"}, {"completion", "zsh"}, {"completion", "fish"}, {"completion", "powershell"},
		{"man"}, {"--help"}, {"list", "--help"}, {"--version"}, {"serve", "--account", "111122223333"},
	}
}

func TestOutputToAClosedPipeEndsQuietly(t *testing.T) {
	dir := t.TempDir()
	p := newPlace(t, "HOME="+dir)
	p.must(t, "import", p.trail)
	for _, args := range printing(p, dir) {
		p.out = closedPipe(t)
		r := p.run(t, append(args, "--quiet")...)
		if r.code != 0 || r.err != "" {
			t.Errorf("spoor %s into a closed pipe: exit code %d, %q", strings.Join(args, " "), r.code, r.err)
		}
	}
}

func TestAnExportThatNobodyReadsKeepsNoKeyOfPseudonyms(t *testing.T) {
	dir := t.TempDir()
	p := newPlace(t, "HOME="+dir)
	p.must(t, "import", p.trail)
	key := filepath.Join(dir, "case.key")
	p.out = closedPipe(t)
	p.run(t, "export", "-o", "-", "--redact", "users", "--redact-key", key)
	if _, err := os.Stat(key); err == nil {
		t.Error("the key of an export that was never written is left behind")
	}
}

func TestQuietSaysNothingAndVerboseMoreWhileResultsStayTheSame(t *testing.T) {
	dir := t.TempDir()
	p := newPlace(t, "HOME="+dir)
	p.must(t, "import", p.trail)
	p.must(t, "cache", "compact") // so that compacting again finds nothing to do
	for _, args := range printing(p, dir) {
		switch args[0] {
		case "serve", "sync": // until it is interrupted; its window moves on
			continue
		}
		name := strings.Join(args, " ")
		plain, quiet, verbose := p.run(t, args...), p.run(t, append(args, "--quiet")...), p.run(t, append(args, "--verbose")...)
		if quiet.err != "" {
			t.Errorf("spoor %s --quiet says %q", name, quiet.err)
		}
		if !strings.HasPrefix(verbose.err, "cache: ") && usesCache(args) || len(verbose.err) < len(plain.err) {
			t.Errorf("spoor %s --verbose says %q", name, verbose.err)
		}
		if args[0] == "import" || strings.Contains(name, ".zip --force") || strings.Contains(name, "--format bundle") {
			continue // its summary is a message, and says how long it took; a bundle tells the second it was made in, and so does its hash
		}
		if plain.out != quiet.out || plain.out != verbose.out {
			t.Errorf("spoor %s prints\n%s--quiet\n%s--verbose\n%s", name, plain.out, quiet.out, verbose.out)
		}
	}
}

func usesCache(args []string) bool {
	switch args[0] {
	case "list", "facets", "show", "export", "import":
		return args[len(args)-1] != "--help"
	case "cache":
		return len(args) > 1
	}
	return false
}

func TestVerboseSaysHowAFilterWasRead(t *testing.T) {
	p := newPlace(t, "HOME="+t.TempDir())
	p.must(t, "import", p.trail)
	r := p.run(t, "list", "--verbose", "service:IAM", "NOT", "user:x", "before:2026-01-01")
	if !strings.Contains(r.err, "filter: source:IAM -user:x time:..2026-01-01T00:00:00Z") {
		t.Errorf("said %q", r.err)
	}
}
