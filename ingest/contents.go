package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"sync"

	"spoor/cache"
	"spoor/source"
	"spoor/source/trail"
)

// Contents knows what was in the files that the cache has read whole, so that a
// copy under another name need not be read again, for trail.Options.Contents. It
// is for one Run. The cache forgets a file once any of its records is pruned or
// lost, so that a copy then brings them back.
func Contents(c *cache.Cache) trail.Contents { return &contents{cache: c} }

// mostContents is how many files are remembered, at 24 bytes each. Of more,
// copies are read again.
const mostContents = 1 << 20

// contents remembers, of each file, its stored size and the first half of the
// SHA-256: nobody can make a file to fit one of a million of them.
type contents struct {
	cache *cache.Cache

	once  sync.Once
	err   error
	sizes []int64
	sums  [][sha256.Size / 2]byte
}

func (k *contents) OfSize(ctx context.Context, bytes int64) (bool, error) {
	k.once.Do(func() { k.err = k.load(ctx) })
	_, found := slices.BinarySearch(k.sizes, bytes)
	return found, k.err
}

func (k *contents) Same(ctx context.Context, sum [sha256.Size]byte) (bool, error) {
	k.once.Do(func() { k.err = k.load(ctx) })
	_, found := slices.BinarySearchFunc(k.sums, sum, func(a [sha256.Size / 2]byte, b [sha256.Size]byte) int {
		return bytes.Compare(a[:], b[:len(a)])
	})
	return found, k.err
}

func (k *contents) load(ctx context.Context) error {
	for place, more := "", true; more; {
		var files []cache.File
		var err error
		if files, more, err = k.cache.FilesFrom(ctx, place, filesAhead); err != nil {
			return err
		}
		for i := range files {
			f := &files[i]
			place = behind(f.Place)
			if source.Status(f.Status) == source.Read && len(f.SHA256) == sha256.Size {
				k.sizes = append(k.sizes, f.Bytes)
				k.sums = append(k.sums, [sha256.Size / 2]byte(f.SHA256))
			}
		}
		if len(files) == 0 {
			break
		}
		if len(k.sums) > mostContents {
			k.sizes, k.sums = nil, nil
			return nil
		}
	}
	slices.Sort(k.sizes)
	k.sizes = slices.Compact(k.sizes)
	slices.SortFunc(k.sums, func(a, b [sha256.Size / 2]byte) int { return bytes.Compare(a[:], b[:]) })
	return nil
}

// behind is the next place that a file may have, about: places of the length
// that few file systems allow may be passed over.
func behind(place string) string {
	const long = 1000
	if len(place) > long {
		return place[:long] + "\xff"
	}
	return place + "\x00"
}
