package ingest

import (
	"context"
	"sync"
	"time"

	"spoor/cache"
)

// Known returns the question by which a source finds out which files need not
// be read again, for trail.Options.Known. It is for one Run, and knows the
// files that the cache knew when they were first asked for. The question may be
// asked from several goroutines at a time; asked in order of place, as sources
// list their files, it reads the cache once for thousands of them.
func Known(c *cache.Cache) func(ctx context.Context, place string, size int64, modTime time.Time, etag string) (bool, error) {
	k := &knownFiles{cache: c}
	return k.ask
}

const (
	// filesAhead is how many files are looked up in one go.
	filesAhead = 4096
	// stretchesKept is how many such lists are remembered: goroutines that read
	// side by side ask a little out of order, and so does the order of a
	// folder's entries differ a little from that of their paths.
	stretchesKept = 4
)

// knownFiles remembers what the cache knows of the files around those that were
// asked for last.
type knownFiles struct {
	cache *cache.Cache

	mu sync.Mutex
	// near are the stretches of places looked up last, the latest first.
	near []fileStretch
}

// fileStretch is all files known from one place up to another.
type fileStretch struct {
	from, to string
	// open says that it has no end.
	open  bool
	files map[string]cache.File
}

func (f *fileStretch) holds(place string) bool {
	return place >= f.from && (f.open || place <= f.to)
}

func (k *knownFiles) ask(ctx context.Context, place string, size int64, modTime time.Time, etag string) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range k.near {
		if k.near[i].holds(place) {
			f, ok := k.near[i].files[place]
			return ok && f.Unchanged(size, modTime, etag), nil
		}
	}
	files, more, err := k.cache.FilesFrom(ctx, place, filesAhead)
	if err != nil {
		return false, err
	}
	s := fileStretch{from: place, open: !more, files: make(map[string]cache.File, len(files))}
	for _, f := range files {
		f.Digest, f.DigestMetadata, f.SHA256 = nil, nil, nil
		s.files[f.Place] = f
		s.to = max(s.to, f.Place)
	}
	if more && len(files) == 0 {
		// Nothing but damaged entries: what lies behind them is not known.
		s.to = place
	}
	k.near = append([]fileStretch{s}, k.near[:min(len(k.near), stretchesKept-1)]...)
	f, ok := s.files[place]
	return ok && f.Unchanged(size, modTime, etag), nil
}
