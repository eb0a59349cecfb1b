package redact_test

import (
	"testing"

	"spoor/export/redact"
	"spoor/source"
	"spoor/source/demo"
)

// BenchmarkJSON redacts realistic records of all classes.
func BenchmarkJSON(b *testing.B) {
	var records [][]byte
	size := 0
	err := demo.NewCorpus(5000, 7).Pull(b.Context(), func(batch *source.Batch) error {
		for _, r := range batch.Records {
			records = append(records, r.Raw)
			size += len(r.Raw)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	r := redact.New(redact.NewKey(), redact.Classes()...)
	for _, record := range records {
		r.JSON(record)
	}
	b.SetBytes(int64(size / len(records)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		r.JSON(records[i%len(records)])
		i++
	}
}
