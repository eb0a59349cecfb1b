package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

func TestTemporaryCachesOfProcessesThatAreGoneAreTakenAway(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder) // on Windows
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	left := func(name string, files ...string) string {
		dir := filepath.Join(folder, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if err := os.WriteFile(filepath.Join(dir, file), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	ended := temporaryPrefix + strconv.Itoa(gone.Process.Pid) + "-"
	dead := left(ended+"1", temporaryName, temporaryName+".gate", temporaryName+".lock")
	begun, halfGone := left(ended+"2"), left(ended+"3", temporaryName+".gate", temporaryName+".lock")
	foreign := left(ended+"4", temporaryName, "notes")
	living := left(temporaryPrefix+strconv.Itoa(os.Getpid())+"-1", temporaryName)
	other := left(temporaryPrefix+"notes-1", temporaryName)
	named := left("spoor-"+strconv.Itoa(gone.Process.Pid)+"-case", temporaryName) // by a person
	made, err := temporaryCache(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := made.remove(); err != nil {
		t.Error(err)
	}
	for dir, want := range map[string]bool{dead: false, begun: false, halfGone: false, foreign: true, living: true, other: true, named: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s: there %t, want %t", dir, err == nil, want)
		}
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 4 {
		t.Errorf("%d folders are left, want 4", len(entries))
	}
}
