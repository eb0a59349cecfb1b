package ingest_test

import (
	"bytes"
	"context"
	"sync"
	"testing"

	"spoor/source"
)

// careful hands on the batches of a source, sees that none changes before it is free,
// and makes what is free useless.
type careful struct {
	source.Source
	t   testing.TB
	mu  sync.Mutex
	out map[int]*source.Batch
}

func (s *careful) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	s.out = map[int]*source.Batch{}
	n := 0
	return s.Source.Pull(ctx, func(b *source.Batch) error {
		free := b.Free
		if free == nil {
			return yield(b)
		}
		var before [][]byte
		for _, r := range b.Records {
			before = append(before, bytes.Clone(r.Raw), bytes.Clone(r.Envelope))
		}
		n++
		number := n
		s.mu.Lock()
		s.out[number] = b
		s.mu.Unlock()
		b.Free = func() {
			s.mu.Lock()
			if s.out[number] == nil {
				s.t.Errorf("batch of %s freed twice", b.From.Place)
			}
			delete(s.out, number)
			s.mu.Unlock()
			for i, r := range b.Records {
				if !bytes.Equal(r.Raw, before[2*i]) || !bytes.Equal(r.Envelope, before[2*i+1]) {
					s.t.Errorf("%s at %d was\n%s\nand has become\n%s", b.From.Place, r.Position, before[2*i], r.Raw)
				}
			}
			for _, r := range b.Records {
				copy(r.Raw, bytes.Repeat([]byte("#"), len(r.Raw)))
				copy(r.Envelope, bytes.Repeat([]byte("#"), len(r.Envelope)))
			}
			free()
		}
		return yield(b)
	})
}

// check sees that all is free.
func (s *careful) check(all bool) {
	if n := len(s.out); all && n > 0 {
		s.t.Errorf("%d batches were never freed", n)
	}
}
