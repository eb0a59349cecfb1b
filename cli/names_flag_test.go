package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestARedactionThatIsAskedForInTwoFlagsIsMadeWhole(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	record := must(t, "list", "-n", "1", "--format", "jsonl")
	out := filepath.Join(home, "out.jsonl")
	r := run(t, "export", "--redact", "accounts", "--redact", "ips", "-o", out)
	if r.code != exitDone || !strings.Contains(r.err, "redacted: accounts, ips;") {
		t.Fatalf("exit code %d, said %q", r.code, r.err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"111122223333", "192.0.2."} {
		if !strings.Contains(record, value) {
			t.Fatalf("%s does not stand in %s", value, record)
		}
		if strings.Contains(string(text), value) {
			t.Errorf("%s is left in %s", value, text)
		}
	}
}

func TestFlagsOfNamesTakeMoreWhenGivenAgain(t *testing.T) {
	home := surroundings(t)
	settings := "[queries]\npeople = \"user:dana OR user:sam\"\nnew = \"event:CreateUser\"\n"
	if err := os.WriteFile(filepath.Join(home, "config.toml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	file, _ := invented(t, 30)
	must(t, "import", file)
	for line, as := range map[string]string{
		"facets --by user --by region+event":            "facets --by user,region+event",
		"list -n 1 --columns time,user --columns event": "list -n 1 --columns time,user,event",
		"facets --saved people --saved new --by user":   "facets event:CreateUser -user:terraform --by user",
	} {
		got, want := must(t, strings.Fields(line)...), must(t, strings.Fields(as)...)
		if got != want || strings.Count(want, "\n") < 2 {
			t.Errorf("spoor %s printed\n%swant\n%s", line, got, want)
		}
	}
	for _, args := range [][]string{{"facets", "--by", "user", "--by", ""}, {"list", "--saved", "denied", "--saved", ""}} {
		if r := run(t, args...); r.code != exitUsage || !strings.Contains(r.err, `"": give `) {
			t.Errorf("spoor %q: exit code %d, said %q", args, r.code, r.err)
		}
	}
	if help := must(t, "facets", "--help"); !strings.Contains(help, `(default "user,type,source")`) {
		t.Errorf("help does not say what is counted by:\n%s", help)
	}
}
