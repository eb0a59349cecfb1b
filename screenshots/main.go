// Command screenshots redraws the pictures in this folder from the running
// program: it builds spoor, runs it in a terminal, types at it and draws what
// the terminal shows as SVG.
//
//	go run ./screenshots          redraw all
//	go run ./screenshots NAME…    redraw some
//	go run ./screenshots -check   fail if a picture says other words than are drawn now
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"spoor/internal/terminal"
)

func main() {
	check := flag.Bool("check", false, "compare instead of drawing")
	folder := flag.String("folder", "screenshots", "where the pictures are")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *folder, *check, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder string, check bool, names []string) error {
	work, err := os.MkdirTemp("", "spoor-screenshots-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	binary := filepath.Join(work, "spoor")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build the program: %w", err)
	}
	stale := 0
	var failed []error
	for _, scene := range scenes() {
		if len(names) > 0 && !slices.Contains(names, scene.name) {
			continue
		}
		picture, err := scene.draw(ctx, binary, work)
		if err != nil {
			failed = append(failed, fmt.Errorf("draw %s: %w", scene.name, err))
			continue
		}
		file := filepath.Join(folder, scene.name+".svg")
		if check {
			held, err := os.ReadFile(file)
			if err != nil || said(string(held)) != said(picture) {
				fmt.Fprintf(os.Stderr, "%s is stale\n", file)
				stale++
			}
			continue
		}
		if err := os.WriteFile(file, []byte(picture), 0o644); err != nil {
			return err
		}
		fmt.Println(file)
	}
	if stale > 0 {
		failed = append(failed, fmt.Errorf("%d pictures are stale: run 'go run ./screenshots'", stale))
	}
	return errors.Join(failed...)
}

var (
	texts   = regexp.MustCompile(`<text[^>]*>([^<]*)</text>`)
	numbers = regexp.MustCompile(`[0-9][0-9.,:]*`)
)

// said is the words of a picture, numbers left out: clocks, sizes and rates differ
// from one drawing to the next, and so does which blanks are drawn and which are
// what the terminal held.
func said(picture string) string {
	var words []string
	for _, text := range texts.FindAllStringSubmatch(picture, -1) {
		words = append(words, strings.Fields(numbers.ReplaceAllString(text[1], "0"))...)
	}
	return strings.Join(words, " ")
}

// patience is how long a scene may take on a slow machine.
const patience = 2 * time.Minute

// draw plays a scene and returns its picture.
func (s scene) draw(ctx context.Context, binary, work string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	look, theme := darkLook, "dark"
	if s.light {
		look, theme = lightLook, "light"
	}
	home, err := os.MkdirTemp(work, "home-")
	if err != nil {
		return "", err
	}
	program, args := binary, s.args
	if s.shell != "" {
		program, args = "sh", []string{"-c", s.shell, binary}
	}
	term, err := terminal.Start(terminal.Options{
		Columns: s.columns, Rows: s.rows, Dir: home,
		Foreground: look.foreground, Background: look.background,
		Env: []string{"HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_CONFIG_HOME=" + home, "SPOOR_CACHE=" + filepath.Join(home, "cache.bolt"), "SPOOR_THEME=" + theme, "NO_COLOR="},
	}, program, args...)
	if err != nil {
		return "", err
	}
	defer term.Close()
	for _, step := range s.steps {
		if err := step(ctx, term); err != nil {
			return "", err
		}
	}
	if err := term.Settle(ctx, 600*time.Millisecond); err != nil {
		return "", err
	}
	return svg(term.Cells(), look), nil
}
