package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"spoor/cache"
	"spoor/event"
	"spoor/internal/race"
	"spoor/query"
	"spoor/source"
	"spoor/source/lookup"
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

func TestOfDamageIsSaidWhatEventHistoryNoLongerHas(t *testing.T) {
	race.SkipDamage(t)
	const sentence = "event history goes back 90 days: what came from there before"
	for name, it := range map[string]struct {
		age    time.Duration
		origin cache.Origin
		gone   bool
	}{
		"fetched, and older than event history": {91 * 24 * time.Hour, cache.Origin{Kind: lookup.Kind, Place: "aws", Page: 1}, true},
		"fetched, and still there":              {89 * 24 * time.Hour, cache.Origin{Kind: lookup.Kind, Place: "aws", Page: 1}, false},
		"from a file":                           {91 * 24 * time.Hour, cache.Origin{Kind: "trail", Place: "/logs/a.json"}, false},
		"from a bundle":                         {91 * 24 * time.Hour, cache.Origin{Kind: "bundle", Place: "/cases/7.zip", Page: 1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			home := surroundings(t)
			path := filepath.Join(home, "cache.bolt")
			store, err := cache.Open(context.Background(), cache.Options{Path: path, Command: "test"})
			if err != nil {
				t.Fatal(err)
			}
			at := time.Now().Add(-it.age).UTC()
			record := fmt.Sprintf(`{"eventTime":%q,"eventID":"x","awsRegion":"us-east-1","recipientAccountId":"111122223333"}`, at.Format(time.RFC3339))
			e, err := event.Decode([]byte(record), nil)
			if err != nil {
				t.Fatal(err)
			}
			_, err = store.Append(context.Background(), &cache.Batch{
				Entries: [][]cache.Entry{{{Event: e, Record: []byte(record)}}}, Origins: []cache.Origin{it.origin},
				Coverage: []cache.Stretch{{Source: it.origin.Kind, Account: "111122223333", Region: "us-east-1", Category: "Management",
					From: at.Add(-time.Hour), To: at.Add(time.Hour), State: uint8(source.Complete)}},
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := store.Close(); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text[bytes.Index(text, []byte("\x28\xb5\x2f\xfd"))+20] ^= 0x10
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, line := range []string{"cache check", "cache check --json", "cache check --repair", "cache info"} {
				if out := run(t, strings.Fields(line)...).out; strings.Contains(out, sentence) != it.gone || !strings.Contains(out, "damaged") {
					t.Errorf("spoor %s: %s", line, out)
				}
			}
		})
	}
}
