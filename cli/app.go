package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"spoor/cache"
	"spoor/cache/lock"
	"spoor/config"
	"spoor/event"
	"spoor/keymap"
)

// app is what the commands share: streams, the flags that stand on every
// command, and what follows from them.
type app struct {
	in          io.Reader
	out, errOut io.Writer
	environ     func(string) (string, bool)

	cacheFlag, zoneFlag, configFlag string
	quiet, verbose                  bool

	// clock tells the time that filters and the screen go by.
	clock func() time.Time
	// forgets is set where nothing may be left behind: how the screen was left
	// is not kept.
	forgets bool

	settings *config.Loaded
	// makesSettings is set for the command that writes the settings file, which
	// need not be there yet even if it is named.
	makesSettings bool
	zone          *time.Location
	keys          *keymap.Map
	started       bool
	// mistaken is the command whose flags were not understood.
	mistaken *cobra.Command
	waiting  waiting
	// begun is when the command began, by the real clock.
	begun time.Time
	// resumes is set by commands that keep what they did when interrupted.
	resumes bool
	// named is set once the cache in use was named to somebody who wants to know.
	named bool
	// unwritten says why a part of the result could not be printed.
	unwritten error
}

// start settles what every command shares: settings, zone and keys. From here
// on an error is no longer one of the command line's form.
func (a *app) start() error {
	if a.quiet && a.verbose {
		return usagef("--quiet and --verbose exclude each other")
	}
	settings, err := a.loadSettings()
	if err != nil {
		return err
	}
	a.settings = settings
	if a.zone, err = config.Zone(settings.Zone); err != nil {
		return err
	}
	var problems []error
	a.keys, problems = keymap.New(keyOverrides(settings))
	if len(problems) > 0 {
		return &failure{errors.Join(problems...)}
	}
	a.started = true
	if settings.Read {
		a.detail("settings: %s", event.Clean(settings.File))
	}
	return nil
}

// loadSettings reads the settings file and takes the environment and the flags
// over it.
func (a *app) loadSettings() (*config.Loaded, error) {
	file, named := a.configFlag, true
	if file == "" {
		file, named = a.environ("SPOOR_CONFIG")
	}
	if file == "" {
		file, _ = a.inFolder("XDG_CONFIG_HOME", xdg.ConfigHome, "config.toml")
		named = false
	}
	file = config.AtHome(file)
	settings, err := config.Load(file, named && !a.makesSettings, a.environ)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &failure{fmt.Errorf("%w: '%s' writes one there", err, settingsWriter)}
	}
	if err != nil {
		return nil, &failure{err}
	}
	for _, flag := range []struct{ key, name, value string }{{"cache", "cache", a.cacheFlag}, {"zone", "zone", a.zoneFlag}} {
		if flag.value == "" {
			continue
		}
		if err := settings.Flag(flag.key, flag.name, flag.value); err != nil {
			return nil, usagef("--%s: %w", flag.name, err)
		}
	}
	return settings, nil
}

// settingsWriter is the command that writes a settings file.
const settingsWriter = "spoor config init"

// keyOverrides are the user's own keys with the place each is written at.
func keyOverrides(settings *config.Loaded) []keymap.Override {
	var overrides []keymap.Override
	for action, keys := range settings.KeyOverrides() {
		overrides = append(overrides, keymap.Override{
			Action: action, Keys: keys, Place: settings.Origin("keys." + action).String(),
		})
	}
	slices.SortFunc(overrides, func(a, b keymap.Override) int { return strings.Compare(a.Action, b.Action) })
	return overrides
}

// failure ends a command with exit code 1. Without an error within, everything
// has been said already.
type failure struct{ err error }

func (f *failure) Error() string {
	if f.err == nil {
		return "failed"
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// usageError ends a command with exit code 2.
type usageError struct{ err error }

func (u *usageError) Error() string { return u.err.Error() }
func (u *usageError) Unwrap() error { return u.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// say prints a message for a person as one line, unless told to be quiet.
// Messages name files, accounts and what others answered.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintln(a.errOut, event.Clean(fmt.Sprintf(format, args...)))
	}
}

// print writes a part of a result for a person. Where that fails the command
// goes on, and says so at its end.
func (a *app) print(format string, args ...any) {
	if _, err := fmt.Fprintf(a.out, format, args...); err != nil && a.unwritten == nil {
		a.unwritten = err
	}
}

// detail prints a message as one line for somebody who wants to know more.
func (a *app) detail(format string, args ...any) {
	if a.verbose {
		fmt.Fprintln(a.errOut, event.Clean(fmt.Sprintf(format, args...)))
	}
}

// complain prints an error as one line. Errors may quote events and file names,
// so they are cleaned like any text on its way to a terminal.
func (a *app) complain(err error) {
	fmt.Fprintf(a.errOut, "spoor: %s\n", event.Clean(err.Error()))
}

// isClosedPipe reports whether nobody reads the results any more. A connection
// that the other side closed is another matter.
func isClosedPipe(err error) bool {
	var connection *net.OpError
	return slices.ContainsFunc(closedPipe, func(closed error) bool { return errors.Is(err, closed) }) && !errors.As(err, &connection)
}

// cachePath is where the cache lies: where the settings say, or in the user's
// data folder.
func (a *app) cachePath() (string, error) {
	path := config.AtHome(a.settings.Cache)
	if path == "" {
		var ok bool
		if path, ok = a.inFolder("XDG_DATA_HOME", xdg.DataHome, cacheName); !ok {
			return "", errors.New("cannot tell where the cache lies without a home folder: give --cache FILE or set SPOOR_CACHE")
		}
	}
	if !a.named {
		a.detail("cache: %s", event.Clean(path))
		a.named = true
	}
	return path, nil
}

// openCache opens the user's cache, creating it and its folder.
func (a *app) openCache(ctx context.Context) (*cache.Cache, error) {
	path, err := a.cachePath()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the cache: %w: give --cache FILE to keep it elsewhere", err)
	}
	store, err := cache.Open(ctx, a.cacheOptions(path))
	if lock.MayOnlyRead(err) {
		err = fmt.Errorf("%w: give --cache FILE to write into another", err)
	}
	return store, err
}

// existing is the path of the user's cache; where there is none it says what to
// do.
func (a *app) existing() (string, error) {
	path, err := a.cachePath()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", &failure{fmt.Errorf("there is no cache at %s yet: run 'spoor import FOLDER' or 'spoor sync' first, or 'spoor demo'", path)}
	}
	return path, nil
}

// openExisting opens the user's cache for reading.
func (a *app) openExisting(ctx context.Context) (*cache.Cache, error) {
	path, err := a.existing()
	if err != nil {
		return nil, err
	}
	o := a.cacheOptions(path)
	o.ReadOnly = true
	return cache.Open(ctx, o)
}

// commandName is how this process names itself to others that wait for the
// cache.
func commandName() string {
	words := []string{"spoor"}
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		words = append(words, os.Args[1])
	}
	return strings.Join(words, " ")
}

// draws reports whether a stream is a terminal on which lines can be written
// over.
func (a *app) draws(stream any) bool {
	name, _ := a.environ("TERM")
	return isTerminal(stream) && (name != "" && name != "dumb" || runtime.GOOS == "windows")
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(file.Fd())
}
