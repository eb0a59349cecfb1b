package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/cache/lock"
	"spoor/config"
	"spoor/ingest"
	"spoor/query"
	"spoor/source"
	"spoor/source/demo"
	"spoor/ui"
	"spoor/ui/pane"
)

func (a *app) browseCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "browse [FILTER]",
		Short:   "Open the screen on the cache",
		Example: "spoor browse source:iam is:write -user:terraform",
		RunE:    a.runBrowse,
	}
}

// runBrowse opens the screen on the user's cache. It stands behind the bare
// command as well.
func (a *app) runBrowse(command *cobra.Command, args []string) error {
	ctx := command.Context()
	if !command.HasParent() && len(args) > 0 {
		if err := mistakenCommand(command, args[0]); err != nil {
			return err
		}
	}
	words := filterWords(args)
	if _, err := a.filter(args); err != nil {
		return err
	}
	if err := a.needTerminal("list"); err != nil {
		return err
	}
	store, readOnly, err := a.openForScreen(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	options := ui.Options{Cache: store, SourceName: "cache", Query: strings.Join(words, " "), Fetch: &fetcher{a, store}}
	if readOnly {
		options.SourceName, options.Fetch = "cache, read-only", nil
		options.NoFetch = "this cache can only be read, so nothing can be fetched into it"
	}
	// A recorder elsewhere (in a container, say) may not know this cache.
	recorded := config.AtHome(a.settings.Store)
	beside, stop := context.WithCancel(ctx)
	following := a.followInto(beside, recorded, readOnly || recorded == "")
	defer following.wait()
	defer stop()
	_, err = a.screen(ctx, options)
	return err
}

// openForScreen opens the user's cache, for reading alone where it cannot be written:
// evidence on a disk that is kept from changes, or somebody else's file.
func (a *app) openForScreen(ctx context.Context) (store *cache.Cache, readOnly bool, err error) {
	store, err = a.openCache(ctx)
	if lock.MayOnlyRead(err) {
		if store, reading := a.openExisting(ctx); reading == nil {
			return store, true, nil
		}
	}
	return store, false, err
}

// commandNames are the names of a command's own commands.
func commandNames(command *cobra.Command) (names []string) {
	for _, sub := range command.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return names
}

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo [FILTER]",
		Short: "Open the screen on a built-in account with an intrusion in it",
		Long: "Opens the screen on a built-in, invented account with an intrusion in it.\n" +
			"It needs no credentials and no network, and leaves nothing behind.",
		RunE: func(command *cobra.Command, args []string) error {
			a.clock, a.forgets = clockFrom(demo.End), true
			return a.openSource(command.Context(), demo.New(demo.End), "demo", args, 0)
		},
	}
}

// clockFrom returns a clock that stood at start when it was made. The demo runs
// on one, so that last:24h and "2 h ago" mean what they meant in its fortnight.
func clockFrom(start time.Time) func() time.Time {
	began := time.Now()
	return func() time.Time { return start.Add(time.Since(began)) }
}

func (a *app) openCommand() *cobra.Command {
	var access awsFlags
	command := &cobra.Command{
		Use:   "open PATH|s3://BUCKET/PREFIX|BUNDLE|-... [FILTER]",
		Short: "Open the screen on trail files or an evidence bundle, without keeping them",
		Long: "Reads trail files, or an evidence bundle, into a temporary cache and opens the screen while they load.\n" +
			"The path is a folder, a file, a bundle, a place in S3, or - for standard input. Several may be named: the filter\n" +
			"begins with the first that is none. Of a trail's bucket only the days are read that --since and the times of the\n" +
			"filter leave.",
		Example: "spoor open ./AWSLogs\nspoor open case-7.zip\nspoor open july/*.json.gz is:write\nspoor open event_history.json is:denied\nzcat *.json.gz | spoor open -\n" +
			"spoor open --since 7d --profile audit s3://acme-audit/AWSLogs",
		Args: someArguments("folder, file or bundle to open", true),
		RunE: func(command *cobra.Command, args []string) error {
			n := places(args)
			q, err := a.filter(args[n:])
			if err != nil {
				return err
			}
			if err := a.needTerminal("import"); err != nil {
				return err
			}
			window, _ := query.WindowOf(q.Filter)
			from, err := a.sources(command.Context(), args[:n], nil, access, window)
			if err != nil {
				return err
			}
			return a.openSource(command.Context(), from, sourceName(args[:n]), args[n:], whole)
		},
	}
	access.add(command.Flags())
	return command
}

// whole is an opening window that is longer than any trail. Whoever opens files
// by name wants to see what is in them.
const whole = 100 * 365 * 24 * time.Hour

