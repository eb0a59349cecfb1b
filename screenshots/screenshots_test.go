package main

import (
	"context"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

func TestThereIsAPictureOfEverySceneAndOfNothingElse(t *testing.T) {
	known := map[string]bool{}
	for _, s := range scenes() {
		known[s.name+".svg"] = true
		if _, err := os.Stat(s.name + ".svg"); err != nil {
			t.Errorf("%s is not drawn yet: run 'go run ./screenshots %s'", s.name, s.name)
		}
	}
	held, err := filepath.Glob("*.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range held {
		if !known[name] {
			t.Errorf("%s is no scene's", name)
		}
	}
}

func TestPicturesSayWhatTheProgramShowsNow(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program and runs it in a terminal")
	}
	work := t.TempDir()
	binary := filepath.Join(work, "spoor")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	all := os.Getenv("SPOOR_LONG") != ""
	for _, s := range scenes() {
		if s.name != "investigation" && s.name != "help" && !all {
			continue
		}
		picture, err := s.draw(context.Background(), binary, work)
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		held, err := os.ReadFile(s.name + ".svg")
		if err != nil || said(string(held)) != said(picture) {
			t.Errorf("%s is stale: run 'go run ./screenshots %s' (%v)", s.name, s.name, err)
		}
	}
}

func TestWhatIsOfOneColourIsOnePath(t *testing.T) {
	row := make([]uv.Cell, 6)
	for i, char := range []string{"─", "─", "─", "█", "█", "a"} {
		row[i] = uv.Cell{Content: char, Width: 1, Style: uv.Style{Fg: color.White}}
	}
	picture := svg([][]uv.Cell{row, row}, darkLook)
	for text, n := range map[string]int{"<path": 2, "h27": 2, "h18": 2, ">a</text>": 2} {
		if got := strings.Count(picture, text); got != n {
			t.Errorf("%q stands %d times, want %d:\n%s", text, got, n, picture)
		}
	}
}

func TestPicturesThatDifferInNumbersSayTheSame(t *testing.T) {
	a, b := `<text x="1">2 min ago</text>`, `<text x="7">13 min ago</text>`
	if said(a) != said(b) || said(a) == said(`<text x="1">2 h ago</text>`) {
		t.Errorf("%q, %q", said(a), said(b))
	}
}

func TestPicturesThatDifferInBlanksSayTheSame(t *testing.T) {
	whole, apart := `<text x="1">the key  from</text>`, `<text x="1">the</text><text x="6">key from</text>`
	if said(whole) != said(apart) {
		t.Errorf("%q, %q", said(whole), said(apart))
	}
}
