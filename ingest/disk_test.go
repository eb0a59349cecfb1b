//go:build linux

package ingest_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"spoor/cache"
	"spoor/ingest"
	"spoor/source/demo"
)

// smallDisk mounts a disk of so many MiB. Only root may.
func smallDisk(t *testing.T, size string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	if err := syscall.Mount("spoor", folder, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	return folder
}

func remount(t *testing.T, folder string, flags uintptr, options string) {
	t.Helper()
	if err := syscall.Mount("spoor", folder, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
		t.Fatal(err)
	}
}

func checkSound(t *testing.T, path string) {
	t.Helper()
	h, err := cache.Check(t.Context(), cache.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if !h.Sound() {
		t.Fatal(h.Problems)
	}
}

func TestAFullDiskIsToldAndNothingIsHarmed(t *testing.T) {
	if testing.Short() {
		t.Skip("imports 40,000 events twice")
	}
	folder := smallDisk(t, "4m")
	path := filepath.Join(folder, "cache")
	c := openAt(t, path)
	corpus := demo.NewCorpus(40_000, 3)
	r, err := ingest.Run(t.Context(), c, corpus, ingest.Options{InFlight: 4 << 20})
	if err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Fatalf("%+v, %v", r, err)
	}
	checkSound(t, path)
	if held := total(t, c); held == 0 || held != r.New {
		t.Fatalf("%d events are held, %d reported", held, r.New)
	}
	if _, err := c.Compact(t.Context()); err != nil {
		// There may be no room for the new file beside the old one.
		checkSound(t, path)
	}
	remount(t, folder, 0, "size=64m")
	if r, err = ingest.Run(t.Context(), c, corpus, ingest.Options{}); err != nil || r.Variants != 0 {
		t.Fatalf("with more room: %+v, %v", r, err)
	}
	checkSound(t, path)
	if held := total(t, c); held != 40_000 {
		t.Fatalf("%d events are held", held)
	}
}

func TestACacheOnAReadOnlyDiskCanBeRead(t *testing.T) {
	folder := smallDisk(t, "64m")
	path := filepath.Join(folder, "cache")
	c := openAt(t, path)
	run(t, c, demo.NewCorpus(1000, 3))
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	remount(t, folder, syscall.MS_RDONLY, "")
	ro, err := cache.Open(t.Context(), cache.Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	if held := total(t, ro); held != 1000 {
		t.Fatalf("%d events are held", held)
	}
	checkSound(t, path)
	if _, err := ingest.Run(t.Context(), ro, demo.NewCorpus(10, 4), ingest.Options{}); err == nil {
		t.Fatal("written to a read-only cache")
	}
	if _, err := cache.Open(t.Context(), cache.Options{Path: path}); err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("open for writing: %v", err)
	}
}
