package lock

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Locks on Windows keep others from reading the locked bytes, so a byte far
// behind the text is locked.
func region() *windows.Overlapped { return &windows.Overlapped{OffsetHigh: 1 << 16} }

// File waits until an open file is locked, see the one for Unix.
func File(f *os.File, shared bool) error {
	return lockFile(f, shared, 0)
}

// TryFile locks an open file if that is possible at once.
func TryFile(f *os.File, shared bool) (bool, error) {
	err := lockFile(f, shared, windows.LOCKFILE_FAIL_IMMEDIATELY)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}

func lockFile(f *os.File, shared bool, how uint32) error {
	if !shared {
		how |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	return os.NewSyscallError("LockFileEx", windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, region()))
}

// followNoLink is no flag here: making links takes a privilege.
const followNoLink = 0

func isReadOnlyDisk(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// Alive reports whether a process runs; in doubt it does.
func Alive(pid int) bool {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return errors.Is(err, windows.ERROR_ACCESS_DENIED)
	}
	defer windows.CloseHandle(process)
	var code uint32
	const stillActive = 259
	return windows.GetExitCodeProcess(process, &code) == nil && code == stillActive
}
