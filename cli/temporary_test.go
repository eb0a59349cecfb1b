package cli

import (
<<<<<<< HEAD
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
=======
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

func TestTemporaryCachesOfProcessesThatAreGoneAreTakenAway(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	left := func(name string) string {
		dir := filepath.Join(folder, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "cache.bolt"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	dead := left("spoor-" + strconv.Itoa(gone.Process.Pid) + "-1")
	living := left("spoor-" + strconv.Itoa(os.Getpid()) + "-1")
	other := left("spoor-notes-1")
	store, done, err := temporaryCache(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, n, err := store.Span(t.Context()); n != 0 || err != nil {
		t.Errorf("a new cache holds %d events, %v", n, err)
	}
	done()
	for dir, want := range map[string]bool{dead: false, living: true, other: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s: there %t, want %t", dir, err == nil, want)
		}
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 2 {
		t.Errorf("%d folders are left, want 2", len(entries))
>>>>>>> b86e23d (End on SIGHUP too, and sweep up after sessions that were killed)
	}
}
