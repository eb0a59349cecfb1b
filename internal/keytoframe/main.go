//go:build unix

// Command keytoframe measures how long the screen takes from a key to the frame
// that shows it, over a cache of generated events: in the model alone, and in the
// built program behind a pseudo-terminal, at rest and while an import writes to the
// same cache. It prints a table: budget, measured, met or not.
//
//	go run ./internal/keytoframe -events 1000000
//
// It takes the cache that ./internal/bench left in -dir, and makes one where there
// is none. It works on a copy.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"spoor/source/demo"
)

// The budgets: half of the keys, and 99 of 100.
const (
	medianBudget = 16 * time.Millisecond
	worstBudget  = 50 * time.Millisecond
)

// columns and rows are the size of the screen.
const columns, rows = 120, 40

// corpusSeed and laterSeed are of the events that are cached, and of those that
// are imported meanwhile.
const corpusSeed, laterSeed = 1, 2

func main() {
	events := flag.Int("events", 1_000_000, "how many events are cached")
	dir := flag.String("dir", filepath.Join(os.TempDir(), "spoor-bench"), "where corpora and caches are kept")
	presses := flag.Int("keys", 400, "how many keys are pressed in each part")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *events, *presses); err != nil {
		fmt.Fprintln(os.Stderr, "keytoframe:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string, events, presses int) error {
	work, err := os.MkdirTemp("", "spoor-keytoframe-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	binary := filepath.Join(work, "spoor")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build the program: %w", err)
	}
	kept := filepath.Join(dir, fmt.Sprintf("%d.bolt", events))
	if _, err := os.Stat(kept); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := feed(ctx, binary, kept, events, corpusSeed); err != nil {
			return fmt.Errorf("fill a cache: %w", err)
		}
	}
	path := filepath.Join(work, "cache.bolt")
	if err := copyFile(path, kept); err != nil {
		return err
	}
	fmt.Printf("%d events, %d×%d, %d processors, %s %s/%s\n\n", events, columns, rows, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Printf("%-52s %10s %10s %10s %10s  %s\n", "key to frame", "median", "99 %", "worst", "processor", "met")
	m, err := measureModel(ctx, path, presses)
	if err != nil {
		return fmt.Errorf("drive the model: %w", err)
	}
	m.print("in the model")
	if m, err = measureProgram(ctx, binary, path, presses); err != nil {
		return fmt.Errorf("drive the program: %w", err)
	}
	m.print("in a terminal, at rest")

	importing, stop := context.WithCancel(ctx)
	imported := make(chan error, 1)
	go func() { imported <- feed(importing, binary, path, 20*events, laterSeed) }()
	m, err = measureProgram(ctx, binary, path, presses)
	stop()
	if ended := <-imported; err == nil && ended == nil {
		err = errors.New("the import ended before the last key")
	}
	if err != nil {
		return fmt.Errorf("drive the program while an import writes: %w", err)
	}
	m.print("in a terminal, while an import writes")
	return nil
}

// measured is how long each key took, and the processor time of one.
type measured struct {
	took      []time.Duration
	processor time.Duration
}

func (m measured) print(what string) {
	slices.Sort(m.took)
	n := len(m.took)
	median, most, worst := m.took[n/2], m.took[n*99/100], m.took[n-1]
	met := "yes"
	if median > medianBudget || most > worstBudget {
		met = "no"
	}
	fmt.Printf("%-52s %10s %10s %10s %10s  %s\n", what, show(median), show(most), show(worst), show(m.processor), met)
}

func show(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}

// feed imports generated events into a cache.
func feed(ctx context.Context, binary, cache string, events int, seed uint64) error {
	reader, writer := io.Pipe()
	command := exec.CommandContext(ctx, binary, "--cache", cache, "import", "-")
	command.Stdin, command.Stderr = reader, io.Discard
	go func() {
		writer.CloseWithError(demo.NewCorpus(events, seed).WriteJSONL(ctx, writer))
	}()
	err := command.Run()
	reader.Close()
	return err
}

func copyFile(to, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	file, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, source); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
