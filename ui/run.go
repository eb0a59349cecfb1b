package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/config"
	"spoor/keymap"
	"spoor/ui/events"
	"spoor/ui/facet"
	"spoor/ui/fetch"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

// Options say what the screen shows and how.
type Options struct {
	// Cache is what is looked at. Run does not close it.
	Cache *cache.Cache
	// Temporary says that the cache goes when the screen ends, unless the person
	// wants it kept: see Outcome.
	Temporary bool
	// Opening is how long the window is with which the screen opens; 0 for a
	// week.
	Opening time.Duration
	// Columns are the names of the columns of Events, none for those that fit.
	Columns []string
	// Widths are those that columns of Events were given by hand, by name; Sort
	// is the order of the events as Outcome has it, Folded whether runs of alike
	// events are one row each.
	Widths map[string]int
	Sort   string
	Folded bool
	// Facets are the names of what the facet panes show, from above; those left
	// out show the usual.
	Facets []string
	// Names are the user's own names for accounts, addresses and keys.
	Names *pane.Names
	// Queries are the user's own filters, by name.
	Queries map[string]string
	// Keep, if set, keeps changes to the names and queries of the user's settings.
	// It is called from any goroutine. Without it they last as long as the
	// screen.
	Keep func(changes ...config.Change) error
	// Filters are those typed in earlier runs, oldest first; Remember, if set,
	// keeps one more of them for later. It is called from any goroutine.
	Filters  []string
	Remember func(filter string) error
	// Import, if set, is run beside the screen and puts events into the cache.
	// It calls report as often as it likes, from any goroutine; it must return
	// when ctx ends. Quitting ends ctx and waits for it.
	Import func(ctx context.Context, report func(Progress)) error
	// Waits brings the name of the program that keeps this one from the cache, each
	// time one has done so for a second; nil where nobody can.
	Waits <-chan string
	// Fetch fetches events from AWS into the cache; nil where there is nothing to
	// fetch, and then NoFetch says why.
	Fetch   fetch.Fetcher
	NoFetch string
	// SourceName says in a few words what is looked at: "demo", "folder logs/".
	SourceName string
	// Query is the filter to open with.
	Query string
	// Load reads the files that a filter names (ip:@file); nil for none.
	Load func(name string) ([]string, error)
	// Zone is the zone in which times are shown; nil for UTC.
	Zone *time.Location
	// Mouse says that the mouse works from the start.
	Mouse bool
	// Theme is the name of a theme; empty for what fits the terminal.
	Theme string
	// Colors are the user's own, in the place of those of the theme.
	Colors theme.Own
	// Keys are the bindings; nil for the default ones.
	Keys *keymap.Map
	// Tool names the program and its version in evidence bundles.
	Tool string
	// Now is the clock; nil for the real one.
	Now func() time.Time
}

// CheckColumn says what is wrong with a name in Options.Columns, if anything is.
func CheckColumn(name string) error {
	_, err := events.ColumnName(name)
	return err
}

// CheckFacet says what is wrong with a name in Options.Facets, if anything is.
func CheckFacet(name string) error {
	_, err := facet.Named(name)
	return err
}

// Progress is how far an import has come.
type Progress struct {
	// Files and Bytes are what was dealt with, of a total where that is known.
	Files, TotalFiles int
	Bytes, TotalBytes int64
	// Events is how many were received.
	Events int
	// EventsPerSecond and Left are estimates, zero while there is none.
	EventsPerSecond float64
	Left            time.Duration
	// Skipped counts what could not be read.
	Skipped int
}

// Outcome is what the person left behind.
type Outcome struct {
	// Keep is the absolute path under which a temporary cache is to be kept,
	// empty if it is not. Nothing was there when it was chosen.
	Keep string
	// Columns are the columns of Events that were shown last, nil if none were
	// ever chosen.
	Columns []string
	// Widths, Sort and Folded are what became of those of Options.
	Widths map[string]int
	Sort   string
	Folded bool
	// Facets is what the facet panes showed last.
	Facets []string
}

// Run opens the screen and returns when the person leaves it or ctx ends. The
// terminal is then as it was, but as far as it does not read what is written to
// it: then the error is ErrUnread.
func Run(ctx context.Context, o Options) (Outcome, error) {
	ctx, cancel := context.WithCancel(ctx)
	m, err := New(ctx, o)
	if err != nil {
		cancel()
		return Outcome{}, err
	}
	// ctx ends on signals. Bubble Tea's own handler would take the same signal,
	// and then wait for ever to tell a loop that has ended.
	var p *tea.Program
	p = tea.NewProgram(m, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
		switch msg := msg.(type) {
		case tea.SuspendMsg:
			return suspend(p)
		case tea.WindowSizeMsg:
			if msg.Width > mostColumns || msg.Height > mostLines {
				return nil
			}
		}
		return msg
	}))
	err = runUntil(ctx, p, os.Stdout)
	cancel()
	m.wait()
	if errors.Is(err, tea.ErrInterrupted) || errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return Outcome{}, nil
	}
	if errors.Is(err, ErrUnread) {
		return Outcome{}, err
	}
	if err != nil {
		return Outcome{}, fmt.Errorf("run the screen: %w", err)
	}
	left := Outcome{Keep: m.kept, Columns: m.events.Columns(), Widths: m.events.Widths(), Sort: m.events.SortName(), Folded: m.events.Folded()}
	for _, f := range m.facets {
		left.Facets = append(left.Facets, f.Kind().Name)
	}
	return left, nil
}

// No screen is larger. What reads as a size can come out of a paste, and one of any
// size would take any memory.
const mostColumns, mostLines = 2000, 1000

// wait returns when nothing that writes goes on beside the screen, whose context
// has ended.
func (m *Model) wait() {
	m.importing.wait()
	m.fetching.job.Wait()
	if m.exporting != nil {
		<-m.exporting.over
	}
}
