//go:build unix

// Command bench measures the cache against the budgets of the project on a
// generated corpus and prints a table: budget, measured, met or not.
//
//	go run ./internal/bench -events 1000000 -files
//	go run ./internal/bench -events 10000000 -piped
//
// With -duckdb, DuckDB is loaded with the same corpus and asked the same as far
// as that can be said in SQL; npm installs it into -dir.
//
// Corpora and caches are kept in -dir, so that a second run measures answers
// without importing again; -fresh imports anew. Nothing is answered with -only -.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
)

// garbagePercent is what the program itself uses.
const garbagePercent = 20

func main() {
	var o options
	flag.IntVar(&o.events, "events", 1_000_000, "size of the corpus")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "spoor-bench"), "where corpora and caches are kept")
	flag.BoolVar(&o.fresh, "fresh", false, "import again")
	flag.IntVar(&o.runs, "runs", 20, "how often each question is asked")
	flag.StringVar(&o.only, "only", "", "ask only the questions whose name contains this")
	flag.BoolVar(&o.duckdb, "duckdb", false, "measure DuckDB beside it; needs node and npm")
	profile := flag.String("cpuprofile", "", "write a profile of the measured part here")
	memory := flag.String("memprofile", "", "write a profile of what was allocated here")
	flag.BoolVar(&o.files, "files", false, "import the corpus as a folder of small files, too")
	flag.BoolVar(&o.piped, "piped", false, "import from a pipe: the corpus itself takes up no room on the disk")
	emits := flag.Bool("emit", false, "write the corpus to standard output, and nothing else")
	flag.Parse()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *emits {
		if err := emit(ctx, o); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
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
	events, runs        int
	dir, only           string
	fresh, files, piped bool
	duckdb              bool
}

func run(ctx context.Context, o options) error {
	fmt.Printf("%d events, %d processors, %s %s/%s\n\n", o.events, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	t := newTable(os.Stdout)
	path := o.file("%d.bolt", o.events)
	_, err := os.Stat(path)
	switch {
	case err == nil && !o.fresh:
	case o.piped:
		if err := measureStream(ctx, o, path, t); err != nil {
			return err
		}
	default:
		if err := measureImport(ctx, o, path, t); err != nil {
			return err
		}
		if raw, err := os.Stat(o.file("%d-%d.jsonl", o.events, corpusSeed)); err == nil {
			if err := measureSize(path, raw.Size(), t); err != nil {
				return err
			}
		}
		if err := measureNewcomers(ctx, o, path, t); err != nil {
			return err
		}
	}
	if o.files {
		if err := measureSmallFiles(ctx, o, t); err != nil {
			return err
		}
	}
	if o.only == "-" {
		return nil
	}
	return measureAnswers(ctx, o, path, t)
}
