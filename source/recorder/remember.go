package recorder

import (
	"context"
	"sync"
	"time"

	"spoor/source"
	"spoor/source/trail"
)

// remembering adds to what is known of a store's trail files those that were
// read since.
type remembering struct {
	known trail.Known

	mu   sync.Mutex
	read map[string]version
}

// version is what of a file changes with its content.
type version struct {
	size int64
	mod  time.Time
}

func newRemembering(known trail.Known) *remembering {
	return &remembering{known: known, read: map[string]version{}}
}

func (r *remembering) ask(ctx context.Context, place string, size int64, mod time.Time, etag string) (bool, error) {
	r.mu.Lock()
	was, ok := r.read[place]
	r.mu.Unlock()
	if ok && was.size == size && was.mod.Equal(mod) {
		return true, nil
	}
	if r.known == nil {
		return false, nil
	}
	return r.known(ctx, place, size, mod, etag)
}

// note remembers the files whose end is told. That a file is known is told only
// once.
func (r *remembering) note(tell func(*source.Batch) error) func(*source.Batch) error {
	return func(b *source.Batch) error {
		if end := b.End; end != nil {
			r.mu.Lock()
			_, seen := r.read[end.Place]
			if !end.Again {
				r.read[end.Place] = version{end.Bytes, end.ModTime}
			}
			r.mu.Unlock()
			if seen && end.Status == source.Known {
				return nil
			}
		}
		return tell(b)
	}
}
