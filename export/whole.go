package export

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Whole writes a file, private to the user, that is either there complete or
// not there at all: under another name in the same folder, synced, then
// renamed. A file of that name is replaced.
func Whole(name string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}
