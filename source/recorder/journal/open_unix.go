//go:build unix

package journal

import "os"

// OpenFile opens a journal for reading, with os.O_RDWR for writing too, and with
// os.O_CREATE as a new one of this user alone. It can be renamed and removed
// while it is open: whoever seals a journal does so before letting it go, and
// does not ask who follows it.
func OpenFile(path string, flag int) (*os.File, error) {
	if flag&os.O_CREATE != 0 {
		flag |= os.O_EXCL
	}
	return os.OpenFile(path, flag, 0o600)
}
