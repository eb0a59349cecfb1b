package text

import (
	"bytes"
	"cmp"
	"slices"
	"testing"

	"spoor/source/demo"
)

// sample is a segment as an import makes it: 16 Ki records in blocks of 256 KiB,
// and where the value of userIdentity lies in each, with its number.
type sample struct {
	blocks [][]known
	events int
	bytes  int64
}

type known struct {
	record      []byte
	from, to, n int
}

func newSample(t testing.TB, events int) *sample {
	s := &sample{}
	numbers := map[string]int{}
	size := 0
	for _, record := range inOrder(firstRecords(t, demo.NewCorpus(400_000, 1), events)) {
		r := known{record: record}
		if from := bytes.Index(record, []byte(`"userIdentity":{`)); from >= 0 {
			r.from = from + len(`"userIdentity":`)
			r.to = r.from + bytes.Index(record[from:], []byte(`},"eventTime"`)) + 1 - len(`"userIdentity":`)
			n, seen := numbers[string(record[r.from:r.to])]
			if !seen {
				n = len(numbers)
				numbers[string(record[r.from:r.to])] = n
			}
			r.n = n
		}
		if size += len(record); len(s.blocks) == 0 || size > 256<<10 {
			s.blocks, size = append(s.blocks, nil), len(record)
		}
		last := len(s.blocks) - 1
		s.blocks[last] = append(s.blocks[last], r)
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
				for i := range block {
					builder.Add(block[i].record)
				}
			}
			builder.Done()
		}
		perEvent(b)
	})
	b.Run("AddKnown", func(b *testing.B) {
		b.SetBytes(s.bytes)
		for b.Loop() {
			builder := NewBuilder()
			for _, block := range s.blocks {
				builder.Block()
				for i := range block {
					r := &block[i]
					builder.AddKnown(r.record, r.from, r.to, r.n)
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
			for i := range block {
				builder.Add(block[i].record)
			}
		}
		for b.Loop() {
			builder.Encode()
		}
		perEvent(b)
	})
}
