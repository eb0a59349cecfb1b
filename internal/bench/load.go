package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"spoor/cache"
	"spoor/ingest"
	"spoor/source/demo"
	"spoor/source/trail"
)

// corpusFile writes the corpus as lines, once.
func corpusFile(ctx context.Context, o options) (string, error) {
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(o.dir, fmt.Sprintf("%d.jsonl", o.events))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	f, err := os.Create(path + ".part")
	if err != nil {
		return "", err
	}
	defer f.Close()
	if err := demo.NewCorpus(o.events, 1).WriteJSONL(ctx, f); err != nil {
		return "", err
	}
	return path, os.Rename(path+".part", path)
}

// load imports the corpus the way the command line does.
func load(ctx context.Context, c *cache.Cache, path string) (ingest.Report, error) {
	return ingest.Run(ctx, c, trail.New(trail.Options{Known: ingest.Known(c)}, path), ingest.Options{})
}

func measureImport(ctx context.Context, o options, path string, t *table) error {
	corpus, err := corpusFile(ctx, o)
	if err != nil {
		return err
	}
	for _, p := range []string{path, path + ".gate", path + ".lock"} {
		if err := os.RemoveAll(p); err != nil {
			return err
		}
	}
	c, err := cache.Open(ctx, cache.Options{Path: path, Command: "bench"})
	if err != nil {
		return err
	}
	defer c.Close()
	peak := watchMemory()
	start, used := time.Now(), processorTime()
	done, err := load(ctx, c, corpus)
	if err != nil {
		return err
	}
	took := time.Since(start)
	if done.New != o.events {
		return fmt.Errorf("%d of %d events came in", done.New, o.events)
	}
	rate := float64(o.events) / took.Seconds()
	t.line("import, JSONL, text index included", "180000 /s", fmt.Sprintf("%.0f /s", rate), rate >= 180_000)
	each := float64(processorTime()-used) / float64(o.events) / 1000
	t.line("processor time of the import, an event", "", fmt.Sprintf("%.2f µs", each), true)
	mb := peak() >> 20
	t.line("peak memory of the import", "250 MB", fmt.Sprintf("%d MB", mb), mb <= 250)

	start, used = time.Now(), processorTime()
	again, err := load(ctx, c, corpus)
	if err != nil {
		return err
	}
	if again.New != 0 {
		return fmt.Errorf("the second import added %+v", again)
	}
	t.atMost("import of everything once more", took/4, time.Since(start))
	each = float64(processorTime()-used) / float64(o.events) / 1000
	t.line("processor time of that, an event", "", fmt.Sprintf("%.2f µs", each), true)
	return nil
}

func measureSize(o options, path string, t *table) error {
	raw, err := os.Stat(filepath.Join(o.dir, fmt.Sprintf("%d.jsonl", o.events)))
	if err != nil {
		return err
	}
	stored, err := os.Stat(path)
	if err != nil {
		return err
	}
	percent := 100 * float64(stored.Size()) / float64(raw.Size())
	t.line("cache size, of the raw JSON", "17 %", fmt.Sprintf("%.1f %%", percent), percent <= 17)
	return nil
}
