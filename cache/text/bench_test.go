package text

import (
	"bytes"
	"cmp"
	"slices"
	"testing"

	"spoor/source/demo"
)

// sample is a segment as an import makes it: 16 Ki records in blocks of 256 KiB.
type sample struct {
	blocks [][][]byte
	events int
	bytes  int64
}

func newSample(t testing.TB, events int) *sample {
	s := &sample{}
	size := 0
	for _, record := range inOrder(firstRecords(t, demo.NewCorpus(400_000, 1), events)) {
		if size += len(record); len(s.blocks) == 0 || size > 256<<10 {
			s.blocks, size = append(s.blocks, nil), len(record)
		}
		last := len(s.blocks) - 1
		s.blocks[last] = append(s.blocks[last], record)
		s.events++
		s.bytes += int64(len(record))
	}
	return s
}

// inOrder sorts records by time.
func inOrder(records [][]byte) [][]byte {
	at := func(record []byte) string {
		_, rest, _ := bytes.Cut(record, []byte(`"eventTime":"`))
		return string(rest[:20])
	}
	slices.SortStableFunc(records, func(a, b []byte) int { return cmp.Compare(at(a), at(b)) })
	return records
}

// BenchmarkIndex indexes 16 Ki events as an import does.
func BenchmarkIndex(b *testing.B) {
	s := newSample(b, 16<<10)
	perEvent := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.events), "ns/event")
	}
	b.Run("Add", func(b *testing.B) {
		b.SetBytes(s.bytes)
		for b.Loop() {
			builder := NewBuilder()
			for _, block := range s.blocks {
				builder.Block()
				for _, record := range block {
					builder.Add(record)
				}
			}
			builder.Done()
		}
		perEvent(b)
	})
	b.Run("Encode", func(b *testing.B) {
		builder := NewBuilder()
		for _, block := range s.blocks {
			builder.Block()
			for _, record := range block {
				builder.Add(record)
			}
		}
		for b.Loop() {
			builder.Encode()
		}
		perEvent(b)
	})
}
