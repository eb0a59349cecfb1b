package cli

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// temporaryPrefix begins the names of folders with temporary caches; the number
// of the process that made them follows.
const temporaryPrefix = "spoor-"

// sweepTemporary removes temporary caches whose process is gone. Those of other
// users cannot be removed, and are left.
func sweepTemporary() {
	dirs, err := filepath.Glob(filepath.Join(os.TempDir(), temporaryPrefix+"*-*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), temporaryPrefix), "-")
		pid, err := strconv.Atoi(number)
		if err != nil || alive(pid) || !isTemporary(dir) {
			continue
		}
		os.RemoveAll(dir)
	}
}

// isTemporary reports whether a folder holds nothing but a temporary cache, or
// what is left of one whose process was killed as it made it or took it away.
func isTemporary(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), temporaryName) {
			return false
		}
	}
	return true
}

// alive reports whether a process may be running; in doubt it is.
func alive(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	if runtime.GOOS == "windows" {
		process.Release()
		return true
	}
	err = process.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}
