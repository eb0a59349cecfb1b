package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Locks on Windows keep others from reading the locked bytes, so a byte far
// behind the records is locked.
func lockFile(f *os.File, how uint32) error {
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1 << 16})
	return os.NewSyscallError("LockFileEx", err)
}

// lock waits until f is locked.
func lock(f *os.File) error { return lockFile(f, windows.LOCKFILE_EXCLUSIVE_LOCK) }

// tryLock locks f if nobody else has.
func tryLock(f *os.File) (bool, error) {
	err := lockFile(f, windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

// syncFolder does nothing: Windows has no way to flush a folder.
func syncFolder(string) error { return nil }
