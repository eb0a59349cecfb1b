package trail

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"spoor/source"
)

// BenchmarkSplitting is the work on the bytes alone, without files, hashes or
// decompression.
func BenchmarkSplitting(b *testing.B) {
	lines := new(bytes.Buffer)
	for n := range 2000 {
		lines.WriteString(sampleRecord(n) + "\n")
	}
	envelopes := new(bytes.Buffer)
	for n := range 2000 {
		envelopes.WriteString(lookupEnvelope(sampleRecord(n), `"2022-02-08 09:23:37+11:00"`) + "\n")
	}
	for _, c := range []struct {
		name    string
		content []byte
	}{
		{"lines", lines.Bytes()},
		{"list", []byte(list(strings.Split(strings.TrimSpace(lines.String()), "\n")...))},
		{"LookupEvents", envelopes.Bytes()},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.content)))
			for b.Loop() {
				s := newSplitter(maxRecord)
				s.feed(c.content, true)
				if s.records != 2000 {
					b.Fatal(s.verdict())
				}
			}
		})
	}
}

// BenchmarkLargeFile pulls one large plain file, as one worker does.
func BenchmarkLargeFile(b *testing.B) {
	content := new(bytes.Buffer)
	for n := range 50_000 {
		content.WriteString(sampleRecord(n) + "\n")
	}
	path := write(b, b.TempDir(), "events.jsonl", content.String())
	b.SetBytes(int64(content.Len()))
	for b.Loop() {
		pullAll(b, New(Options{Workers: 1}, path), 50_000)
	}
}

// BenchmarkSmallFiles pulls many small compressed files, as a bucket holds them.
func BenchmarkSmallFiles(b *testing.B) {
	const files, records = 2000, 7
	root := b.TempDir()
	for n := range files {
		var all []string
		for i := range records {
			all = append(all, sampleRecord(n*records+i))
		}
		write(b, root, fmt.Sprintf("%02d/%04d.json.gz", n%28, n), zipped(b, list(all...)))
	}
	b.ReportAllocs()
	for b.Loop() {
		pullAll(b, New(Options{}, root), files*records)
	}
	b.ReportMetric(float64(files*b.N)/b.Elapsed().Seconds(), "files/s")
}

func pullAll(b *testing.B, s *Source, want int) {
	b.Helper()
	records := 0
	err := s.Pull(context.Background(), func(batch *source.Batch) error {
		records += len(batch.Records)
		return nil
	})
	if err != nil || records != want {
		b.Fatalf("%d records, %v", records, err)
	}
}