// openSource reads a source into a temporary cache beside the screen, which
// opens with a window of the given length, 0 for the usual one, unless the
// settings have another.
func (a *app) openSource(ctx context.Context, from source.Source, name string, filter []string, opening time.Duration) error {
	words := filterWords(filter)
	if _, err := a.filter(filter); err != nil {
		return err
	}
	instead := "import"
	if name == "demo" {
		instead = ""
	}
	if err := a.needTerminal(instead); err != nil {
		return err
	}
	temporary, err := temporaryCache(ctx)
	if err != nil {
		return err
	}
	var report ingest.Report
	left, err := a.screen(ctx, ui.Options{
		Cache: temporary.store, Temporary: true, SourceName: name, NoFetch: nothingToFetch(name), Query: strings.Join(words, " "), Opening: opening,
		Import: func(ctx context.Context, tell func(ui.Progress)) (err error) {
			report, err = pull(ctx, temporary.store, from, tell)
			return err
		},
	})
	a.namesUnread(&report)
	if err == nil && left.Keep != "" {
		return a.keep(temporary, left.Keep)
	}
	return errors.Join(err, temporary.remove())
}

// nothingToFetch says why the screen fetches nothing into a temporary cache.
func nothingToFetch(name string) string {
	if name == "demo" {
		return "the demo is invented: there is nothing to fetch; 'spoor sync' and 'spoor browse' show your own account"
	}
	return "this cache goes when the screen ends: 'spoor import' keeps the events, and 'spoor browse' fetches more of them"
}

// needTerminal says what to run instead, if anything, where there is no terminal
// to draw on.
func (a *app) needTerminal(instead string) error {
	lacks := "the screen needs a terminal"
	switch {
	case !isTerminal(a.out):
	case !a.draws(a.out):
		name, _ := a.environ("TERM")
		lacks += fmt.Sprintf(" that can move its cursor (TERM is %q)", name)
	default:
		return nil
	}
	if instead != "" {
		lacks += fmt.Sprintf(": 'spoor %s' works without one", instead)
	}
	return &failure{errors.New(lacks)}
}

// screen opens the screen, with what the settings say of it.
func (a *app) screen(ctx context.Context, o ui.Options) (ui.Outcome, error) {
	o.Names = (*pane.Names)(&a.settings.Names)
	o.Queries = a.settings.Queries
	o.Tool = "spoor " + version()
	o.Mouse = a.settings.Mouse
	o.Load, o.Zone, o.Theme, o.Keys, o.Now = loadIndicators, a.zone, a.theme(), a.keys, a.clock
	if found := a.screenMistakes(); len(found) > 0 {
		return ui.Outcome{}, &failure{found[0]}
	}
	opening, err := a.opening()
	if err != nil {
		return ui.Outcome{}, err
	}
	if o.Opening == 0 || a.isSet("screen.window") {
		o.Opening = opening
	}
	if o.Colors, err = a.colors(); err != nil {
		return ui.Outcome{}, err
	}
	path := a.rememberedPath()
	settings := remembered{Columns: choice{Over: a.settings.Screen.Columns}, Facets: choice{Over: a.settings.Screen.Facets}}
	was := recall(path)
	o.Columns = was.Columns.under(settings.Columns.Over, ui.CheckColumn)
	o.Facets = was.Facets.under(settings.Facets.Over, ui.CheckFacet)
	a.keeps(&o)
	o.Widths, o.Sort, o.Folded = was.Widths, was.Sort, was.Folded
	o.Waits = a.tellScreen()
	left, err := ui.Run(ctx, o)
	if errors.Is(err, ui.ErrUnread) {
		a.errOut, err = io.Discard, nil
	}
	a.tellAgain()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil || a.forgets || path == "" {
		return left, err
	}
	if err := remember(path, settings, left); err != nil {
		a.say("how the screen was left could not be kept: %v", err)
	}
	return left, nil
}

// opening is how long the window is with which the screen opens, as the
// settings have it; 0 if they say nothing.
func (a *app) opening() (time.Duration, error) {
	written := a.settings.Screen.Window
	if written == "" {
		return 0, nil
	}
	if length, ok := a.length(written); ok {
		return length, nil
	}
	return 0, &failure{fmt.Errorf("%s: the opening window %q is no length of time: use one such as 24h or 7d", a.settings.Origin("screen.window"), written)}
}

// length reads a length of time as filters write it: 24h, 7d.
func (a *app) length(written string) (time.Duration, bool) {
	now := a.clock()
	x, err := query.Parse("last:"+written, query.Options{Zone: a.zone, Now: now})
	if err != nil {
		return 0, false
	}
	window, rest := query.WindowOf(x)
	return now.Sub(window.From), rest == nil && !window.From.IsZero() && window.From.Before(now)
}

// theme is the name of the theme in force, empty for what fits the terminal.
func (a *app) theme() string {
	if a.settings.Theme == "auto" {
		return ""
	}
	return a.settings.Theme
}
