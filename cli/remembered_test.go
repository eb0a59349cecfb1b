package cli

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"spoor/config"
	"spoor/ui"
)

func TestTheScreenOpensAsItWasLeftUntilTheSettingsChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spoor", "screen.json")
	settings := remembered{Facets: choice{Over: []string{"user", "type", "source"}}}
	if err := remember(path, settings, ui.Outcome{Facets: []string{"user", "type", "source"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file is written though nothing was chosen")
	}
	left := ui.Outcome{Columns: []string{"event", "user"}, Facets: []string{"ip", "type", "source"}}
	if err := remember(path, settings, left); err != nil {
		t.Fatal(err)
	}
	r := recall(path)
	if got := r.Columns.under(nil, ui.CheckColumn); !slices.Equal(got, left.Columns) {
		t.Errorf("columns %v", got)
	}
	if got := r.Facets.under([]string{"user", "type", "source"}, ui.CheckFacet); !slices.Equal(got, left.Facets) {
		t.Errorf("facets %v", got)
	}
	if got := r.Facets.under([]string{"key"}, ui.CheckFacet); !slices.Equal(got, []string{"key"}) {
		t.Errorf("edited settings give way to %v", got)
	}
	if got := r.Columns.under(nil, func(name string) error {
		if name != "event" {
			return errors.New("there is no such column")
		}
		return nil
	}); got != nil {
		t.Errorf("a column that is gone is shown: %v", got)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := recall(path).Columns.under([]string{"user"}, ui.CheckColumn); !slices.Equal(got, []string{"user"}) {
		t.Errorf("a broken file gives %v", got)
	}
}

func TestWidthsOrderAndFoldingOpenAsTheyWereLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spoor", "screen.json")
	left := ui.Outcome{Widths: map[string]int{"event": 40}, Sort: "-user", Folded: true}
	if err := remember(path, remembered{}, left); err != nil {
		t.Fatal(err)
	}
	if r := recall(path); r.Widths["event"] != 40 || r.Sort != "-user" || !r.Folded {
		t.Errorf("%+v", r)
	}
	if err := remember(path, remembered{}, ui.Outcome{}); err != nil {
		t.Fatal(err)
	}
	if r := recall(path); len(r.Widths) > 0 || r.Sort != "" || r.Folded {
		t.Errorf("what was given up is still there: %+v", r)
	}
}

func TestTheSettingsSayHowLongTheOpeningWindowIs(t *testing.T) {
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for written, want := range map[string]time.Duration{"": 0, "7d": 7 * 24 * time.Hour, "36h": 36 * time.Hour} {
		a := &app{clock: func() time.Time { return now }, settings: &config.Loaded{}}
		a.settings.Screen.Window = written
		if got, err := a.opening(); err != nil || got != want {
			t.Errorf("%q is %v (%v)", written, got, err)
		}
	}
	for _, written := range []string{"x", "7d user:alice", "-3h"} {
		a := &app{clock: func() time.Time { return now }, settings: &config.Loaded{}}
		a.settings.Screen.Window = written
		if got, err := a.opening(); err == nil {
			t.Errorf("%q is taken as %v", written, got)
		}
	}
}
