//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"spoor/cache"
	"spoor/ingest"
	"spoor/source/trail"
)

// pull imports what is under a path the way the command line does.
func pull(ctx context.Context, c *cache.Cache, path string) (ingest.Report, error) {
	return ingest.Run(ctx, c, trail.New(trail.Options{Known: ingest.Known(c), Contents: ingest.Contents(c)}, path), ingest.Options{})
}

// imported is what an import took.
type imported struct {
	ingest.Report
	took, used time.Duration
	peak       int64
}

// each is the processor time that an event took.
func (i imported) each(events int) string {
	return fmt.Sprintf("%.2f µs", float64(i.used)/float64(events)/1000)
}

func measured(run func() (ingest.Report, error)) (imported, error) {
	peak := watchMemory()
	start, used := time.Now(), processorTime()
	r, err := run()
	return imported{r, time.Since(start), processorTime() - used, peak()}, err
}

// fresh opens a new cache in the place of what is there.
func fresh(ctx context.Context, path string) (*cache.Cache, error) {
	for _, p := range []string{path, path + ".gate", path + ".lock"} {
		if err := os.RemoveAll(p); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return cache.Open(ctx, cache.Options{Path: path, Command: "bench"})
}

// measureImport imports the corpus as one file, again, and under another name.
func measureImport(ctx context.Context, o options, path string, t *table) error {
	corpus, err := corpusFile(ctx, o, o.events, corpusSeed)
	if err != nil {
		return err
	}
	return measureImports(ctx, o, path, t, "JSONL", 180_000, corpus)
}

// measureSmallFiles imports the corpus as a trail delivers it, again, and under
// another name.
func measureSmallFiles(ctx context.Context, o options, t *table) error {
	folder, err := corpusFolder(ctx, o)
	if err != nil {
		return err
	}
	path := o.file("%d-files.bolt", o.events)
	defer os.Remove(path)
	return measureImports(ctx, o, path, t, "small files", 130_000, folder)
}

func measureImports(ctx context.Context, o options, path string, t *table, what string, budget float64, corpus string) error {
	c, err := fresh(ctx, path)
	if err != nil {
		return err
	}
	defer c.Close()
	first, err := measured(func() (ingest.Report, error) { return pull(ctx, c, corpus) })
	if err != nil {
		return err
	}
	if first.New != o.events {
		return fmt.Errorf("%d of %d events came in", first.New, o.events)
	}
	t.imported(fmt.Sprintf("import, %s (%d), text index included", what, first.FilesDone()), budget, first, o.events)

	again, err := measured(func() (ingest.Report, error) { return pull(ctx, c, corpus) })
	if err != nil {
		return err
	}
	copied := corpus + ".copy" + filepath.Ext(corpus)
	if err := os.Symlink(corpus, copied); err != nil && !os.IsExist(err) {
		return err
	}
	defer os.Remove(copied)
	renamed, err := measured(func() (ingest.Report, error) { return pull(ctx, c, copied) })
	if err != nil {
		return err
	}
	for name, i := range map[string]imported{"once more": again, "once more under another name": renamed} {
		if i.New+i.Variants != 0 {
			return fmt.Errorf("the import %s added %+v", name, i.Report)
		}
	}
	t.atMost("    once more", first.took/4, again.took)
	t.atMost("    once more under another name (processors "+renamed.each(o.events)+" an event)", first.took/4, renamed.took)
	return nil
}

// measureStream imports the corpus from a pipe: for sizes that the disk has no
// room for.
func measureStream(ctx context.Context, o options, path string, t *table) error {
	c, err := fresh(ctx, path)
	if err != nil {
		return err
	}
	defer c.Close()
	lines, wait, err := corpusStream(ctx, o)
	if err != nil {
		return err
	}
	all, err := measured(func() (ingest.Report, error) {
		return ingest.Run(ctx, c, trail.New(trail.Options{Stdin: lines}, "-"), ingest.Options{})
	})
	if err != nil {
		return err
	}
	if err := wait(); err != nil {
		return err
	}
	if all.New != o.events {
		return fmt.Errorf("%d of %d events came in", all.New, o.events)
	}
	t.imported("import from a pipe, text index included", 0, all, o.events)
	return measureSize(path, all.Unpacked, t)
}

// newcomers is how many new events are added to those held.
const newcomers = 1000

// measureNewcomers adds some new events from all over the corpus's time to a
// cache, from opening it on.
func measureNewcomers(ctx context.Context, o options, path string, t *table) error {
	corpus, err := corpusFile(ctx, o, newcomers, newcomerSeed)
	if err != nil {
		return err
	}
	// The cache is measured as it was afterwards, too.
	whole, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	grown := path + ".grown"
	defer os.Remove(grown)
	if err := os.WriteFile(grown, whole, 0o600); err != nil {
		return err
	}
	whole = nil
	some, err := measured(func() (ingest.Report, error) {
		c, err := cache.Open(ctx, cache.Options{Path: grown, Command: "bench"})
		if err != nil {
			return ingest.Report{}, err
		}
		defer c.Close()
		return pull(ctx, c, corpus)
	})
	if err != nil {
		return err
	}
	if some.New != newcomers {
		return fmt.Errorf("of %d new events: %+v", newcomers, some.Report)
	}
	what := fmt.Sprintf("%d new events into %d held, opening included (processors %s)", newcomers, o.events, show(some.used))
	t.atMost(what, 300*time.Millisecond, some.took)
	return nil
}

func measureSize(path string, raw int64, t *table) error {
	stored, err := os.Stat(path)
	if err != nil {
		return err
	}
	percent := 100 * float64(stored.Size()) / float64(raw)
	t.line("cache size, of the raw JSON", "17 %", fmt.Sprintf("%.1f %%", percent), percent <= 17)
	return nil
}
