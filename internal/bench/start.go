//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"spoor/internal/terminal"
	"spoor/ui/text"
)

// starts is how often the program is started.
const starts = 7

// measureStart measures how long the program takes from its start to the first
// full frame of the screen, in a terminal of its own. It looks at the terminal
// a hundred times a second, so that what it measures is up to 10 ms too much.
func measureStart(ctx context.Context, o options, path string, events int, t *table) error {
	program := o.file("spoor")
	_, self, _, _ := runtime.Caller(0)
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "spoor")
	build.Dir = filepath.Dir(self) // somewhere in the module
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program: %v\n%s", err, out)
	}
	home := o.file("home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	env := []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_STATE_HOME=" + home, "XDG_CACHE_HOME=" + home}
	var took []time.Duration
	for range starts {
		d, err := startOnce(ctx, env, program, path, events)
		if err != nil {
			return err
		}
		took = append(took, d)
	}
	slices.Sort(took)
	t.atMost(fmt.Sprintf("process start to the first full frame (best %s)", show(took[0])), 100*time.Millisecond, took[len(took)/2])
	return nil
}

func startOnce(ctx context.Context, env []string, program, path string, events int) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	began := time.Now()
	term, err := terminal.Start(terminal.Options{Columns: 120, Rows: 40, Env: env}, program, "browse", "--cache", path)
	if err != nil {
		return 0, err
	}
	defer term.Close()
	full := "of " + text.Group(events) + " events"
	err = term.WaitFor(ctx, func(screen string) bool {
		return strings.Contains(screen, full) && strings.Contains(screen, "Detail") && !strings.Contains(screen, " 0 "+full)
	})
	took := time.Since(began)
	if err != nil {
		return 0, err
	}
	if err := term.Press("q"); err != nil {
		return 0, err
	}
	_, err = term.Wait(ctx)
	return took, err
}
