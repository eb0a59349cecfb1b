//go:build unix

package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

//go:embed duckdb/package.json duckdb/ask.js
var duckdbFiles embed.FS

// duckdbRuns is how often DuckDB is asked each question.
const duckdbRuns = 3

// duckdb is what DuckDB took for the same.
type duckdb struct {
	load      time.Duration
	questions map[string]time.Duration
}

// measureDuckDB loads the corpus into DuckDB and asks it those of the questions
// that can be said in SQL. It needs node, and npm to install DuckDB beside the
// corpus.
func measureDuckDB(ctx context.Context, o options, corpus string, questions []question) (*duckdb, error) {
	dir := filepath.Join(o.dir, "duckdb")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for _, name := range []string{"package.json", "ask.js"} {
		b, err := duckdbFiles.ReadFile("duckdb/" + name)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		npm := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund")
		npm.Dir = dir
		if out, err := npm.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("install DuckDB with npm: %v\n%s", err, out)
		}
	}
	type asked struct {
		Name  string `json:"name"`
		Where string `json:"where"`
	}
	in := struct {
		Corpus    string  `json:"corpus"`
		Database  string  `json:"database"`
		Runs      int     `json:"runs"`
		Questions []asked `json:"questions"`
		Countings []asked `json:"countings"`
	}{Corpus: corpus, Database: filepath.Join(dir, fmt.Sprintf("%d.duckdb", o.events)), Runs: duckdbRuns}
	for _, q := range questions {
		if q.sql != "" {
			in.Questions = append(in.Questions, asked{q.name, q.sql})
		}
	}
	countings, err := countings()
	if err != nil {
		return nil, err
	}
	for _, one := range countings {
		in.Countings = append(in.Countings, asked{one.name, one.sql})
	}
	stdin, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	node := exec.CommandContext(ctx, "node", "ask.js")
	node.Dir, node.Stdin, node.Stderr = dir, bytes.NewReader(stdin), os.Stderr
	out, err := node.Output()
	if err != nil {
		return nil, fmt.Errorf("ask DuckDB: %w", err)
	}
	var said struct {
		Load      float64
		Questions map[string]struct {
			Matched      int
			Milliseconds float64
		}
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return nil, fmt.Errorf("read what DuckDB said: %w", err)
	}
	d := &duckdb{load: milliseconds(said.Load), questions: map[string]time.Duration{}}
	for name, q := range said.Questions {
		d.questions[name] = milliseconds(q.Milliseconds)
	}
	return d, nil
}

func milliseconds(n float64) time.Duration { return time.Duration(n * float64(time.Millisecond)) }

// beside says what DuckDB took for a question, and how many times as long that
// is as measured; "" where it was not asked.
func (d *duckdb) beside(name string, measured time.Duration) string {
	if d == nil || d.questions[name] == 0 {
		return ""
	}
	took := d.questions[name]
	return fmt.Sprintf("DuckDB %s (%.1f×)", show(took), float64(took)/float64(measured))
}
