// Command bench measures the cache against the budgets of the project on a
// generated corpus and prints a table: budget, measured, met or not.
//
//	go run ./internal/bench -events 1000000
//
// Corpora and caches are kept in -dir, so that a second run measures answers
// without importing again; -fresh imports anew.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
)

func main() {
	var o options
	flag.IntVar(&o.events, "events", 1_000_000, "size of the corpus")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "spoor-bench"), "where corpora and caches are kept")
	flag.BoolVar(&o.fresh, "fresh", false, "import again")
	flag.IntVar(&o.runs, "runs", 20, "how often each question is asked")
	flag.StringVar(&o.only, "only", "", "ask only the questions whose name contains this")
	profile := flag.String("cpuprofile", "", "write a profile of the measured part here")
	memory := flag.String("memprofile", "", "write a profile of what was allocated here")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		defer f.Close()
		defer pprof.StopCPUProfile()
	}
	if err := run(ctx, o); err != nil {
		pprof.StopCPUProfile()
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if *memory != "" {
		if err := writeAllocations(*memory); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}
}

func writeAllocations(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return pprof.Lookup("allocs").WriteTo(f, 0)
}

type options struct {
	events, runs int
	dir, only    string
	fresh        bool
}

func run(ctx context.Context, o options) error {
	fmt.Printf("%d events, %d processors, %s %s/%s\n\n", o.events, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	t := newTable(os.Stdout)
	path := filepath.Join(o.dir, fmt.Sprintf("%d.bolt", o.events))
	if _, err := os.Stat(path); err != nil || o.fresh {
		if err := measureImport(ctx, o, path, t); err != nil {
			return err
		}
	}
	if err := measureSize(o, path, t); err != nil {
		return err
	}
	if o.only == "-" {
		return nil
	}
	return measureAnswers(ctx, o, path, t)
}
