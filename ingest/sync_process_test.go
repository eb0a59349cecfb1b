package ingest_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"spoor/cache"
	"spoor/ingest"
	"spoor/internal/lookuptest"
	"spoor/internal/race"
	"spoor/source/lookup"
)

// asSync, when set, makes the test binary sync a week of the server that the
// environment names into a cache: its arguments are the cache, the rate, and
// the Regions.
const asSync = "SPOOR_SYNC_PROCESS"

func syncAsProcess(path string, args []string) error {
	rate, err := strconv.ParseFloat(args[0], 64)
	if err != nil {
		return err
	}
	ctx := context.Background()
	c, err := cache.Open(ctx, cache.Options{Path: path, Command: "sync"})
	if err != nil {
		return err
	}
	defer c.Close()
	account, err := lookup.Open(ctx, "", lookup.Options{Rate: rate, RetryWait: time.Millisecond})
	if err != nil {
		return err
	}
	want := ingest.Want{Window: aWeek}
	for _, region := range args[1:] {
		want.Places = append(want.Places, ingest.Place{Account: account, Region: region})
	}
	p, err := ingest.NewPlan(ctx, c, want)
	if err != nil {
		return err
	}
	report, err := ingest.Sync(ctx, c, p, nil)
	if problems := report.Problems(); err == nil && len(problems) > 0 {
		err = problems[0]
	}
	return err
}

// TestKilledSyncsLoseAndRepeatNothing kills syncs at random times, with the
// server's throttle on, until one comes through.
func TestKilledSyncsLoseAndRepeatNothing(t *testing.T) {
	events, kills := 20_000, 20
	if testing.Short() || race.Detector {
		events, kills = 3_000, 4
	}
	h := serveHistory(t, events, lookuptest.Options{Throttle: true})
	h.now.speed = 30
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cache")
	args := append([]string{path, strconv.FormatFloat(1.9*h.now.speed, 'f', -1, 64)}, slices.Sorted(maps.Keys(h.counts))...)
	start := func() *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), binary, args...)
		cmd.Env = append(os.Environ(), asSync+"=1")
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	killed := 0
	for killed < kills {
		// After some pages, at any moment.
		after := len(h.Calls()) + 2 + random.IntN(events/50/kills)
		cmd := start()
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for len(h.Calls()) < after && len(ended) == 0 {
			time.Sleep(time.Duration(random.IntN(5000)) * time.Microsecond)
		}
		if err := cmd.Process.Kill(); err != nil {
			break // it came through
		}
		if err := <-ended; err == nil {
			break
		}
		killed++
	}
	if killed < kills/2 {
		t.Errorf("only %d syncs were killed before one came through", killed)
	}
	if err := start().Wait(); err != nil {
		t.Fatalf("the last sync: %v", err)
	}
	c := openAt(t, path)
	h.checkSame(t, c)
	h.checkComplete(t, c)
	h.checkRequests(t, killed)
}
