//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// lock waits until f is locked. The system lets go of the lock when the process
// ends, however that happens.
func lock(f *os.File) error { return flock(f, syscall.LOCK_EX) }

// tryLock locks f if nobody else has.
func tryLock(f *os.File) (bool, error) {
	err := flock(f, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return os.NewSyscallError("flock", err)
		}
	}
}

// syncFolder makes what was created, renamed or removed in a folder durable.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
