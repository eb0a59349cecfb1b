package cli

import (
	"context"
	"errors"
	"fmt"
<<<<<<< HEAD
	"io"
	"os"
	"path/filepath"
=======
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
>>>>>>> b86e23d (End on SIGHUP too, and sweep up after sessions that were killed)

	"spoor/cache"
)

<<<<<<< HEAD
// temporary is a cache in a folder of its own that goes with it.
type temporary struct {
	store *cache.Cache
	dir   string
}

const temporaryName = "cache.bolt"

func temporaryCache(ctx context.Context) (*temporary, error) {
	dir, err := os.MkdirTemp("", "spoor-")
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
		return fmt.Errorf("keep the cache as %s: %w: it still lies in %s", name, err, from)
	}
	a.say("events and marks are kept: spoor --cache %s opens them", name)
	return os.RemoveAll(t.dir)
}

// moveNew moves a file to a name that is free, across file systems too.
func moveNew(from, to string) error {
	if os.Link(from, to) == nil {
		return os.Remove(from)
	}
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
		return err
	}
	return os.Remove(from)
=======
// temporaryPrefix begins the names of folders with temporary caches; the number
// of the process that made them follows.
const temporaryPrefix = "spoor-"

// temporaryCache opens a cache that is gone when done is called. What processes
// that were killed left behind is taken away on the way.
func temporaryCache(ctx context.Context) (store *cache.Cache, done func(), err error) {
	sweepTemporary()
	dir, err := os.MkdirTemp("", temporaryPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a folder for a temporary cache: %w", err)
	}
	store, err = cache.Open(ctx, cache.Options{Path: filepath.Join(dir, "cache.bolt"), Command: commandName()})
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	return store, func() {
		store.Close()
		os.RemoveAll(dir)
	}, nil
}

// sweepTemporary removes temporary caches whose process is gone. Those of other
// users cannot be removed, and are left.
func sweepTemporary() {
	dirs, err := filepath.Glob(filepath.Join(os.TempDir(), temporaryPrefix+"*-*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), temporaryPrefix), "-")
		pid, err := strconv.Atoi(number)
		if err != nil || alive(pid) {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, "cache.bolt")); err == nil {
			os.RemoveAll(dir)
		}
	}
}

// alive reports whether a process may be running; in doubt it is.
func alive(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	if runtime.GOOS == "windows" {
		process.Release()
		return true
	}
	err = process.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
>>>>>>> b86e23d (End on SIGHUP too, and sweep up after sessions that were killed)
}
