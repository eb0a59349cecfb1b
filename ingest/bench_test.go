package ingest_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"spoor/ingest"
	"spoor/source/demo"
	"spoor/source/trail"
)

// benchEvents is how many events the benchmarks import; SPOOR_BENCH_EVENTS
// asks for another number.
func benchEvents(b *testing.B) int {
	if text := os.Getenv("SPOOR_BENCH_EVENTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	return 100_000
}

// BenchmarkImportJSONL imports one file with a record a line.
func BenchmarkImportJSONL(b *testing.B) {
	path := filepath.Join(b.TempDir(), "events.jsonl")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if err := demo.NewCorpus(benchEvents(b), 7).WriteJSONL(b.Context(), w); err != nil {
		b.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	benchmarkImport(b, path)
}

// BenchmarkImportTrail imports a folder of small gzip files as a trail delivers
// them.
func BenchmarkImportTrail(b *testing.B) {
	folder := b.TempDir()
	if _, err := demo.NewCorpus(benchEvents(b), 7).WriteS3Layout(b.Context(), folder); err != nil {
		b.Fatal(err)
	}
	benchmarkImport(b, folder)
}

func benchmarkImport(b *testing.B, path string) {
	events := benchEvents(b)
	first := func(b *testing.B) {
		for b.Loop() {
			c := open(b)
			if r := run(b, c, trail.New(trail.Options{Known: ingest.Known(c)}, path)); r.New != events {
				b.Fatalf("%+v", r)
			}
		}
		b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	}
	again := func(known bool) func(b *testing.B) {
		return func(b *testing.B) {
			c := open(b)
			run(b, c, trail.New(trail.Options{}, path))
			for b.Loop() {
				var o trail.Options
				if known {
					o.Known = ingest.Known(c)
				}
				if r := run(b, c, trail.New(o, path)); r.New != 0 || known != (r.Records == 0) {
					b.Fatalf("%+v", r)
				}
			}
			b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		}
	}
	b.Run("first", first)
	b.Run("again", again(true))
	b.Run("again, reading", again(false))
}
