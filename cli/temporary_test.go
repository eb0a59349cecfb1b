package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"spoor/cache"
)

func TestATemporaryCacheIsKeptUnderAFreeNameOnly(t *testing.T) {
	ctx := context.Background()
	a := &app{errOut: io.Discard}
	one, err := temporaryCache(ctx)
	if err != nil {
		t.Fatal(err)
	}
	mark := []cache.Marked{{Ref: cache.Ref{Key: cache.Key{1}}, Mark: cache.Mark{Note: "mine"}}}
	if err := one.store.SetMarks(ctx, mark); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "kept.bolt")
	if err := a.keep(one, name); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(one.dir); !os.IsNotExist(err) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	kept, err := cache.Open(ctx, cache.Options{Path: name})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if marks, err := kept.Marks(ctx); err != nil || len(marks) != 1 || marks[0].Mark.Note != "mine" {
		t.Errorf("kept are %v (%v)", marks, err)
	}

	other, err := temporaryCache(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(other.dir) })
	if err := a.keep(other, name); err == nil {
		t.Error("a file was overwritten")
	}
	if _, err := os.Stat(filepath.Join(other.dir, temporaryName)); err != nil {
		t.Errorf("what could not be kept is gone: %v", err)
	}
}
