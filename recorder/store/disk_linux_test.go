package store_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"spoor/recorder/store"
)

func TestAFullDiskIsToldAndRecordingGoesOnOnceThereIsRoom(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mount("spoor", folder, "tmpfs", 0, "size=128k"); err != nil {
		t.Skipf("mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	dir := filepath.Join(folder, "store")
	s := open(t, store.Options{Dir: dir})
	recorded := 0
	var err error
	for err == nil {
		if err = s.Record(t.Context(), numbered(recorded)); err == nil {
			recorded++
		}
	}
	if !strings.Contains(err.Error(), "no space left on device") || !strings.Contains(err.Error(), dir) {
		t.Errorf("told: %v", err)
	}
	if recorded == 0 {
		t.Fatal("nothing was recorded at all")
	}
	wantNumbers(t, inStore(t, dir), recorded)
	if err := syscall.Mount("spoor", folder, "tmpfs", syscall.MS_REMOUNT, "size=8m"); err != nil {
		t.Fatal(err)
	}
	record(t, s, numbered(recorded))
	wantNumbers(t, inStore(t, dir), recorded+1)
	shut(t, s)
	wantNumbers(t, inStore(t, dir), recorded+1)
}

func TestWhatCannotBeSealedForWantOfRoomStaysInItsJournal(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mount("spoor", folder, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	dir := filepath.Join(folder, "store")
	s := open(t, store.Options{Dir: dir})
	recorded := 0
	for s.Record(t.Context(), numbered(recorded)) == nil {
		recorded++
	}
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "its records stay there") {
		t.Errorf("closed: %v", err)
	}
	wantNumbers(t, inStore(t, dir), recorded)
	if err := syscall.Mount("spoor", folder, "tmpfs", syscall.MS_REMOUNT, "size=8m"); err != nil {
		t.Fatal(err)
	}
	shut(t, open(t, store.Options{Dir: dir}))
	wantNumbers(t, inStore(t, dir), recorded)
}
