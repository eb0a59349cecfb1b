package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Save makes changes to the settings file, which is made if it is not there. The
// file is replaced as a whole, so that a reader finds it as it was or as it is
// now, and keeps its permissions; where its name is a link, what that leads to
// is replaced. Changes that others make at the same time are kept.
func Save(file string, changes ...Change) error {
	if err := save(file, changes); err != nil {
		return fmt.Errorf("change the settings in %s: %w", file, err)
	}
	return nil
}

// saveTries is how often it is begun anew because somebody else wrote the file.
const saveTries = 5

var errBusy = errors.New("somebody else keeps writing it")

func save(file string, changes []Change) error {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	for range saveTries {
		was, mode, err := readMode(file)
		if err != nil {
			return err
		}
		now, err := Edit(was, changes...)
		if err != nil || bytes.Equal(was, now) {
			return err
		}
		again, err := replace(file, was, now, mode)
		if !again {
			return err
		}
	}
	return errBusy
}

// readMode reads a file with its permissions. One that is not there is empty.
func readMode(file string) ([]byte, fs.FileMode, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0o600, nil
	}
	if err != nil {
		return nil, 0, err
	}
	text, err := os.ReadFile(file)
	return text, info.Mode().Perm(), err
}

// replace puts a text in the place of a file, unless that is no longer what it
// was: then it is to be tried again.
func replace(file string, was, now []byte, mode fs.FileMode) (again bool, err error) {
	temporary, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return false, err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(now)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Sync(), temporary.Close())
	if err != nil {
		return false, err
	}
	if there, _, err := readMode(file); err != nil || !bytes.Equal(there, was) {
		return err == nil, err
	}
	return false, os.Rename(temporary.Name(), file)
}
