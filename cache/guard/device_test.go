//go:build unix

package guard_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"spoor/cache/guard"
)

// A device has no length either; a test may not make one.
func TestAPipeIsNoCacheAndStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	reader, err := os.OpenFile(path, os.O_RDWR, 0) // opening it waits for nobody now
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	db, err := guard.Open(path, 0o600, nil)
	if err == nil {
		db.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "no ordinary file") {
		t.Errorf("opened: %v", err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode().Type() != os.ModeNamedPipe {
		t.Errorf("in its place is %v, %v", info, err)
	}
}
