package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// floors is the house from the ground up. A room imports only rooms on lower
// floors, never a sibling.
var floors = [][]string{
	{"event", "config", "keymap", "bundle"},
	{"query"},
	{"source", "cache"},
	{"ingest", "export", "recorder"},
	{"ui"},
	{"cli"},
}

// beside are packages outside the rooms: for tests, benchmarks and pictures.
// No room imports them outside its tests.
var beside = map[string]bool{"internal": true, "screenshots": true}

func floorOf() map[string]int {
	floor := map[string]int{}
	for height, rooms := range floors {
		for _, room := range rooms {
			floor[room] = height
		}
	}
	return floor
}

// imports calls see with every import of this module by every file that is not
// a test.
func imports(t *testing.T, see func(file, room, imported string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		room, _, _ := strings.Cut(filepath.ToSlash(path), "/")
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if rest, ours := strings.CutPrefix(name, "spoor/"); ours {
				imported, _, _ := strings.Cut(rest, "/")
				see(path, room, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read the imports of the module: %v", err)
	}
}

func TestARoomImportsOnlyRoomsOnLowerFloors(t *testing.T) {
	floor := floorOf()
	seen := 0
	imports(t, func(file, room, imported string) {
		seen++
		if room == imported || beside[room] {
			return
		}
		if room == "main.go" {
			if imported != "cli" {
				t.Errorf("%s imports %s: it starts the command line and nothing else", file, imported)
			}
			return
		}
		if beside[imported] {
			t.Errorf("%s imports %s, which is for tests", file, imported)
			return
		}
		from, known := floor[room]
		if !known {
			t.Errorf("%s is in no room of the house", file)
			return
		}
		to, known := floor[imported]
		if !known {
			t.Errorf("%s imports %s, which is no room of the house", file, imported)
			return
		}
		if to >= from {
			t.Errorf("%s imports %s, which is not on a lower floor", file, imported)
		}
	})
	if seen == 0 {
		t.Fatal("no imports were seen at all")
	}
}

func TestEveryRoomStands(t *testing.T) {
	for _, rooms := range floors {
		for _, room := range rooms {
			files := 0
			err := filepath.WalkDir(room, func(path string, _ fs.DirEntry, err error) error {
				if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
					files++
				}
				return err
			})
			if err != nil || files == 0 {
				t.Errorf("room %s is empty: %v", room, err)
			}
		}
	}
}
