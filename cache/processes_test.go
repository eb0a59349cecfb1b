package cache

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"spoor/cache/coverage"
	"spoor/event"
	"spoor/query"
)

// asProcess, when set, makes the test binary act as another process that works
// on the cache whose path follows.
const asProcess = "SPOOR_CACHE_PROCESS"

func TestMain(m *testing.M) {
	if role := os.Getenv(asProcess); role != "" {
		if err := act(context.Background(), role, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, role+":", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func act(ctx context.Context, role string, args []string) error {
	if role == "read" {
		return readForEver(ctx, args[0])
	}
	c, err := Open(ctx, Options{Path: args[0], Command: "test " + role})
	if err != nil {
		return err
	}
	defer c.Close()
	switch role {
	case "write":
		first, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		for i := first; i < steps; i++ {
			if err := step(ctx, c, i); err != nil {
				return fmt.Errorf("step %d: %w", i, err)
			}
			fmt.Println(i)
		}
		return nil
	case "compact":
		for {
			if _, err := c.Compact(ctx); err != nil {
				return err
			}
			fmt.Println("compacted")
		}
	}
	return fmt.Errorf("no role %q", role)
}

const (
	// steps is how many steps the writer of these tests takes, and perBatch how
	// many events a step brings.
	steps    = 60
	perBatch = 100
	// kept is how many batches a prune leaves.
	kept = 10
)

// step is one piece of a writer's work. Done twice it is as done once.
func step(ctx context.Context, c *Cache, i int) error {
	if _, err := c.Append(ctx, batchOf(i)); err != nil {
		return err
	}
	if i%5 == 4 {
		if err := c.Seal(ctx); err != nil {
			return err
		}
	}
	if i%7 == 6 {
		if _, err := c.Prune(ctx, batchStart(i-kept)); err != nil {
			return err
		}
	}
	if i%11 == 10 {
		if _, err := c.Compact(ctx); err != nil {
			return err
		}
	}
	return nil
}

func batchStart(i int) time.Time { return start.Add(time.Duration(i) * time.Hour) }

// batchOf makes the events of one step, of one user each, together with some of
// the step before from another place, and one record that differs from it.
func batchOf(i int) *Batch {
	b := &Batch{
		Origins: []Origin{{Kind: "trail", Place: fmt.Sprintf("/logs/%d.json", i), Fetched: batchStart(i)}},
		Files:   []File{{Place: fmt.Sprintf("/logs/%d.json", i), Bytes: int64(i), ModTime: start}},
		Coverage: []Stretch{{Source: "trail", Account: "111122223333", Region: "us-east-1", Category: "Management",
			From: batchStart(i), To: batchStart(i + 1), State: uint8(coverage.Observed), AsOf: batchStart(i)}},
	}
	for n := range perBatch {
		b.Entries = append(b.Entries, []Entry{stepEntry(i, n, "")})
	}
	if i > 0 {
		for n := range 5 {
			again := stepEntry(i-1, n, "")
			again.Position += 1_000_000
			b.Entries = append(b.Entries, []Entry{again})
		}
		b.Entries = append(b.Entries, []Entry{stepEntry(i-1, 7, "differs")})
	}
	return b
}

func stepEntry(i, n int, word string) Entry {
	e := event.Event{
		ID: fmt.Sprintf("%08x-0000-4000-8000-%012x", i, n), Time: batchStart(i).Add(time.Duration(n) * time.Second),
		Source: "iam.amazonaws.com", Name: "CreateUser", Region: "us-east-1", Account: "111122223333",
		User: fmt.Sprintf("batch-%d", i), Category: "Management",
	}
	filler := sha256.Sum256([]byte(e.ID))
	return Entry{Event: e, Record: recordOf(&e, fmt.Sprintf("%s%x", word, filler)), Position: int64(n)}
}

// readForEver asks for answers until standard input ends. In each of them every
// batch is there whole or not at all.
func readForEver(ctx context.Context, path string) error {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		cancel()
	}()
	c, err := Open(ctx, Options{Path: path, ReadOnly: true, Command: "test reader"})
	if err != nil {
		return err
	}
	defer c.Close()
	answers := 0
	for ctx.Err() == nil {
		if err := readOnce(ctx, c); err != nil {
			if ctx.Err() != nil {
				break
			}
			return err
		}
		answers++
	}
	fmt.Println(answers)
	return nil
}

func readOnce(ctx context.Context, c *Cache) error {
	if _, err := c.Refresh(ctx); err != nil {
		return err
	}
	a, err := c.Answer(ctx, query.Query{}, View{Limit: 20, Facets: []FacetView{{Field: query.FieldUser}}})
	if err != nil {
		return err
	}
	if len(a.Warnings) > 0 {
		return errors.New(a.Warnings[0])
	}
	for _, v := range a.Facets[0].Values {
		if v.Count != perBatch {
			return fmt.Errorf("%d events of %s", v.Count, v.Value)
		}
	}
	for _, row := range a.Rows[:min(2, len(a.Rows))] {
		// An event may be pruned between the answer and this.
		if _, err := c.Load(ctx, row.Ref); err != nil && IsDamage(err) {
			return err
		}
	}
	return nil
}

func process(t testing.TB, role string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProcess+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// everything is all that a cache of these tests holds, as text.
func everything(t testing.TB, path string) string {
	t.Helper()
	ctx := context.Background()
	c, err := Open(ctx, Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	checkSound(t, c)
	var b strings.Builder
	err = c.Each(ctx, query.Query{}, nil, func(row Row, s *Stored) error {
		fmt.Fprintf(&b, "%s %x %v %d\n", row.Event.ID, sha256.Sum256(s.Record), s.Provenance, row.Variants)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	known, err := c.Coverage(ctx, CoverageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range known {
		fmt.Fprintln(&b, s.From, s.To, s.State)
	}
	files, _, err := c.FilesFrom(ctx, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		fmt.Fprintln(&b, f.Place)
	}
	return b.String()
}

// undisturbed is what a writer leaves that nobody kills.
func undisturbed(t testing.TB) string {
	t.Helper()
	path := folder(t)
	if out, err := process(t, "write", path, "0").Output(); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	return everything(t, path)
}

// TestAWriterKilledAtAnyTimeLosesNothing kills a writer that appends, merges,
// seals, prunes and compacts, and lets another go on from the last step that
// was reported done.
func TestAWriterKilledAtAnyTimeLosesNothing(t *testing.T) {
	kills := 200
	if testing.Short() {
		kills = 8
	}
	want := undisturbed(t)
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	killed, rounds := 0, 0
	for ; killed < kills; rounds++ {
		path := folder(t)
		next := 0
		for next < steps {
			reached, died := writeUntil(t, path, next, time.Duration(random.Int64N(int64(400*time.Millisecond))))
			if reached > next {
				next = reached
			}
			if !died {
				break
			}
			killed++
			// Killed before its first commit, a file may still be empty.
			if next > 0 {
				checkCommitted(t, path, next)
			}
			if killed >= kills {
				break
			}
		}
		if out, err := process(t, "write", path, strconv.Itoa(next)).Output(); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		if got := everything(t, path); got != want {
			t.Fatalf("round %d: after %d kills the cache holds\n%.2000s\nwant\n%.2000s", rounds, killed, got, want)
		}
	}
	t.Logf("%d kills in %d rounds", killed, rounds)
}

// writeUntil lets a writer work for a while and kills it. It returns the first
// step that was not reported done, and whether the writer was still at work.
func writeUntil(t *testing.T, path string, next int, span time.Duration) (reached int, died bool) {
	t.Helper()
	cmd := process(t, "write", path, strconv.Itoa(next))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var killed atomic.Bool
	timer := time.AfterFunc(span, func() {
		killed.Store(true)
		cmd.Process.Kill()
	})
	defer timer.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if i, err := strconv.Atoi(lines.Text()); err == nil {
			reached = i + 1
		}
	}
	err = cmd.Wait()
	// On Windows who is killed has an exit code like others.
	if err != nil && cmd.ProcessState.ExitCode() != -1 && !(runtime.GOOS == "windows" && killed.Load()) {
		t.Fatalf("the writer failed: %v", err)
	}
	return reached, err != nil
}

// checkCommitted makes sure that the cache is sound and that the last batches
// that were reported are in it.
func checkCommitted(t *testing.T, path string, next int) {
	t.Helper()
	ctx := context.Background()
	c, err := Open(ctx, Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	checkSound(t, c)
	a, err := c.Answer(ctx, query.Query{}, View{Facets: []FacetView{{Field: query.FieldUser}}})
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]int{}
	for _, v := range a.Facets[0].Values {
		held[v.Value] = v.Count
	}
	for i := max(0, next-kept+1); i < next; i++ {
		if n := held[fmt.Sprintf("batch-%d", i)]; n != perBatch {
			t.Fatalf("batch %d was committed and %d of its %d events are held", i, n, perBatch)
		}
	}
	for user, n := range held {
		if n != perBatch {
			t.Fatalf("%d events of %s are held", n, user)
		}
	}
}

// TestReadersAWriterAndACompactorGetAlong runs them side by side, in processes
// of their own. Everyone gets on, nothing is lost, and no reader ever sees half
// a batch.
func TestReadersAWriterAndACompactorGetAlong(t *testing.T) {
	want := undisturbed(t)
	path := folder(t)
	open(t, path)
	var readers []func() int
	for range 3 {
		cmd := process(t, "read", path)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		readers = append(readers, func() int {
			in.Close()
			if err := cmd.Wait(); err != nil {
				t.Errorf("a reader: %v", err)
			}
			n, _ := strconv.Atoi(strings.TrimSpace(out.String()))
			return n
		})
	}
	compactor := process(t, "compact", path)
	var compactions strings.Builder
	compactor.Stdout = &compactions
	if err := compactor.Start(); err != nil {
		t.Fatal(err)
	}
	if out, err := process(t, "write", path, "0").Output(); err != nil {
		t.Errorf("the writer: %s: %v", out, err)
	}
	if err := compactor.Process.Kill(); err != nil {
		t.Errorf("the compactor had ended: %v", err)
	}
	_ = compactor.Wait()
	for _, stop := range readers {
		n := stop()
		t.Logf("a reader had %d answers", n)
		if n < 3 {
			t.Errorf("a reader had %d answers", n)
		}
	}
	n := strings.Count(compactions.String(), "\n")
	t.Logf("%d compactions", n)
	if n == 0 {
		t.Error("no compaction")
	}
	if got := everything(t, path); got != want {
		t.Fatalf("the cache holds\n%.2000s\nwant\n%.2000s", got, want)
	}
}
