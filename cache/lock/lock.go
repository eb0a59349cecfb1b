// Package lock lets several processes, and several goroutines of each, take
// turns at one cache file.
//
// Two side files stand beside the cache: <cache>.gate and <cache>.lock. Who
// wants the cache first takes the gate, then the lock, then lets go of the
// gate. So there is only ever one who waits for the lock, the rest wait in
// line at the gate, and a writer that comes back at once finds the gate taken
// by a reader that came before it. The operating system drops both locks when
// their holder dies. The side files are never renamed or removed: a lock on a
// file that has been replaced guards nothing.
package lock

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Options say how a cache is to be held.
type Options struct {
	// Shared lets other shared holders in beside this one; it is for readers.
	// Without it the holder is alone.
	Shared bool
	// Command is what others are told about this holder while they wait, for
	// instance "spoor sync".
	Command string
	// OnWait, if set, is called once when the wait has taken a second, on the
	// goroutine that called Acquire. The zero Holder means that it is not known
	// who has the cache.
	OnWait func(Holder)
}

// patience is how long a waiter waits before it asks who it is waiting for.
const patience = time.Second

// Held is a cache that is held. Its methods are safe for concurrent use.
type Held struct {
	once   sync.Once
	lock   *os.File // nil where there is nothing to lock
	shared bool
	err    error
}

// Acquire waits until the cache at path may be used as o says, or until ctx
// ends. It is not reentrant: a goroutine that acquires again what it holds may
// wait for ever. Keep it only while reading or writing.
//
// A reader of a cache on a read-only disk, or in a folder where it may not
// write, needs no lock and holds none.
func Acquire(ctx context.Context, path string, o Options) (*Held, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path, err := Resolve(path)
	if err != nil {
		return nil, err
	}
	lockFile, err := openSide(path + ".lock")
	if err != nil {
		if o.Shared && MayOnlyRead(err) {
			return &Held{}, nil
		}
		return nil, fmt.Errorf("lock the cache %s: %w", path, err)
	}
	w := newWait(path, o.OnWait)
	defer w.stop()
	if err := w.acquire(ctx, lockFile, o.Shared); err != nil {
		lockFile.Close()
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, fmt.Errorf("lock the cache %s: %w", path, err)
	}
	if !o.Shared {
		// Only for those who wait; the lock holds without it.
		_ = writeHolder(lockFile, Holder{PID: os.Getpid(), Command: o.Command})
	}
	return &Held{lock: lockFile, shared: o.Shared}, nil
}

// Release lets the cache go. Calling it again does nothing.
func (h *Held) Release() error {
	h.once.Do(func() {
		if h.lock == nil {
			return
		}
		if !h.shared {
			_ = h.lock.Truncate(0)
		}
		h.err = h.lock.Close()
	})
	return h.err
}

// Resolve returns the path of the cache file itself, with symbolic links
// followed, so that all who mean the same file use the same side files. The
// file need not exist; its folder must.
func Resolve(path string) (string, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return filepath.Abs(real)
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return "", fmt.Errorf("find the folder of the cache: %w", err)
	}
	return filepath.Abs(filepath.Join(folder, filepath.Base(path)))
}

// openSide opens a side file, and makes it where there is none. A cache may come
// in a folder that somebody else filled: a link in the place of a side file would
// have another file emptied, and a pipe might be waited for.
func openSide(path string) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is a link or no ordinary file: take it away", path)
	}
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|followNoLink, 0o600)
}

// MayOnlyRead reports whether an error came of a file that this user may not write,
// or of a disk that nobody may.
func MayOnlyRead(err error) bool {
	return errors.Is(err, fs.ErrPermission) || isReadOnlyDisk(err)
}
