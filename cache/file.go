package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// file opens the bbolt file for as long as one transaction takes.
type file struct {
	path     string
	readOnly bool
	command  string
}

// view runs f in a read transaction. Nothing that f is given may be kept.
func (f *file) view(ctx context.Context, do func(*bolt.Tx) error) error {
	db, err := f.open(ctx, true)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(do)
}

// update runs f in a transaction that is committed when f returns nil.
func (f *file) update(ctx context.Context, do func(*bolt.Tx) error) error {
	if f.readOnly {
		return errors.New("opened for reading only")
	}
	db, err := f.open(ctx, false)
	if err != nil {
		return err
	}
	if err := db.Update(do); err != nil {
		db.Close()
		return err
	}
	return db.Close()
}

const lockPoll = 100 * time.Millisecond

func (f *file) open(ctx context.Context, readOnly bool) (*bolt.DB, error) {
	if readOnly {
		// bbolt would create a file even to read it.
		if _, err := os.Stat(f.path); err != nil {
			return nil, err
		}
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		db, err := bolt.Open(f.path, 0o600, &bolt.Options{
			ReadOnly: readOnly, Timeout: lockPoll,
			FreelistType: bolt.FreelistMapType, InitialMmapSize: 1 << 20,
		})
		if errors.Is(err, berrors.ErrTimeout) {
			continue
		}
		if err != nil {
			return nil, explainOpen(err)
		}
		return db, nil
	}
}

func explainOpen(err error) error {
	switch {
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, berrors.ErrChecksum):
		return fmt.Errorf("this is not a cache, or its first pages are damaged (%v)", err)
	}
	return err
}
