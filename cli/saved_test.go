package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestASavedQueryIsAskedByItsName(t *testing.T) {
	home := surroundings(t)
	settings := "[queries]\n\"by dana\" = \"user:dana OR user:sam\"\n\"root\" = \"user:terraform\"\n\"broken\" = \"usr:x\"\n"
	if err := os.WriteFile(filepath.Join(home, "config.toml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	file, _ := invented(t, 30)
	must(t, "import", file)
	lines := func(args ...string) int {
		return strings.Count(must(t, append([]string{"list", "--format", "jsonl"}, args...)...), "\n")
	}
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"--saved", "by dana"}, 20},
		{[]string{"--saved", "By Dana", "is:write"}, 10},
		{[]string{"--saved", "by dana", "-user:sam"}, 10},
		{[]string{"--saved", "denied"}, 15},         // built in
		{[]string{"--saved", "root", "is:read"}, 5}, // one's own comes first
		{[]string{"--saved", "across accounts"}, 0},
	} {
		if got := lines(c.args...); got != c.want {
			t.Errorf("list %q: %d events, want %d", c.args, got, c.want)
		}
	}
	if got := must(t, "facets", "--saved", "by dana", "--by", "user"); !strings.Contains(got, "USER (2 values)") {
		t.Errorf("counted\n%s", got)
	}
	out := filepath.Join(home, "out.jsonl")
	must(t, "export", "--saved", "denied", "user:sam", "-o", out)
	if text, err := os.ReadFile(out); err != nil || strings.Count(string(text), "\n") != 5 {
		t.Errorf("exported %d events, %v", strings.Count(string(text), "\n"), err)
	}
	for name, want := range map[string]string{
		"nonsense": "there are broken, by dana, root, changes, failures", "loging touched": `did you mean "logging touched"?`, "broken": "unknown field `usr`",
	} {
		if r := run(t, "list", "--saved", name); r.code != exitUsage || !strings.Contains(r.err, want) {
			t.Errorf("--saved %s: exit code %d, said %q", name, r.code, r.err)
		}
	}
	if got := must(t, "__complete", "list", "--saved", "by"); !strings.HasPrefix(got, "by dana\tuser:dana OR user:sam\n:") {
		t.Errorf("offered\n%s", got)
	}
}
