//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"spoor/source/demo"
)

// corpusSeed makes the corpus what it is; newcomers have another, and so other
// ids.
const corpusSeed, newcomerSeed = 1, 2

// corpusFile writes a corpus as lines, once.
func corpusFile(ctx context.Context, o options, events int, seed uint64) (string, error) {
	path := o.file("%d-%d.jsonl", events, seed)
	return path, once(path, func(part string) error {
		f, err := os.Create(part)
		if err != nil {
			return err
		}
		defer f.Close()
		return demo.NewCorpus(events, seed).WriteJSONL(ctx, f)
	})
}

// corpusFolder writes a corpus as a trail delivers it to a bucket, once.
func corpusFolder(ctx context.Context, o options) (string, error) {
	path := o.file("%d-files", o.events)
	return path, once(path, func(part string) error {
		_, err := demo.NewCorpus(o.events, corpusSeed).WriteS3Layout(ctx, part)
		return err
	})
}

// once makes path, unless it is there: whole, or not at all.
func once(path string, make func(part string) error) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	part := path + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := make(part); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// file is the path of a file that is kept.
func (o options) file(name string, args ...any) string {
	return filepath.Join(o.dir, fmt.Sprintf(name, args...))
}

// corpusStream starts a process of its own that makes the corpus, and returns
// what it writes: lines that are never on a disk. wait is to be called at their
// end.
func corpusStream(ctx context.Context, o options) (lines io.Reader, wait func() error, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-emit", "-events", strconv.Itoa(o.events))
	cmd.Stderr = os.Stderr
	if lines, err = cmd.StdoutPipe(); err != nil {
		return nil, nil, err
	}
	return lines, cmd.Wait, cmd.Start()
}

// emit writes the corpus to standard output.
func emit(ctx context.Context, o options) error {
	return demo.NewCorpus(o.events, corpusSeed).WriteJSONL(ctx, os.Stdout)
}
