package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spoor/cache"
	"spoor/internal/race"
	"spoor/query"
)

func TestASoundCachePassesItsCheckAndADamagedOneDoesNot(t *testing.T) {
	race.SkipDamage(t)
	home := surroundings(t)
	file, _ := invented(t, 200)
	must(t, "import", file)
	if out := must(t, "cache", "check"); !strings.Contains(out, "200 events") || !strings.Contains(out, "all as written") {
		t.Errorf("got %s", out)
	}
	name := filepath.Join(home, "cache.bolt")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	for page := 4 * 4096; page < len(flipped); page += 4096 {
		if at := page + 2048; at < len(flipped) && flipped[at] != 0 {
			flipped[at] ^= 0x10
		}
	}
	for _, broken := range [][]byte{whole[:5*4096], flipped} {
		if bytes.Equal(broken, whole) {
			t.Fatal("nothing was broken")
		}
		if err := os.WriteFile(name, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		r := run(t, "cache", "check", "--json")
		var health healthJSON
		if err := json.Unmarshal([]byte(r.out), &health); err != nil {
			t.Fatalf("%v: %s%s", err, r.out, r.err)
		}
		if r.code != exitFailed || health.Sound || len(health.Problems) == 0 {
			t.Errorf("exit code %d, %+v", r.code, health)
		}
	}
}

func TestPruningTakesOutWhatIsBeforeATimeAndSaysSo(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 120)
	must(t, "import", file)
	if out := must(t, "cache", "prune", "--before", "2026-03-02T10:01:00Z"); !strings.Contains(out, "60 events") {
		t.Errorf("got %s", out)
	}
	if out := must(t, "list", "--format", "jsonl"); strings.Count(out, "\n") != 60 {
		t.Errorf("%d events are left", strings.Count(out, "\n"))
	}
	if out := must(t, "cache", "info"); !strings.Contains(out, "pruned") {
		t.Errorf("got\n%s", out)
	}
	must(t, "cache", "compact")
	must(t, "cache", "check")
	if out := must(t, "import", file); !strings.Contains(out, "60 new") {
		t.Errorf("imported again: %s", out)
	}
}

func TestPruningNeedsATime(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 1)
	must(t, "import", file)
	for _, args := range [][]string{{"cache", "prune"}, {"cache", "prune", "--before", "nonsense"}} {
		if r := run(t, args...); r.code != exitUsage {
			t.Errorf("spoor %s: exit code %d, %s", strings.Join(args, " "), r.code, r.err)
		}
	}
	must(t, "cache", "prune", "--before", "90d")
}

func TestADamagedCacheIsRepairedAndWhatIsLostCanBeImportedAgain(t *testing.T) {
	home := surroundings(t)
	file, _ := invented(t, 200)
	must(t, "import", file)
	if out := must(t, "cache", "check", "--repair"); !strings.Contains(out, "nothing is damaged") {
		t.Errorf("a sound cache: %s", out)
	}
	name := filepath.Join(home, "cache.bolt")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	block := bytes.Index(text, []byte("\x28\xb5\x2f\xfd"))
	if block < 0 {
		t.Fatal("no block of records in the file")
	}
	text[block+100] ^= 0x10
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, "cache", "check"); r.code != exitFailed {
		t.Fatalf("the damage is not found: %s%s", r.out, r.err)
	}
	// Whoever comes upon it leaves it out and says so, or ends and says what helps.
	for _, line := range []string{"list", "list --oldest-first", "export -o " + filepath.Join(home, "first.json")} {
		r := run(t, strings.Fields(line)...)
		warned := r.code == exitDone && strings.Contains(r.err, "warning: events may be missing: segment ")
		if helped := r.code == exitFailed && strings.Contains(r.err, "'spoor cache check --repair' keeps what is whole"); !warned && !helped {
			t.Errorf("spoor %s of what is damaged: %+v", line, r)
		}
	}
	setAside(t, name)
	for _, line := range []string{"list", "facets", "show nonesuch", "export -o " + filepath.Join(home, "out.json")} {
		if r := run(t, strings.Fields(line)...); !strings.Contains(r.err, "warning: events may be missing: segment ") {
			t.Errorf("spoor %s does not say that something is left out: %+v", line, r)
		}
	}
	if out := must(t, "cache", "check", "--repair"); !strings.Contains(out, "the damaged file is kept as") {
		t.Errorf("got %s", out)
	}
	must(t, "cache", "check")
	must(t, "import", file)
	if out := must(t, "list", "--format", "jsonl"); strings.Count(out, "\n") != 200 {
		t.Errorf("%d events after the repair and another import", strings.Count(out, "\n"))
	}
}

// setAside asks a cache for what is damaged in it, as the screen may, which writes
// down that it is to be left out.
func setAside(t *testing.T, path string) {
	t.Helper()
	store, err := cache.Open(context.Background(), cache.Options{Path: path, Command: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	everything := cache.View{Limit: 1000}
	for _, field := range query.Fields() {
		everything.Facets = append(everything.Facets, cache.FacetView{Field: field.Field})
	}
	q := query.Query{Filter: query.Text{Pattern: query.Pattern{Kind: query.Word, Value: "e"}}}
	if a, err := store.Answer(context.Background(), q, everything); err != nil || len(a.Warnings) == 0 {
		t.Fatalf("%v, nothing is found to be damaged", err)
	}
}
