package cache

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"spoor/cache/coverage"
	"spoor/query"
)

// prune takes from the model what Prune takes from a cache.
func (m *model) prune(before time.Time) (events, variants int) {
	for key, list := range m.entries {
		stay := slices.DeleteFunc(slices.Clone(list), func(e Entry) bool { return e.Event.Time.Before(before) })
		if len(stay) == 0 {
			events++
			variants += len(list) - 1
			delete(m.entries, key)
			continue
		}
		variants += len(list) - len(stay)
		m.entries[key] = stay
	}
	return events, variants
}

func checkSound(t interface {
	Helper()
	Fatal(...any)
}, c *Cache) {
	t.Helper()
	h, err := Check(context.Background(), Options{Path: c.file.path})
	if err != nil {
		t.Fatal(err)
	}
	if !h.Sound() {
		t.Fatal(h.Problems)
	}
}

// provenances returns where the events that have a single record were seen.
func provenances(t *rapid.T, c *Cache, m *model) map[Key][]Seen {
	all := map[Key][]Seen{}
	for key, list := range m.entries {
		if len(list) > 1 {
			continue
		}
		s, err := c.Load(context.Background(), refOf(&list[0].Event))
		if err != nil {
			t.Fatal(err)
		}
		all[key] = s.Provenance
	}
	return all
}

func TestPruningAndCompactingLeaveWhatTheyShould(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		c, m := open(t, folder(t)), newModel()
		fill(rt, c, m)
		for range 2 {
			before := start.Add(time.Duration(rapid.IntRange(-10, 310).Draw(rt, "before")) * time.Second)
			seen := provenances(rt, c, m)
			events, variants := m.prune(before)
			done, err := c.Prune(ctx, before)
			if err != nil {
				rt.Fatal(err)
			}
			if done.Events != events || done.Variants != variants {
				rt.Fatalf("pruned %+v, want %d events and %d variants", done, events, variants)
			}
			check(rt, c, m, drawQuery(rt))
			check(rt, c, m, query.Query{})
			checkSound(rt, c)
			for key, got := range provenances(rt, c, m) {
				if want, ok := seen[key]; ok {
					if diff := cmp.Diff(want, got); diff != "" {
						rt.Fatalf("where %x was seen (-before +after)\n%s", key, diff)
					}
				}
			}
			if rapid.Bool().Draw(rt, "compact") {
				if _, err := c.Compact(ctx); err != nil {
					rt.Fatal(err)
				}
				checkSound(rt, c)
				check(rt, c, m, query.Query{})
			}
			more := drawEntries(rt, 20)
			m.add(more...)
			appendAll(rt, c, more...)
			check(rt, c, m, drawQuery(rt))
		}
		// What another process sees is the same.
		check(rt, open(t, c.file.path), m, query.Query{})
	})
}

