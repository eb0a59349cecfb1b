package ui

import (
	"os"
	"path/filepath"
	"testing"
)

func TestATildeIsTheHomeFolderWithAnySlashOfTheSystem(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skip(err)
	}
	for name, want := range map[string]string{
		"~/cases/x.json": filepath.Join(home, "cases", "x.json"), "~" + string(filepath.Separator) + "x.json": filepath.Join(home, "x.json"),
	} {
		if got, err := absolute(name); err != nil || got != want {
			t.Errorf("%s is taken for %s, %v", name, got, err)
		}
	}
}
