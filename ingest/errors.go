package ingest

import (
	"errors"
	"fmt"
	"io/fs"
)

// explain says what to do about a cache that cannot be written.
func explain(err error) error {
	switch {
	case errors.Is(err, diskFull):
		return fmt.Errorf("the disk is full; what is imported so far is kept: free some space and run this again (%w)", err)
	case errors.Is(err, diskReadOnly):
		return fmt.Errorf("the cache is on a disk that can only be read: choose another with --cache (%w)", err)
	case errors.Is(err, tooManyFiles):
		return fmt.Errorf("more files are open than this user may have: fetch fewer accounts and Regions at a time, or raise the limit with 'ulimit -n' (%w)", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("the cache may not be written: choose another with --cache (%w)", err)
	}
	return err
}
