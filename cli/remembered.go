package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/adrg/xdg"

	"spoor/export"
	"spoor/ui"
	"spoor/ui/theme"
)

// remembered is what the screen is opened with because it was left so. Each
// choice holds as long as the settings stay what they were when it was made, so
// that editing them counts.
type remembered struct {
	Columns choice `json:"columns"`
	Facets  choice `json:"facets"`
	// No settings speak of these.
	Widths map[string]int `json:"widths,omitempty"`
	Sort   string         `json:"sort,omitempty"`
	Folded bool           `json:"folded,omitempty"`
}

// choice is what was chosen, and what the settings said instead.
type choice struct {
	Chosen []string `json:"chosen"`
	Over   []string `json:"over"`
}

// under returns what is in force where the settings say something. What is
// remembered of names that there are no longer counts for nothing.
func (c choice) under(settings []string, check func(name string) error) []string {
	if len(c.Chosen) > 0 && slices.Equal(c.Over, settings) && firstWrong(c.Chosen, check) == nil {
		return c.Chosen
	}
	return settings
}

// firstWrong says what is wrong with the first of some names with which something
// is.
func firstWrong(names []string, check func(name string) error) error {
	for _, name := range names {
		if err := check(name); err != nil {
			return err
		}
	}
	return nil
}

// screenMistakes say which names in the settings of the screen are wrong.
func (a *app) screenMistakes() []error {
	var found []error
	for _, list := range []struct {
		key   string
		names []string
		check func(name string) error
	}{
		{"screen.columns", a.settings.Screen.Columns, ui.CheckColumn},
		{"screen.facets", a.settings.Screen.Facets, ui.CheckFacet},
	} {
		if err := firstWrong(list.names, list.check); err != nil {
			found = append(found, fmt.Errorf("%s: %w", a.settings.Origin(list.key), err))
		}
	}
	return found
}

// colors are the user's own colours.
func (a *app) colors() (theme.Own, error) {
	own, wrong, err := theme.ParseOwn(a.settings.Colors)
	if err != nil {
		return nil, &failure{fmt.Errorf("%s: %w", a.settings.Origin("colors."+wrong), err)}
	}
	return own, nil
}

// rememberedPath is where that is kept; empty where there is no home folder.
func (a *app) rememberedPath() string {
	path, _ := a.inFolder("XDG_STATE_HOME", xdg.StateHome, "screen.json")
	return path
}

// recall returns what is remembered; nothing where it cannot be read, since
// nothing depends on it.
func recall(path string) (r remembered) {
	if text, err := os.ReadFile(path); err == nil && json.Unmarshal(text, &r) != nil {
		r = remembered{}
	}
	return r
}

// remember keeps how the screen was left.
func remember(path string, settings remembered, left ui.Outcome) error {
	was := recall(path)
	now := remembered{
		Columns: choice{left.Columns, settings.Columns.Over},
		Facets:  choice{left.Facets, settings.Facets.Over},
		Widths:  left.Widths, Sort: left.Sort, Folded: left.Folded,
	}
	if slices.Equal(left.Columns, settings.Columns.Over) {
		now.Columns = choice{}
	}
	if slices.Equal(left.Facets, settings.Facets.Over) {
		now.Facets = choice{}
	}
	if now.equal(was) {
		return nil
	}
	text, err := json.Marshal(now)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return export.Whole(path, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

func (r remembered) equal(o remembered) bool {
	return r.Columns.equal(o.Columns) && r.Facets.equal(o.Facets) &&
		maps.Equal(r.Widths, o.Widths) && r.Sort == o.Sort && r.Folded == o.Folded
}

func (c choice) equal(o choice) bool {
	return slices.Equal(c.Chosen, o.Chosen) && slices.Equal(c.Over, o.Over)
}
