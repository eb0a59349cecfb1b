// Package cli is spoor's command line: one file per command, each of which
// parses, wires the rooms together, prints and says how it ended.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"spoor/cache"
)

// The exit codes of every command.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// Main runs the program with the process's arguments and streams, and returns
// its exit code.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// Whoever interrupts a second time will not wait for what is being finished.
	context.AfterFunc(ctx, stop)
	// With a handler, writing to a pipe that nobody reads is an error like others,
	// after which a command cleans up. Without one it would end the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	return Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// garbagePercent is how much garbage may gather beside what is in use, unless
// the user settles it with GOGC. The columns of a cache are in use for as long
// as it is open: Go's usual 100 would double them.
const garbagePercent = 20

// Run runs one command line and returns its exit code. It is Main with the
// surroundings as arguments.
func Run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	a := &app{in: in, out: out, errOut: errOut, environ: os.LookupEnv, clock: time.Now, begun: time.Now()}
	root := a.root()
	if len(args) > 0 && args[0] == cobra.ShellCompRequestCmd {
		unquoteUsages(root)
	}
	root.SetArgs(shieldFilters(args))
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	return a.end(ctx, root.ExecuteContext(ctx))
}

// end prints the one line that says why the command did not do what was asked,
// and returns the exit code.
func (a *app) end(ctx context.Context, err error) int {
	if err == nil {
		err = a.unwritten
	}
	switch {
	case err == nil:
		if a.started {
			a.detail("took %.1f s", time.Since(a.begun).Seconds())
		}
		return exitDone
	case isClosedPipe(err):
		return exitDone
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		if a.resumes {
			a.say("interrupted: what was committed is kept, and the next run goes on from there")
		} else {
			a.say("interrupted")
		}
		return exitInterrupted
	}
	if status, ok := errors.AsType[exitStatus](err); ok {
		return int(status)
	}
	if failed, ok := errors.AsType[*failure](err); ok {
		if failed.err != nil {
			a.complain(failed.err)
		}
		return exitFailed
	}
	if cache.IsDamage(err) {
		err = fmt.Errorf("%w: 'spoor cache check --repair' keeps what is whole", err)
	}
	a.complain(err)
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return exitFailed // the disk, and not the command line
	}
	if !a.started {
		if a.mistaken != nil && a.mistaken.HasParent() {
			a.say("run '%s --help' to see what it takes", a.mistaken.CommandPath())
		} else {
			a.say("run 'spoor --help', or 'spoor COMMAND --help', to see what there is")
		}
		return exitUsage
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// root builds the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "spoor",
		Short: "CloudTrail event history in a terminal",
		Long: "spoor is CloudTrail event history in a terminal: who did it, when, from where, to what,\n" +
			"and what else did they do. It keeps events in a local cache and answers at once, online or offline.",
		Example: "# Look around without credentials or network\nspoor demo\n\n" +
			"# Browse a folder of trail files\nspoor open ./AWSLogs\n\n" +
			"# Take trail files into the cache, then browse them\nspoor import ./AWSLogs\nspoor source:iam is:write last:7d",
		Version:           version(),
		Args:              cobra.ArbitraryArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE: func(command *cobra.Command, _ []string) error {
			if err := givenFlags(command); err != nil {
				return err
			}
			if needsNoSettings(command) {
				return nil
			}
			a.makesSettings = command.CommandPath() == settingsWriter
			return a.start()
		},
		RunE: a.runBrowse,
	}
	root.SetHelpFunc(a.help)
	root.SetHelpCommand(helpCommand())
	root.SetFlagErrorFunc(a.flagMistake)
	flags := root.PersistentFlags()
	flags.StringVar(&a.cacheFlag, "cache", "", "`FILE` of the cache (default: $SPOOR_CACHE, else spoor/cache.bolt in the data folder)")
	flags.StringVar(&a.zoneFlag, "zone", "", "time `ZONE` to read and show times in: UTC, local or a name such as Europe/Berlin")
	flags.StringVar(&a.configFlag, "config", "", "`FILE` of the settings (default: $SPOOR_CONFIG, else spoor/config.toml in the configuration folder)")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but results and errors")
	flags.BoolVar(&a.verbose, "verbose", false, "say more: which files are used, how the filter was read, how long it took, each request served")
	for _, command := range []*cobra.Command{
		a.browseCommand(), a.demoCommand(), a.openCommand(), a.importCommand(), a.syncCommand(), a.listCommand(), a.facetsCommand(),
		a.showCommand(), a.exportCommand(), a.verifyCommand(), a.serveCommand(), a.recordCommand(), a.cacheCommand(), a.keysCommand(), a.configCommand(),
		a.manCommand(), completionCommand(),
	} {
		root.AddCommand(command)
	}
	a.completeWith(root)
	return root
}
