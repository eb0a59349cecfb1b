package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestAnEmptyAnswerSaysWhatThereIsToBeFound(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 30)
	must(t, "import", file)
	const want = "no event matches, of the 30 in the cache, from 2026-03-02 10:00:00 UTC to 2026-03-02 10:00:29 UTC; 'spoor cache info'"
	for _, args := range [][]string{
		{"list", "user:nobody"}, {"list", "user:nobody", "--format", "jsonl"}, {"facets", "user:nobody"}, {"export", "user:nobody", "-o", filepath.Join(home, "none.json")},
	} {
		if r := run(t, args...); r.code != exitDone || !strings.Contains(r.err, want) || strings.Contains(r.out, "no event") {
			t.Errorf("spoor %q: exit code %d, printed %q, said %q", args, r.code, r.out, r.err)
		}
	}
	for _, args := range [][]string{{"list", "user:nobody", "--quiet"}, {"list", "user:dana"}, {"facets", "user:dana"}} {
		if r := run(t, args...); r.code != exitDone || r.err != "" {
			t.Errorf("spoor %q: exit code %d, said %q", args, r.code, r.err)
		}
	}
	must(t, "cache", "prune", "--before", "2026-03-03")
	if r := run(t, "list"); !strings.Contains(r.err, "the cache is empty") {
		t.Errorf("of an empty cache: said %q", r.err)
	}
}
