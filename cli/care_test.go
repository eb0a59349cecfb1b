package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"spoor/internal/race"
	"strings"
	"testing"
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
	if out := must(t, "cache", "check", "--repair"); !strings.Contains(out, "the damaged file is kept as") {
		t.Errorf("got %s", out)
	}
	must(t, "cache", "check")
	must(t, "import", file)
	if out := must(t, "list", "--format", "jsonl"); strings.Count(out, "\n") != 200 {
		t.Errorf("%d events after the repair and another import", strings.Count(out, "\n"))
	}
}
