package segment_test

import (
	"context"
	"crypto/sha256"
	"testing"

	"spoor/cache/segment"
	"spoor/event"
	"spoor/source"
	"spoor/source/demo"
)

// corpus is one batch of a realistic corpus, decoded as an import does.
func corpus(t testing.TB, n int) (entries []segment.Entry, bytes int64) {
	d := event.Decoder{Lasting: true}
	err := demo.NewCorpus(n, 1).Pull(t.Context(), func(batch *source.Batch) error {
		for _, r := range batch.Records {
			e := new(event.Event)
			if err := d.Decode(r.Raw, nil, e); err != nil {
				return err
			}
			sum := sha256.Sum256([]byte(e.ID))
			entries = append(entries, segment.Entry{
				Event: e, Key: [16]byte(sum[:16]), Record: r.Raw, Position: r.Position, Caller: d.Caller(), UUIDs: segment.UUIDsOf(e),
			})
			bytes += int64(len(r.Raw))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	segment.Order(entries)
	return entries, bytes
}

// BenchmarkBuild encodes 16 Ki events as an import does.
func BenchmarkBuild(b *testing.B) {
	entries, bytes := corpus(b, 16<<10)
	b.SetBytes(bytes)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := segment.Build(context.Background(), entries); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(entries)), "µs/event")
}

// BenchmarkSearchBlocks unpacks and searches the records of 16 Ki events, by
// needle.
func BenchmarkSearchBlocks(b *testing.B) {
	entries, bytes := corpus(b, 16<<10)
	enc, err := segment.Build(context.Background(), entries)
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{"us-east-1", "payroll", "xyzzyquux", "deadbeef"} {
		b.Run(text, func(b *testing.B) {
			b.SetBytes(bytes)
			needle := segment.NewNeedle(text)
			var scan segment.Scan
			for b.Loop() {
				for k, ref := range enc.Manifest.Blocks {
					if err := scan.Open(ref, enc.Blocks[k]); err != nil {
						b.Fatal(err)
					}
					scan.Holding(needle, func(int) {})
				}
			}
		})
	}
}
