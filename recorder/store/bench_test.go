package store_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"spoor/recorder/store"
)

// BenchmarkRecord has 200 clients record calls side by side, each waiting until
// its call is durable, as behind the gateway.
func BenchmarkRecord(b *testing.B) {
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	const clients = 200
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for range clients {
		all.Go(func() {
			for {
				n := int(next.Add(1))
				if n > b.N {
					return
				}
				if err := s.Record(b.Context(), numbered(n)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}
