package endtoend

import (
	"bufio"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var tableRow = regexp.MustCompile("^\\| `spoor ([^`]+)` \\| (`.*`) \\|$")

// promised reads the members that a page promises of each command's JSON.
func promised(t *testing.T) map[string][]string {
	t.Helper()
	file, err := os.Open("../../docs/script-it.md")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	members := map[string][]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if row := tableRow.FindStringSubmatch(lines.Text()); row != nil {
			for member := range strings.FieldsSeq(row[2]) {
				members[row[1]] = append(members[row[1]], strings.Trim(member, "`"))
			}
		}
	}
	return members
}

// members adds the names in a JSON value, as the page writes them.
func members(value any, at string, found map[string]bool, open []string) {
	switch value := value.(type) {
	case map[string]any:
		if slices.Contains(open, at+"{}") {
			found[at+"{}"] = true
			return
		}
		for name, inner := range value {
			if at != "" {
				name = at + "." + name
			}
			members(inner, name, found, open)
		}
	case []any:
		if len(value) == 0 {
			found[at+"[]"] = true
		}
		for _, inner := range value {
			members(inner, at+"[]", found, open)
		}
	default:
		found[at] = true
	}
}

// Each command runs in several ways, so that every member that it may print is
// seen.
func TestTheNamesThatScriptsReadAreThoseThatArePrinted(t *testing.T) {
	home := t.TempDir()
	p := newPlace(t, "HOME="+home)
	p.must(t, "import", p.trail)
	damaged := filepath.Join(t.TempDir(), "damaged.json")
	if err := os.WriteFile(damaged, []byte(`{"Records":[{"eventVersion":"1.08","eventID":"x"},{"eventVersion":`), 0o600); err != nil {
		t.Fatal(err)
	}
	torn := filepath.Join(t.TempDir(), "torn.zip")
	text, err := os.ReadFile(p.bundle)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(torn, append(text[:len(text):len(text)], text...), 0o600); err != nil {
		t.Fatal(err)
	}
	out := func(name string) string { return filepath.Join(home, name) }
	runs := map[string][][]string{
		"import --json":               {{p.trail}, {damaged}},
		"sync --json":                 {{"--since", "24h"}, {"--since", "24h", "--filter", "event:ConsoleLogin is:error"}, {"--since", "48h", "--profile", "staging", "--region", "us-east-1"}},
		"sync --dry-run --json":       {{"--since", "72h"}, {"--since", "72h", "--filter", "event:ConsoleLogin is:error", "--profile", "staging"}},
		"facets --format json":        {{"--by", "user"}, {"--by", "user+event"}},
		"export --json":               {{"-o", out("a.json")}, {"-o", out("a.zip"), "--redact", "users"}},
		"verify --json":               {{p.bundle}, {torn}, {out("a.zip")}},
		"cache info --json":           {{}},
		"cache check --json":          {{}},
		"cache check --repair --json": {{}},
		"cache prune --json":          {{"--before", "30d"}},
		"cache compact --json":        {{}},
		"config --json":               {{}},
		"keys --json":                 {{}},
		"keys --fields --json":        {{}},
	}
	// These need a cache that is damaged, or a source that fails.
	rare := []string{
		"streams[].problem", "streams[].reached", "problems[]", "problems[].what", "problems[].costs", "problems[].events",
		"problems[].member", "problems[].problem", "missing[]", "coverage[].filter", "coverage[].reason", "damaged[]", "redacted[]", "expected",
		"lostAt[].place", "lostAt[].position", "lostAt[].reason",
	}
	page := promised(t)
	for command := range page {
		if runs[command] == nil {
			t.Errorf("the page tells of spoor %s, which is not run", command)
		}
	}
	for _, command := range slices.Sorted(maps.Keys(runs)) {
		found := map[string]bool{}
		for _, args := range runs[command] {
			r := p.run(t, append(strings.Fields(command), args...)...)
			var value any
			if err := json.Unmarshal([]byte(r.out), &value); err != nil {
				t.Fatalf("spoor %s %s: %v\n%s%s", command, strings.Join(args, " "), err, r.out, r.err)
			}
			members(value, "", found, page[command])
		}
		for name := range found {
			plain := strings.TrimSuffix(name, "[]")
			known := slices.ContainsFunc(page[command], func(member string) bool {
				return member == name || plain != name && strings.HasPrefix(member, name)
			})
			if !known {
				t.Errorf("spoor %s prints %s, of which the page says nothing", command, name)
			}
		}
		for _, name := range page[command] {
			if !found[name] && !slices.Contains(rare, name) {
				t.Errorf("the page promises %s of spoor %s, which does not print it", name, command)
			}
		}
	}
}
