package cache

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLinksBesideACacheLeadNothingAstray puts links where a repair and a
// compaction write, in a cache that is sound but for a meta page.
func TestLinksBesideACacheLeadNothingAstray(t *testing.T) {
	path := furnish(t)
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	harm := func() {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		content[40] ^= 1
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, ending := range []string{".mended", ".repair", ".compact", ".new"} {
		if err := os.Symlink(other, path+ending); err != nil {
			t.Skip(err)
		}
	}
	harm()
	if done, err := Repair(t.Context(), Options{Path: path}); err != nil || done.Kept == "" {
		t.Fatalf("%+v, %v", done, err)
	}
	c := open(t, path)
	if _, err := c.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(other); string(text) != "mine" {
		t.Errorf("what the links lead to holds %d bytes, %v", len(text), err)
	}
}
