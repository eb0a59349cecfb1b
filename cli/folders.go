package cli

import (
	"path/filepath"
	"runtime"
)

// What lies in the user's data folder.
const (
	cacheName = "cache.bolt"
	storeName = "recorded"
)

// inFolder returns the path of a file of spoor's in one of the user's folders.
// The XDG variable called name may say where that folder lies; else it is
// below the home folder, and without one there is none.
func (a *app) inFolder(name, folder string, file ...string) (path string, ok bool) {
	if named, _ := a.environ(name); !filepath.IsAbs(named) && runtime.GOOS != "windows" {
		if home, _ := a.environ("HOME"); !filepath.IsAbs(home) {
			return "", false
		}
	}
	return filepath.Join(append([]string{folder, "spoor"}, file...)...), true
}
