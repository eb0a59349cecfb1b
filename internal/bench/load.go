package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"spoor/cache"
	"spoor/event"
	"spoor/source/demo"
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

// chunkEvents is how many events are appended at a time.
const chunkEvents = 16 << 10

type chunk struct {
	data []byte
	at   int64
}

// load reads a file of lines into the cache: one goroutine reads, as many as
// there are processors decode and append.
func load(ctx context.Context, c *cache.Cache, path string) (cache.Appended, error) {
	f, err := os.Open(path)
	if err != nil {
		return cache.Appended{}, err
	}
	defer f.Close()
	group, inner := errgroup.WithContext(ctx)
	chunks := make(chan chunk)
	totals := make(chan cache.Appended, 1)
	totals <- cache.Appended{}
	group.Go(func() error {
		defer close(chunks)
		return split(inner, f, chunks)
	})
	for range 2 {
		group.Go(func() error {
			var d event.Decoder
			for k := range chunks {
				done, err := appendChunk(inner, c, &d, path, k)
				if err != nil {
					return err
				}
				t := <-totals
				t.New += done.New
				t.Duplicates += done.Duplicates
				t.Variants += done.Variants
				totals <- t
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return cache.Appended{}, err
	}
	return <-totals, c.Seal(ctx)
}

func split(ctx context.Context, from io.Reader, to chan<- chunk) error {
	r := bufio.NewReaderSize(from, 1<<20)
	at := int64(0)
	for {
		data := make([]byte, 0, chunkEvents*1400)
		n := 0
		var err error
		for n < chunkEvents {
			var line []byte
			line, err = r.ReadSlice('\n')
			data = append(data, line...)
			if err == bufio.ErrBufferFull {
				continue
			}
			if err != nil {
				break
			}
			n++
		}
		if len(data) > 0 {
			select {
			case to <- chunk{data, at}:
			case <-ctx.Done():
				return ctx.Err()
			}
			at += int64(len(data))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func appendChunk(ctx context.Context, c *cache.Cache, d *event.Decoder, path string, k chunk) (cache.Appended, error) {
	b := &cache.Batch{Origins: []cache.Origin{{Kind: "trail", Place: path, Fetched: time.Now()}}, Entries: make([]cache.Entry, 0, chunkEvents)}
	at := k.at
	for len(k.data) > 0 {
		line, rest, _ := bytes.Cut(k.data, []byte{'\n'})
		var e event.Event
		if err := d.Decode(line, nil, &e); err != nil {
			return cache.Appended{}, fmt.Errorf("%s at %d: %w", path, at, err)
		}
		b.Entries = append(b.Entries, cache.Entry{Event: e.Clone(), Record: line, Position: at})
		at += int64(len(line) + 1)
		k.data = rest
	}
	return c.Append(ctx, b)
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
	if again.New+again.Variants != 0 {
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
