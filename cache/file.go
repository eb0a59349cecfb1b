package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"spoor/cache/guard"
	"spoor/cache/lock"
)

// file opens the bbolt file for as long as one transaction takes, holding the
// lock that all processes share.
type file struct {
	path     string
	readOnly bool
	command  string
	onWait   func(lock.Holder)
}

// flockTimeout is how long bbolt's own lock is waited for. All who use the
// gate hold ours by then; only another program can have it.
const flockTimeout = 5 * time.Second

// view runs do in a read transaction. Nothing that do is given may be kept.
func (f *file) view(ctx context.Context, do func(*bolt.Tx) error) error {
	if err := f.there(); err != nil {
		return err
	}
	held, err := lock.Acquire(ctx, f.path, lock.Options{Shared: true, Command: f.command, OnWait: f.onWait})
	if err != nil {
		return err
	}
	defer held.Release()
	db, err := f.open(&bolt.Options{ReadOnly: true, Timeout: flockTimeout})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(do)
}

// there returns an error where no file is, or an empty one, which bbolt would make
// into a database even to read it.
func (f *file) there() error {
	info, err := os.Stat(f.path)
	if err == nil && info.Size() == 0 {
		return errors.New("this file is empty")
	}
	return err
}

// update runs do in a transaction that is committed when do returns nil. A cache
// that was taken away while it was open is not begun anew.
func (f *file) update(ctx context.Context, do func(*bolt.Tx) error) error {
	if err := f.there(); err != nil && !f.readOnly {
		return err
	}
	return f.make(ctx, do)
}

// make is update, and makes the file where there is none.
func (f *file) make(ctx context.Context, do func(*bolt.Tx) error) error {
	if f.readOnly {
		return errors.New("the cache can only be read")
	}
	held, err := lock.Acquire(ctx, f.path, lock.Options{Command: f.command, OnWait: f.onWait})
	if err != nil {
		return err
	}
	defer held.Release()
	db, err := f.open(&bolt.Options{Timeout: flockTimeout, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return err
	}
	if err := db.Update(do); err != nil {
		db.Close()
		return err
	}
	return db.Close()
}

func (f *file) open(o *bolt.Options) (*guard.DB, error) {
	db, err := guard.Open(f.path, 0o600, o)
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, errors.New("another program has the file open")
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, berrors.ErrChecksum):
		return nil, fmt.Errorf("this is not a cache, or its first pages are damaged (%w)", err)
	}
	return db, err
}
