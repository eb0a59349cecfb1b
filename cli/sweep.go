package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"spoor/cache/lock"
)

// temporaryPrefix begins the names of folders with temporary caches; the number
// of the process that made them follows.
const temporaryPrefix = "spoor-temporary-"

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
		if err != nil || lock.Alive(pid) || !isTemporary(dir) {
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
