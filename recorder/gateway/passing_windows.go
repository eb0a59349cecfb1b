package gateway

import (
	"crypto/rand"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// passing makes a private file that goes when it is closed, or when the process
// ends, however that happens: Windows takes no name from a file that is open,
// but can be told to remove it afterwards.
func passing() (*os.File, error) {
	name := filepath.Join(os.TempDir(), "spoor-"+rand.Text())
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|windows.FILE_FLAG_DELETE_ON_CLOSE, 0o600)
}
