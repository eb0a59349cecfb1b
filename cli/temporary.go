package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"spoor/cache"
)

// temporary is a cache in a folder of its own that goes with it.
type temporary struct {
	store *cache.Cache
	dir   string
}

const temporaryName = "cache.bolt"

// temporaryCache opens a new cache of this process alone. What processes that
// were killed left behind is taken away on the way.
func temporaryCache(ctx context.Context) (*temporary, error) {
	sweepTemporary()
	dir, err := os.MkdirTemp("", temporaryPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for a temporary cache: %w", err)
	}
	store, err := cache.Open(ctx, cache.Options{Path: filepath.Join(dir, temporaryName), Command: commandName()})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &temporary{store, dir}, nil
}

// remove closes the cache and takes it away.
func (t *temporary) remove() error {
	return errors.Join(t.store.Close(), os.RemoveAll(t.dir))
}

// keep closes a temporary cache and keeps it under a name, where nothing may
// lie yet. If that fails the cache stays where it is.
func (a *app) keep(t *temporary, name string) error {
	from := filepath.Join(t.dir, temporaryName)
	err := t.store.Close()
	if err == nil {
		err = moveNew(from, name)
	}
	if err != nil {
		return fmt.Errorf("keep the cache as %s: %w: it still lies in %s", name, err, t.spare())
	}
	a.say("events and marks are kept: spoor --cache %s opens them", name)
	return os.RemoveAll(t.dir)
}

// spare names the folder so that no later sweep takes it, and returns where the
// cache lies then.
func (t *temporary) spare() string {
	spared := filepath.Join(filepath.Dir(t.dir), temporaryPrefix+"kept"+strings.TrimPrefix(filepath.Base(t.dir), temporaryPrefix))
	if os.Rename(t.dir, spared) == nil {
		t.dir = spared
	}
	return filepath.Join(t.dir, temporaryName)
}

// moveNew moves a file to a name that is free, across file systems too.
func moveNew(from, to string) error {
	if os.Link(from, to) != nil {
		if err := copyNew(from, to); err != nil {
			return err
		}
	}
	return os.Remove(from)
}

// copyNew copies a file to a name that is free.
func copyNew(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	if err == nil {
		err = target.Sync()
	}
	if err = errors.Join(err, target.Close()); err != nil {
		os.Remove(to)
	}
	return err
}
