package guard

import (
	"errors"
	"fmt"
	"os"
	"time"

	"go.etcd.io/bbolt"
)

// Mend makes a file readable again of which one of the two meta pages is
// broken, by writing that page anew from the other. It reports whether it did;
// what the last commit wrote may then be gone. The caller has the cache for
// itself. Any other damage is left as it is and returned.
func Mend(path string) (mended bool, err error) {
	if CheckFile(path) == nil {
		return false, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("open the cache: %w", err)
	}
	err = checkTree(f, oneMeta)
	if err := errors.Join(err, f.Close()); err != nil {
		return false, err
	}
	err = DoNamed("mend the cache "+path, func() error {
		db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
		if err != nil {
			return err
		}
		// A commit writes the meta page that the last one did not.
		err = db.Update(func(*bbolt.Tx) error { return nil })
		return errors.Join(err, db.Close())
	})
	return err == nil, err
}

// Trim cuts off the end of the file that no page is in use of: bbolt makes
// files longer than they need to be, by up to 16 MiB. The caller has the cache
// for itself.
func Trim(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("open the cache: %w", err)
	}
	m, err := checkFile(f, bothMetas)
	if err == nil && m.pageSize > 0 {
		if err = f.Truncate(m.size()); err == nil {
			err = f.Sync()
		}
	}
	return errors.Join(err, f.Close())
}
