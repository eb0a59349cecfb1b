package journal

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestAJournalIsRenamedAndRemovedThoughItIsOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a"+Suffix)
	written, err := OpenFile(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	if _, err := OpenFile(path, os.O_RDWR|os.O_CREATE); !os.IsExist(err) {
		t.Errorf("made twice: %v", err)
	}
	followed, err := OpenFile(path, os.O_RDONLY)
	if err != nil {
		t.Fatal(err)
	}
	defer followed.Close()
	if err := os.Rename(path, path+".damaged"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path + ".damaged"); err != nil {
		t.Fatal(err)
	}
	if _, err := written.WriteString("last"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(followed); err != nil || string(got) != "last" {
		t.Errorf("what came before it was let go reads %q, %v", got, err)
	}
	if _, err := OpenFile(filepath.Join(t.TempDir(), "none"), os.O_RDONLY); !os.IsNotExist(err) {
		t.Errorf("one that is not there: %v", err)
	}
}
