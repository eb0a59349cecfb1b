package lock_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"spoor/cache/lock"
)

// asProcess, when set, makes the test binary act as another process that uses
// the cache whose path follows.
const asProcess = "SPOOR_LOCK_PROCESS"

func TestMain(m *testing.M) {
	if role := os.Getenv(asProcess); role != "" {
		if err := act(role, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func act(role string, args []string) error {
	ctx := context.Background()
	path := args[0]
	switch role {
	case "hold":
		held, err := lock.Acquire(ctx, path, lock.Options{Command: "spoor sync\n--all"})
		if err != nil {
			return err
		}
		fmt.Println("held")
		time.Sleep(time.Hour)
		return held.Release()
	case "count":
		turns, _ := strconv.Atoi(args[1])
		for range turns {
			if err := count(ctx, path); err != nil {
				return err
			}
		}
		return nil
	case "read", "write":
		return takeTurns(ctx, path, role == "read")
	}
	return fmt.Errorf("no role %q", role)
}

// count adds one to the number in the file, as a program without a lock would
// do it at its peril.
func count(ctx context.Context, path string) error {
	held, err := lock.Acquire(ctx, path, lock.Options{})
	if err != nil {
		return err
	}
	defer held.Release()
	number := make([]byte, 8)
	if text, err := os.ReadFile(path); err == nil {
		copy(number, text)
	}
	binary.BigEndian.PutUint64(number, binary.BigEndian.Uint64(number)+1)
	return os.WriteFile(path, number, 0o600)
}

// takeTurns reads (1 ms) or writes (5 ms) until standard input ends, prints a
// line after some turns, and at the end how long each turn was waited for.
func takeTurns(ctx context.Context, path string, shared bool) error {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		bufio.NewReader(os.Stdin).ReadByte()
		cancel()
	}()
	var waits []time.Duration
	for ctx.Err() == nil {
		start := time.Now()
		held, err := lock.Acquire(ctx, path, lock.Options{Shared: shared})
		if err != nil {
			break
		}
		waits = append(waits, time.Since(start))
		if shared {
			time.Sleep(time.Millisecond)
		} else {
			time.Sleep(5 * time.Millisecond)
		}
		if err := held.Release(); err != nil {
			return err
		}
		if len(waits) == someTurns {
			fmt.Println("had turns")
		}
		if shared {
			time.Sleep(2 * time.Millisecond)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(waits)
}

// someTurns is how many turns a process has that makes progress.
const someTurns = 10

func process(t testing.TB, role string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProcess+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// holdElsewhere starts a process that holds the cache until it is killed.
func holdElsewhere(t testing.TB, path string) *exec.Cmd {
	t.Helper()
	cmd := process(t, "hold", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	return cmd
}

func TestProcessesThatWriteLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	const processes, turns = 4, 100
	var running []*exec.Cmd
	for range processes {
		cmd := process(t, "count", path, strconv.Itoa(turns))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	number, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := binary.BigEndian.Uint64(number); got != processes*turns {
		t.Fatalf("counted %d, want %d", got, processes*turns)
	}
}

func TestTheHolderIsNamedToWhoeverWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	other := holdElsewhere(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	var named []lock.Holder
	_, err := lock.Acquire(ctx, path, lock.Options{Shared: true, OnWait: func(h lock.Holder) {
		named = append(named, h)
		cancel()
	}})
	if err == nil {
		t.Fatal("got the lock beside another process")
	}
	want := lock.Holder{PID: other.Process.Pid, Command: "spoor sync --all"}
	if len(named) != 1 || named[0] != want {
		t.Fatalf("named %v, want %v", named, want)
	}
	if got := want.String(); !strings.HasPrefix(got, "spoor sync --all (pid ") {
		t.Errorf("shown as %q", got)
	}
}

func TestAHolderThatIsKilledLetsGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	other := holdElsewhere(t, path)
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	release(t, hold(t, path, lock.Options{}))
}

// All come to their turns while none of them ever leaves off.
func TestThreeReadersAndABusyWriterAllMakeProgress(t *testing.T) {
	for _, p := range busy(t, 0) {
		if len(p.waits) < someTurns {
			t.Errorf("the %s had %d turns", p.role, len(p.waits))
		}
		t.Logf("%s: %d turns, wait median %v, 99th percentile %v", p.role, len(p.waits), percentile(p.waits, 50), percentile(p.waits, 99))
	}
}

// BenchmarkWaitsOfThreeReadersBesideABusyWriter reports how long readers in
// processes of their own wait while a writer comes back as soon as it has let
// go, 5 ms a turn.
func BenchmarkWaitsOfThreeReadersBesideABusyWriter(b *testing.B) {
	var waits, writer []time.Duration
	for b.Loop() {
		for _, p := range busy(b, 3*time.Second) {
			if p.role == "read" {
				waits = append(waits, p.waits...)
			} else {
				writer = append(writer, p.waits...)
			}
		}
	}
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(percentile(waits, 50)), "reader-ms-p50")
	b.ReportMetric(ms(percentile(waits, 99)), "reader-ms-p99")
	b.ReportMetric(ms(percentile(writer, 99)), "writer-ms-p99")
}

func BenchmarkAcquireAlone(b *testing.B) {
	path := filepath.Join(b.TempDir(), "cache")
	for b.Loop() {
		held, err := lock.Acquire(b.Context(), path, lock.Options{Command: "bench"})
		if err != nil {
			b.Fatal(err)
		}
		held.Release()
	}
}

type busyProcess struct {
	role  string
	waits []time.Duration
}

// busy runs three readers and a writer until each had some turns, and then for a
// while.
func busy(t testing.TB, span time.Duration) []busyProcess {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cache")
	var stops []func() []time.Duration
	var outputs []*bufio.Reader
	roles := []string{"read", "read", "read", "write"}
	for _, role := range roles {
		cmd := process(t, role, path)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill() })
		out := bufio.NewReader(stdout)
		outputs = append(outputs, out)
		stops = append(stops, func() (waits []time.Duration) {
			in.Close()
			if err := json.NewDecoder(out).Decode(&waits); err != nil {
				t.Error(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			return waits
		})
	}
	for i, out := range outputs {
		if _, err := out.ReadString('\n'); err != nil {
			t.Fatalf("a %s has no turns: %v", roles[i], err)
		}
	}
	time.Sleep(span)
	var all []busyProcess
	for i, stop := range stops {
		all = append(all, busyProcess{roles[i], stop()})
	}
	return all
}

func percentile(waits []time.Duration, p int) time.Duration {
	if len(waits) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(waits))
	return sorted[(len(sorted)-1)*p/100]
}
