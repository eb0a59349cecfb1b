package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/adrg/xdg"

	"spoor/config"
	"spoor/export"
	"spoor/ui"
)

// typed is the file of the filters that were typed, one a line, oldest first. It
// is private to the user, as their shell's history is. The screen says what is
// worth remembering; nothing depends on the file.
type typed struct {
	path string
	lock sync.Mutex
}

// typedPath is where it lies; empty where there is no home folder.
func (a *app) typedPath() string {
	path, _ := a.inFolder("XDG_STATE_HOME", xdg.StateHome, "filters")
	return path
}

// filters returns what is remembered; nothing where it cannot be read.
func (t *typed) filters() []string {
	file, err := os.Open(t.path)
	if err != nil {
		return nil
	}
	defer file.Close()
	var filters []string
	lines := bufio.NewScanner(io.LimitReader(file, ui.MostRemembered*(ui.LongestRemembered+1)))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			filters = append(filters, line)
		}
	}
	return filters[max(0, len(filters)-ui.MostRemembered):]
}

// remember adds a filter as the newest. What others remembered since stays.
func (t *typed) remember(filter string) error {
	t.lock.Lock()
	defer t.lock.Unlock()
	if err := os.MkdirAll(filepath.Dir(t.path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the filters typed: %w", err)
	}
	filters := ui.Remembered(t.filters(), filter)
	err := export.Whole(t.path, func(w io.Writer) error {
		_, err := io.WriteString(w, strings.Join(filters, "\n")+"\n")
		return err
	})
	if err != nil {
		return fmt.Errorf("write the filters typed: %w", err)
	}
	return nil
}

// keeps lets the screen keep the filters typed, and what it is told of names and
// queries. In the demo, and where there is no folder for it, that lasts as long
// as the screen.
func (a *app) keeps(o *ui.Options) {
	if a.forgets {
		return
	}
	if file := a.settings.File; file != "" {
		o.Keep = func(changes ...config.Change) error { return config.Save(file, changes...) }
	}
	if path := a.typedPath(); path != "" {
		before := &typed{path: path}
		o.Filters, o.Remember = before.filters(), before.remember
	}
}
