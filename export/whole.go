package export

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Whole writes a file, private to the user, that is either there complete or
// not there at all: under another name in the same folder, synced, then
// renamed. A file of that name is replaced, but nothing else is: no device, no
// pipe, no folder.
func Whole(name string, write func(io.Writer) error) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return errors.New("it is there already, and no ordinary file")
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		// The error names a file that nobody has heard of.
		if call, ok := errors.AsType[*fs.PathError](err); ok {
			err = call.Err
		}
		return fmt.Errorf("make a file in %s: %w", filepath.Dir(name), err)
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = put(file.Name(), name)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}

// put gives a finished file its name.
func put(from, name string) error {
	err := os.Rename(from, name)
	var call *os.LinkError // which names a file that nobody has heard of
	if !errors.As(err, &call) {
		return err
	}
	hint := ""
	if runtime.GOOS == "windows" {
		hint = ": close the file where it is open, or choose another name"
	}
	return fmt.Errorf("put it in its place: %w%s", call.Err, hint)
}
