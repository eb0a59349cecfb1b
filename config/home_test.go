package config

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
		"~dana/x.json": "~dana/x.json", "./~/x.json": "./~/x.json", "x.json": "x.json",
	} {
		if got := AtHome(name); got != want {
			t.Errorf("%s is taken for %s", name, got)
		}
	}
}

func TestAHomeFolderThatIsNoWholePathIsNone(t *testing.T) {
	for _, home := range []string{"", "here"} {
		t.Setenv("HOME", home)
		t.Setenv("USERPROFILE", home)
		if got := AtHome("~/x.json"); got != "~/x.json" {
			t.Errorf("with the home folder %q it is taken for %s", home, got)
		}
	}
}
