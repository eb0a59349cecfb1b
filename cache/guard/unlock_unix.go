//go:build unix

package guard

import (
	"os"
	"syscall"
)

// unlock lets go of bbolt's own lock on f. Closing f does not while a map of
// it is left.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
