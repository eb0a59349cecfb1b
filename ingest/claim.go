package ingest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"

	"spoor/cache"
	"spoor/cache/lock"
	"spoor/source"
)

// Busy is why a place was left alone: another program fetches from it into the
// same cache.
type Busy struct {
	// What is fetched, in a few words.
	What   string
	Holder lock.Holder
}

// Error says who fetches, and what to do.
func (b *Busy) Error() string {
	return fmt.Sprintf("%s: %s is fetching it: wait until it is done", b.What, b.Holder)
}

// String names the place for people.
func (p Place) String() string { return placeName(p.Account.ID, p.Region) }

func placeName(account, region string) string { return region + ", account " + account }

// claimFile is the file that stands for fetching something into a cache.
func claimFile(c *cache.Cache, name string) string {
	name = strings.Map(func(r rune) rune {
		if r == filepath.Separator || r == '/' || r < ' ' {
			return '_'
		}
		return r
	}, name)
	return filepath.Join(SyncFolder(c), name+".lock")
}

// SyncFolder is the folder beside a cache for what syncs into it keep.
func SyncFolder(c *cache.Cache) string {
	path := c.Path()
	if real, err := lock.Resolve(path); err == nil {
		path = real
	}
	return path + ".sync"
}

// claim claims the fetching of something into a cache. Where another program
// does that the error is a *Busy.
func claim(c *cache.Cache, name, what string) (*lock.Claim, error) {
	claim, holder, err := lock.TryClaim(claimFile(c, name), c.Command())
	switch {
	case err != nil:
		return nil, explain(err)
	case claim == nil:
		return nil, &Busy{what, holder}
	}
	return claim, nil
}

// OneAtATime returns a source that one program at a time reads into a cache: a
// bucket and prefix, by its address. While another program does, Pull returns a
// *Busy, and no batch.
func OneAtATime(c *cache.Cache, address string, s source.Source) source.Source {
	return &claimed{s, c, strings.TrimRight(address, "/")}
}

type claimed struct {
	source.Source
	cache   *cache.Cache
	address string
}

// Size implements source.Sized, as far as the source does.
func (s *claimed) Size(ctx context.Context) (files int, bytes int64, err error) {
	if sized, ok := s.Source.(source.Sized); ok {
		return sized.Size(ctx)
	}
	return 0, 0, nil
}

func (s *claimed) Pull(ctx context.Context, yield func(*source.Batch) error) error {
	// An address may be longer than the name of a file.
	held, err := claim(s.cache, fmt.Sprintf("bucket-%x", sha256.Sum256([]byte(s.address)))[:39], s.address)
	if err != nil {
		return err
	}
	defer held.Release()
	return s.Source.Pull(ctx, yield)
}
