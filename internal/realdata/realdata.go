// Package realdata finds the genuine CloudTrail records that some tests read.
// They are not part of the project: such a test skips, saying so, where they
// are absent.
package realdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Folder returns the folder called name among the real records. They are
// looked for in $SPOOR_REAL_DATA, else in ../shared/data beside the checkout.
func Folder(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("SPOOR_REAL_DATA")
	if root == "" {
		root = filepath.Join(checkout(t), "..", "shared", "data")
	}
	folder := filepath.Join(root, name)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		t.Skipf("no real CloudTrail records at %s (set SPOOR_REAL_DATA)", folder)
	}
	return folder
}

func checkout(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatalf("find the working folder: %v", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the working folder")
		}
		dir = parent
	}
}
