package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"spoor/recorder/store"
)

// asRecorder, when set, makes the test binary record calls into the store it
// names until it is killed, and print the number of each once it is recorded.
const asRecorder = "SPOOR_STORE_RECORDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(asRecorder); dir != "" {
		fmt.Fprintln(os.Stderr, recordForEver(dir, os.Args[1]))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func recordForEver(dir, first string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Dir: dir, SealBytes: 20_000})
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	failed := make(chan error)
	var mu sync.Mutex
	for range 4 {
		go func() {
			for {
				mu.Lock()
				mine := n
				n++
				mu.Unlock()
				if err := s.Record(ctx, numbered(mine)); err != nil {
					failed <- err
					return
				}
				// One write, so that a line is there whole or not at all.
				os.Stdout.WriteString(strconv.Itoa(mine) + "\n")
			}
		}()
	}
	return <-failed
}

// killed runs a recorder, kills it after it has acknowledged so many calls, and
// returns the numbers of all it has acknowledged.
func killed(t *testing.T, dir string, first, after int) (acknowledged []int) {
	t.Helper()
	process := exec.CommandContext(t.Context(), os.Args[0], strconv.Itoa(first))
	process.Env = append(os.Environ(), asRecorder+"="+dir)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines, dead := bufio.NewScanner(out), false
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatalf("it printed %q", lines.Text())
		}
		if acknowledged = append(acknowledged, n); len(acknowledged) == after {
			if err := process.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			dead = true
		}
	}
	if err := process.Wait(); err == nil || !dead {
		t.Fatalf("it ended by itself: %v", err)
	}
	return acknowledged
}

func TestEveryCallAnsweredBeforeAKillIsInTheStore(t *testing.T) {
	kills := 5
	if os.Getenv("SPOOR_LONG") != "" || !testing.Short() {
		kills = 50
	}
	dir := t.TempDir()
	var all []int
	for i := range kills {
		all = append(all, killed(t, dir, i*1_000_000, 1+rand.IntN(200))...)
	}
	check := func(when string) {
		t.Helper()
		held := inStore(t, dir)
		for _, n := range all {
			if _, found := slices.BinarySearch(held, requestID(n)); !found {
				t.Errorf("%s call %d is lost", when, n)
			}
		}
		if single := slices.Compact(slices.Clone(held)); len(single) != len(held) {
			t.Logf("%s %d records lie in a journal and a trail file both", when, len(held)-len(single))
		}
	}
	check("after the last kill")
	began := time.Now()
	shut(t, open(t, store.Options{Dir: dir}))
	check("sealed,")
	t.Logf("%d calls acknowledged before %d kills; the rest sealed in %v", len(all), kills, time.Since(began))
	held := inStore(t, dir)
	if single := slices.Compact(slices.Clone(held)); len(single) != len(held) {
		t.Errorf("%d records were sealed twice", len(held)-len(single))
	}
}
