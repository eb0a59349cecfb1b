package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"spoor/cache/lock"
	"spoor/source/recorder/journal"
)

// file is a journal that this process has locked.
type file struct {
	f *os.File
	// size is the end of the last whole batch.
	size int64
	// broken says that it is not known any more what of it the disk holds.
	broken bool
}

// create makes a new journal and locks it.
func create(folder string, now time.Time) (*file, error) {
	for {
		var unique [4]byte
		rand.Read(unique[:]) // never fails
		name := fmt.Sprintf("%s-%x%s", now.UTC().Format("20060102T150405Z"), unique, journal.Suffix)
		path := filepath.Join(folder, name)
		f, err := journal.OpenFile(path, os.O_RDWR|os.O_CREATE)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := lock.File(f, false); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		// Another recorder may have locked it first, taken it for a leftover and
		// removed it.
		if !stands(f, path) {
			f.Close()
			continue
		}
		if err := syncFolder(folder); err != nil {
			return nil, errors.Join(err, f.Close(), os.Remove(path))
		}
		return &file{f: f}, nil
	}
}

// adopt locks a journal that another recorder left behind. It returns nil where
// that recorder is still at work, or the journal is gone.
func adopt(path string) (*file, error) {
	f, err := journal.OpenFile(path, os.O_RDWR)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	locked, err := lock.TryFile(f, false)
	if err != nil || !locked || !stands(f, path) {
		return nil, errors.Join(err, f.Close())
	}
	return &file{f: f}, nil
}

// stands reports whether the path still leads to the open file.
func stands(f *os.File, path string) bool {
	opened, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(path)
	return err == nil && os.SameFile(opened, named)
}

// append adds a batch and returns once the disk holds it. After an error the
// journal is as it was before, or broken.
func (j *file) append(lines []byte) error {
	lines = journal.Close(lines)
	n, err := j.f.WriteAt(lines, j.size)
	if err == nil {
		if err = j.f.Sync(); err == nil {
			j.size += int64(n)
			return nil
		}
		// What a failed flush has left on the disk cannot be found out.
		j.broken = true
	}
	if cut := j.f.Truncate(j.size); cut != nil {
		j.broken = true
	}
	return err
}

// discard removes the journal and lets it go.
func (j *file) discard() error {
	err := os.Remove(j.f.Name())
	return errors.Join(err, j.f.Close(), syncFolder(filepath.Dir(j.f.Name())))
}
