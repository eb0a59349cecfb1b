//go:build unix

package lock

import (
	"errors"
	"os"
	"syscall"
)

// File waits until an open file is locked: for its holder alone, or shared with
// others that share. Locks belong to the open file, so goroutines that open it each
// for themselves keep each other out as processes do. The system lets go of a lock
// when the file is closed or the process ends, however that happens.
func File(f *os.File, shared bool) error {
	return flockWith(f, shared, 0)
}

// TryFile locks an open file if that is possible at once.
func TryFile(f *os.File, shared bool) (bool, error) {
	err := flockWith(f, shared, syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

func flockWith(f *os.File, shared bool, how int) error {
	how |= syscall.LOCK_EX
	if shared {
		how ^= syscall.LOCK_EX ^ syscall.LOCK_SH
	}
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return os.NewSyscallError("flock", err)
		}
	}
}

// followNoLink is the flag by which a file is opened only if its own name is no link.
const followNoLink = syscall.O_NOFOLLOW

func isReadOnlyDisk(err error) bool { return errors.Is(err, syscall.EROFS) }

// Alive reports whether a process runs; in doubt it does.
func Alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
