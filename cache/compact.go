package cache

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/guard"
	"spoor/cache/lock"
)

// Compacted says what Compact gained, in bytes of the file.
type Compacted struct{ Before, After int64 }

// compactStep is how many bytes are copied in one transaction.
const compactStep = 32 << 20

// Compact writes the file anew without the space that deleted and replaced
// things left in it. Others wait meanwhile, and go on with the new file; until
// it is whole and on disk the old one stays. It needs as much free space as the
// new file takes. A damaged cache is refused: copying it would hide the damage.
func (c *Cache) Compact(ctx context.Context) (Compacted, error) {
	if c.file.readOnly {
		return Compacted{}, fmt.Errorf("compact cache %s: it can only be read", c.file.path)
	}
	c.settle()
	held, err := lock.Acquire(ctx, c.file.path, lock.Options{Command: c.file.command, OnWait: c.file.onWait})
	if err != nil {
		return Compacted{}, err
	}
	defer held.Release()
	path, err := lock.Resolve(c.file.path)
	if err != nil {
		return Compacted{}, err
	}
	done, err := c.compact(ctx, path)
	if err != nil {
		return Compacted{}, fmt.Errorf("compact cache %s: %w", c.file.path, err)
	}
	return done, nil
}

func (c *Cache) compact(ctx context.Context, path string) (done Compacted, err error) {
	draft := path + ".compact"
	// A draft that is there was left behind by a kill.
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return done, err
	}
	defer func() {
		if err != nil {
			os.Remove(draft)
		}
	}()
	if done.Before, err = sizeOf(path); err != nil {
		return done, err
	}
	if err := copyFile(ctx, path, draft); err != nil {
		return done, err
	}
	if err := guard.Trim(draft); err != nil {
		return done, err
	}
	if done.After, err = sizeOf(draft); err != nil {
		return done, err
	}
	if err := os.Rename(draft, path); err != nil {
		return done, err
	}
	return done, syncFolder(filepath.Dir(path))
}

// copyFile copies what is in use of a bbolt file that is sound.
func copyFile(ctx context.Context, from, to string) error {
	src, err := guard.Open(from, 0o600, &bolt.Options{ReadOnly: true, Timeout: flockTimeout})
	if err != nil {
		return err
	}
	defer src.Close()
	k := &checker{ctx: ctx}
	if err := src.View(func(tx *bolt.Tx) error { return k.file(tx, from) }); err != nil {
		return err
	}
	if !k.Sound() {
		return fmt.Errorf("it is damaged: %s", k.Problems[0])
	}
	dst, err := guard.Open(to, 0o600, &bolt.Options{Timeout: flockTimeout, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = guard.DoNamed("copy it", func() error { return bolt.Compact(dst.DB, src.DB, compactStep) })
	return errors.Join(err, dst.Close())
}

func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// syncFolder makes a rename in a folder last. Not every system can.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_ = f.Sync()
	return nil
}
