package ingest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"spoor/cache"
	"spoor/internal/race"
	"spoor/query"
	"spoor/source"
	"spoor/source/demo"
)

// contents is a digest over everything the cache holds: every event's
// identity, its records and where they were seen.
func contents(t testing.TB, c *cache.Cache) (events int, digest string) {
	t.Helper()
	h := sha256.New()
	err := c.Each(t.Context(), query.Query{}, nil, func(row cache.Row, s *cache.Stored) error {
		events++
		fmt.Fprintf(h, "%x %s %x\n", row.Ref.Key, row.Event.ID, sha256.Sum256(s.Record))
		for _, v := range s.Variants {
			fmt.Fprintf(h, "variant %x\n", sha256.Sum256(v.Record))
		}
		for _, seen := range s.Provenance {
			fmt.Fprintf(h, "seen %s %d\n", seen.Origin.Place, seen.Position)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events, hex.EncodeToString(h.Sum(nil))
}

// TestKilledImportsLoseAndRepeatNothing kills imports at random times and lets
// others go on in their caches, until one comes through: what is then held is
// what an import holds that nobody disturbed.
func TestKilledImportsLoseAndRepeatNothing(t *testing.T) {
	events, kills := 12_000, 100
	if testing.Short() || race.Detector {
		events, kills = 4_000, 5
	}
	folder := t.TempDir()
	files, err := demo.NewCorpus(events, 7).WriteS3Layout(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	undisturbed := openAt(t, filepath.Join(t.TempDir(), "cache"))
	began := time.Now()
	if err := runProcess(t, undisturbed, folder, 0); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(began)
	held, want := contents(t, undisturbed)
	t.Logf("an import of %d events in %d files takes %v", held, files, whole)

	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	killed, rounds := 0, 0
	for ; killed < kills; rounds++ {
		path := filepath.Join(t.TempDir(), "cache")
		inFlight := []int{0, 1 << 20, 3 << 20}[rounds%3]
		before := 0
		for {
			span := time.Duration(random.Int64N(int64(whole)))
			died, err := runUntil(t, path, folder, inFlight, span)
			if err != nil {
				t.Fatal(err)
			}
			if !died {
				break
			}
			killed++
			if _, err := os.Stat(path); err != nil {
				continue // killed before it made one
			}
			c := openAt(t, path)
			if now := total(t, c); now < before {
				t.Fatalf("%d events were held, and after a kill %d", before, now)
			} else {
				before = now
			}
			c.Close()
			if killed >= kills {
				break
			}
		}
		c := openAt(t, path)
		if err := runProcess(t, c, folder, inFlight); err != nil {
			t.Fatal(err)
		}
		got, digest := contents(t, c)
		if got != held || digest != want {
			t.Fatalf("round %d: %d events are held, want %d, or other records than from an undisturbed import", rounds, got, held)
		}
		c.Close()
		os.Remove(path)
	}
	t.Logf("%d kills in %d rounds", killed, rounds)
}

// runProcess imports the folder to the end, and checks that another run has
// nothing left to read.
func runProcess(t testing.TB, c *cache.Cache, folder string, inFlight int) error {
	t.Helper()
	i, err := c.Info(t.Context())
	if err != nil {
		return err
	}
	for again := range 2 {
		cmd, out := process(t.Context(), os.Args[0], i.Path, folder, inFlight)
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		r := reportOf(t, out)
		checkSums(t, r)
		if again == 1 && (r.Records != 0 || r.Files[source.Known] != r.FilesDone()) {
			return fmt.Errorf("a second import reads files again: %+v", r)
		}
	}
	return nil
}

// runUntil imports the folder for so long, and then kills the import. died says
// that it was still at work.
func runUntil(t testing.TB, path, folder string, inFlight int, span time.Duration) (died bool, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), span)
	defer cancel()
	cmd, _ := process(ctx, os.Args[0], path, folder, inFlight)
	if err := cmd.Start(); err != nil {
		return false, nil // the time was over before
	}
	err = cmd.Wait()
	if cmd.ProcessState.Success() {
		return false, nil // even if the time was over in the same moment
	}
	// On Windows who is killed has an exit code like others.
	if cmd.ProcessState.ExitCode() == -1 || runtime.GOOS == "windows" && ctx.Err() != nil {
		return true, nil
	}
	return false, fmt.Errorf("import: %w", err)
}
