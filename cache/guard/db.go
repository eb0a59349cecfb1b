package guard

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"

	"go.etcd.io/bbolt"
)

// DB is a bbolt database whose file may turn out damaged while it is used. Use
// its own View, Update and Close; what else is called on the embedded database
// needs a Do around it, and so does each goroutine that reads inside a View.
type DB struct {
	*bbolt.DB
	file *os.File
	// broken says that bbolt panicked, so that its locks may be held for ever.
	broken atomic.Bool
}

// Open checks the file at path and opens it; unless it is to be read only, a
// missing one is made. The caller holds the cache's lock; o.OpenFile is not
// used. A *Damaged or *Damage says that the file is damaged.
func Open(path string, mode fs.FileMode, o *bbolt.Options) (*DB, error) {
	if err := CheckFile(path); err != nil {
		return nil, err
	}
	if o == nil || !o.ReadOnly {
		if err := create(path, mode); err != nil {
			return nil, err
		}
	}
	var options bbolt.Options
	if o != nil {
		options = *o
	} else {
		options = *bbolt.DefaultOptions
	}
	db := &DB{}
	options.OpenFile = func(path string, flag int, mode fs.FileMode) (f *os.File, err error) {
		f, err = os.OpenFile(path, flag, mode)
		db.file = f
		return f, err
	}
	err := DoNamed("open the cache "+path, func() (err error) {
		// Of a freelist that is not what it should be, bbolt would believe
		// every number.
		if err := checkTreeOnce(path); err != nil {
			return err
		}
		db.DB, err = bbolt.Open(path, mode, &options)
		return err
	})
	if err == nil {
		return db, nil
	}
	if IsDamage(err) && db.file != nil {
		_ = db.abandon()
	}
	return nil, err
}

// create makes an empty database at path where there is none. It appears there
// whole: a file that bbolt began to write when it was killed would be taken for
// a damaged one.
func create(path string, mode fs.FileMode) error {
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return nil
	}
	draft := path + ".new"
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make the cache: %w", err)
	}
	db, err := bbolt.Open(draft, mode, nil)
	if err != nil {
		return fmt.Errorf("make the cache: %w", err)
	}
	if err := db.Close(); err != nil {
		return fmt.Errorf("make the cache: %w", err)
	}
	if err := os.Rename(draft, path); err != nil {
		return fmt.Errorf("make the cache: %w", err)
	}
	return nil
}

// View is bbolt's View under Do.
func (db *DB) View(f func(*bbolt.Tx) error) error {
	entered := false
	return db.do(&entered, func() error {
		return db.DB.View(func(tx *bbolt.Tx) error {
			entered = true
			return f(tx)
		})
	})
}

// Update is bbolt's Update under Do. A database whose Update met damage can
// only be closed.
func (db *DB) Update(f func(*bbolt.Tx) error) error {
	return db.do(new(bool), func() error { return db.DB.Update(f) })
}

// do runs f; safe says whether bbolt gave back its locks if f met damage.
func (db *DB) do(safe *bool, f func() error) error {
	if db.broken.Load() {
		return &Damage{Cause: "it was found damaged before"}
	}
	err := Do(f)
	var fault *Damage
	if errors.As(err, &fault) && !*safe {
		db.broken.Store(true)
	}
	return err
}

// Close closes the database and lets go of its file. Where bbolt panicked
// before, its own Close might wait for a lock that nobody gives back; then the
// file is closed under it, and its map stays until the program ends.
func (db *DB) Close() error {
	if db.broken.Load() {
		return db.abandon()
	}
	return Do(db.DB.Close)
}

// abandon lets the file go without bbolt.
func (db *DB) abandon() error {
	unlock(db.file)
	if err := db.file.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("close the damaged cache: %w", err)
	}
	return nil
}