func TestPrunedFilesAreReadAgainAndOthersNot(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	file := func(place string) File { return File{Place: place, Bytes: 7, ModTime: start} }
	origin := func(place string) Origin { return Origin{Kind: "trail", Place: place, Fetched: start} }
	early, late := entryOf("early", start, `{"a":1}`), entryOf("late", start.Add(time.Hour), `{"a":2}`)
	late.Origin = 1
	both := entryOf("early", start, `{"a":1}`)
	both.Origin = 2
	for _, b := range []Batch{
		{Entries: [][]Entry{{early, late}}, Origins: []Origin{origin("early"), origin("late")}, Files: []File{file("early"), file("late"), file("empty")}},
		// The early event was seen in another file too.
		{Entries: [][]Entry{{both}}, Origins: []Origin{origin("late"), origin("empty"), origin("both")}, Files: []File{file("both")}},
	} {
		if _, err := c.Append(ctx, &b); err != nil {
			t.Fatal(err)
		}
	}
	done, err := c.Prune(ctx, start.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if done != (Pruned{Events: 1, Files: 2}) {
		t.Errorf("%+v", done)
	}
	for place, want := range map[string]bool{"early": false, "both": false, "late": true, "empty": true} {
		if known := knows(t, c, place, 7, start, ""); known != want {
			t.Errorf("%s is known: %v", place, known)
		}
	}
	h, err := Check(ctx, Options{Path: c.file.path})
	if err != nil || !h.Sound() || h.Origins != 1 {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestPruningForgetsNotWhereWhatStaysWasSeen(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	early, late := entryOf("early", start, `{"a":1}`), entryOf("late", start.Add(time.Hour), `{"a":2}`)
	appendAll(t, c, late)
	again := late
	again.Origin = 1
	appendAll(t, c, early, again) // what came with the early event says where the late one was seen too
	before, err := c.Load(ctx, refOf(&late.Event))
	if err != nil || len(before.Provenance) != 2 {
		t.Fatalf("%+v, %v", before.Provenance, err)
	}
	if done, err := c.Prune(ctx, start.Add(time.Minute)); err != nil || done.Events != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	after, err := c.Load(ctx, refOf(&late.Event))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before.Provenance, after.Provenance); diff != "" {
		t.Error(diff)
	}
	checkSound(t, c)
}

func TestPruningIsSaidInTheCoverage(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	stretch := Stretch{Source: "lookup", Account: "111122223333", Region: "us-east-1", Category: "Management",
		From: start, To: start.Add(time.Hour), State: uint8(coverage.Complete)}
	if _, err := c.Append(ctx, &Batch{Coverage: []Stretch{stretch}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Prune(ctx, start.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	got, err := c.Coverage(ctx, CoverageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].State != uint8(coverage.Pruned) || !got[0].To.Equal(start.Add(time.Minute)) ||
		got[1].State != uint8(coverage.Complete) || !got[1].From.Equal(start.Add(time.Minute)) {
		t.Errorf("%+v", got)
	}
}

func TestCompactingGivesBackWhatPruningFreed(t *testing.T) {
	c, ctx := open(t, folder(t)), context.Background()
	for n := range 20 {
		var entries []Entry
		for i := range 500 {
			e := entryOf(string(rune('a'+n))+"-"+time.Duration(i).String(), start.Add(time.Duration(n)*time.Hour), fmt.Sprintf(`{"n":"%x"}`, sha256.Sum256([]byte{byte(n), byte(i), byte(i >> 8)})))
			entries = append(entries, e)
		}
		appendAll(t, c, entries...)
	}
	if _, err := c.Prune(ctx, start.Add(15*time.Hour)); err != nil {
		t.Fatal(err)
	}
	done, err := c.Compact(ctx)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(c.file.path)
	if err != nil {
		t.Fatal(err)
	}
	if done.After >= done.Before/2 || info.Size() != done.After || hasModes && info.Mode().Perm() != 0o600 {
		t.Errorf("%+v, %d bytes, mode %v", done, info.Size(), info.Mode())
	}
	if _, err := os.Stat(c.file.path + ".compact"); !os.IsNotExist(err) {
		t.Errorf("the draft is still there: %v", err)
	}
	if _, _, n, err := c.Span(ctx); n != 2500 || err != nil {
		t.Errorf("%d events, %v", n, err)
	}
	checkSound(t, c)
	// The file that others see now is the new one.
	after := entryOf("after", start, `{}`)
	appendAll(t, c, after)
	if _, err := open(t, c.file.path).Load(ctx, refOf(&after.Event)); err != nil {
		t.Error(err)
	}
}

func TestAPruneLetsOthersInAfterEverySegment(t *testing.T) {
	path, ctx := folder(t), context.Background()
	c := open(t, path)
	const segments, each = 5, 5_000
	for i := range segments {
		appendAll(t, c, many(i*each, each)...)
		c.settle()
	}
	began := c.snap.Load()
	if len(began.parts) < 2 {
		t.Fatalf("%d segments, want some", len(began.parts))
	}
	reader := open(t, path)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		seen := segments * each
		for {
			select {
			case <-stop:
				return
			default:
			}
			a, err := reader.Answer(ctx, query.Query{}, View{Limit: 1})
			if err != nil {
				t.Error(err)
				return
			}
			if a.Matched > seen || a.Rows[0].Event.Time != start.Add((segments*each-1)*time.Second) {
				t.Errorf("%d events after %d, the newest at %v", a.Matched, seen, a.Rows[0].Event.Time)
			}
			seen = a.Matched
			if _, err := reader.Refresh(ctx); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	before := start.Add((segments*each - 10) * time.Second)
	var told []Pruned
	took, err := c.PruneTelling(ctx, before, func(so Pruned) { told = append(told, so) })
	close(stop)
	<-done
	if err != nil || took.Events != segments*each-10 {
		t.Fatalf("%+v, %v", took, err)
	}
	if len(told) != len(began.parts) || told[len(told)-1] != took || told[0].Events >= took.Events {
		t.Errorf("of %d segments it tells %+v", len(began.parts), told)
	}
	// Each transaction makes a generation: one for the coverage, then one for each
	// segment.
	if n := c.snap.Load().generation - began.generation; n < uint64(len(began.parts)+1) {
		t.Errorf("%d segments were pruned in %d transactions", len(began.parts), n)
	}
	checkSound(t, c)
}
