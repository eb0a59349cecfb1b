package trail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"spoor/source"
)

// files lists folders, single files and standard input.
type files struct {
	paths []string
	stdin io.Reader
}

// stdinPlace is how standard input is named as a place.
const stdinPlace = "stdin"

func (f *files) name() string {
	switch {
	case len(f.paths) != 1:
		return fmt.Sprintf("%d paths", len(f.paths))
	case f.paths[0] == "-":
		return "standard input"
	}
	if info, err := os.Stat(f.paths[0]); err == nil && info.IsDir() {
		return "folder " + f.paths[0]
	}
	return "file " + f.paths[0]
}

func (f *files) list(ctx context.Context, yield func(listed) error) error {
	w := walker{ctx: ctx, yield: yield, seen: make(map[string]bool)}
	for _, path := range f.paths {
		if path == "-" {
			if err := yield(f.standardInput()); err != nil {
				return err
			}
			continue
		}
		place, err := filepath.Abs(path)
		if err != nil {
			place = path
		}
		if err := w.argument(place); err != nil {
			return err
		}
	}
	return nil
}

func (f *files) standardInput() listed {
	return listed{place: stdinPlace, size: -1, live: true, open: func(context.Context, *listed) (io.ReadCloser, error) {
		return io.NopCloser(f.stdin), nil
	}}
}

// walker goes through folders in the order of names.
type walker struct {
	ctx   context.Context
	yield func(listed) error
	// seen holds the real paths of the folders gone through, so that links
	// between folders lead nowhere twice.
	seen map[string]bool
}

// argument lists what the user named: unlike what is found in a folder, it may
// also be a pipe.
func (w *walker) argument(place string) error {
	info, err := os.Stat(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return w.yield(listed{place: place, status: source.Failed, reason: "there is no such file or folder"})
	case err != nil:
		return w.yield(listed{place: place, status: source.Failed, reason: reasonOf(err)})
	case info.IsDir():
		real, err := filepath.EvalSymlinks(place)
		if err != nil {
			real = place
		}
		return w.folder(place, real)
	case info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) != 0:
		return w.yield(listed{place: place, size: -1, live: true, open: openFile})
	}
	return w.file(place, info)
}

// folder lists what is in the folder at place. real is its path without links in
// it.
func (w *walker) folder(place, real string) error {
	if w.seen[real] {
		return nil
	}
	w.seen[real] = true
	entries, err := os.ReadDir(place)
	if err != nil {
		if err := w.yield(listed{place: place, status: source.Failed, reason: reasonOf(err)}); err != nil {
			return err
		}
	}
	for _, entry := range entries {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		path := filepath.Join(place, entry.Name())
		switch mode := entry.Type(); {
		case mode.IsDir():
			err = w.folder(path, filepath.Join(real, entry.Name()))
		case mode&fs.ModeSymlink != 0:
			err = w.link(path)
		default:
			err = w.entry(path, entry)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// link lists what a symbolic link leads to.
func (w *walker) link(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return w.yield(listed{place: path, status: source.Failed, reason: "a link that leads nowhere: " + reasonOf(err)})
	}
	if !info.IsDir() {
		return w.file(path, info)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return w.yield(listed{place: path, status: source.Failed, reason: reasonOf(err)})
	}
	return w.folder(path, real)
}

func (w *walker) entry(path string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return w.yield(listed{place: path, status: source.Failed, reason: reasonOf(err)})
	}
	return w.file(path, info)
}

func (w *walker) file(path string, info fs.FileInfo) error {
	f := listed{place: path, size: info.Size(), modTime: info.ModTime(), open: openFile}
	if mode := info.Mode(); !mode.IsRegular() {
		f.size, f.status, f.reason = 0, source.Skipped, "not a file but "+kindOf(mode)
	}
	return w.yield(f)
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something special"
}

func openFile(_ context.Context, f *listed) (io.ReadCloser, error) { return os.Open(f.place) }

// reasonOf is what went wrong with a file, without the path that stands beside it
// anyway.
func reasonOf(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "permission denied: this user may not read it"
	case errors.Is(err, fs.ErrNotExist):
		return "it is not there (any more)"
	case errors.Is(err, syscall.ELOOP):
		return "links that lead in a circle"
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}
