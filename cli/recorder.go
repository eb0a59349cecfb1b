package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"spoor/config"
	"spoor/ingest"
	"spoor/recorder/store"
	"spoor/source/recorder"
)

type recordFlags struct {
	via, store, listen   string
	keep                 string
	upstreams, profiles  []string
	noCache, allowRemote bool
}

func (a *app) recordCommand() *cobra.Command {
	var flags recordFlags
	command := &cobra.Command{
		Use:   "record [-- COMMAND [ARG...]]",
		Short: "Record the AWS API calls that programs on this machine make",
		Long: "Records AWS API calls as CloudTrail would, into a recorder store and from there into the cache, whether they go\n" +
			"to AWS or to an emulator (LocalStack, moto, MinIO, DynamoDB Local). Records say that they were made here, and\n" +
			"is:local finds them. Secrets are hidden as AWS hides them; bodies of objects and messages are never kept.\n\n" +
			"With a command, runs it with the environment set, passes on signals, input and its exit code, and ends with a\n" +
			"summary of the calls. Without one, prints the environment to set and records until interrupted.\n\n" +
			"With --via gateway, AWS_ENDPOINT_URL points clients to an endpoint on loopback, which passes their calls on and sees\n" +
			"parameters, results and resources. They go on to the endpoints that AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_SERVICE name\n" +
			"in this environment, as with --upstream; else to AWS.\n\n" +
			"With --via csm, clients call AWS themselves and tell of each call (AWS_CSM_ENABLED). Parameters are not among what\n" +
			"they tell; SDKs for Go v2, Rust and JavaScript v3, and so Terraform, tell nothing.",
		Example: "spoor record -- aws s3 ls\nspoor record --upstream '*=http://localhost:4566' -- terraform apply\n" +
			"spoor record --via csm\nspoor list is:local is:error last:1h",
		Args: func(command *cobra.Command, args []string) error {
			if len(args) > 0 && command.ArgsLenAtDash() != 0 {
				return fmt.Errorf("the command stands behind --, as in: spoor record -- %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error { return a.record(command.Context(), flags, args) },
	}
	set := command.Flags()
	set.StringVar(&flags.via, "via", "gateway", "`WAY` in which calls are seen: gateway or csm")
	set.StringVar(&flags.store, "store", "", "`DIR` of the recorder store (default: $SPOOR_STORE, else spoor/recorded in the data folder)")
	set.StringVar(&flags.listen, "listen", "127.0.0.1:0", "`ADDRESS` to listen on; port 0 picks a free one")
	set.StringArrayVar(&flags.upstreams, "upstream", nil, "`SERVICE=URL`: where calls of a service go instead of AWS, * for all others; repeat it for several")
	set.StringArrayVar(&flags.profiles, "profile", nil, "`PROFILE` whose credentials the recorded programs use, where they name one themselves; repeat it for several")
	set.StringVar(&flags.keep, "keep", "", "remove recorded files that are older than `TIME`, such as 30d (default: keep all)")
	set.BoolVar(&flags.noCache, "no-cache", false, "record into the store only, not into the cache")
	set.BoolVar(&flags.allowRemote, "allow-remote", false, "allow --listen on an address that other machines can reach (gateway only)")
	return command
}

// storePath is where the recorder store lies: where the flag or the settings
// say, or in the user's data folder.
func (a *app) storePath(flag string) (string, error) {
	switch {
	case flag != "":
		return config.AtHome(flag), nil
	case a.settings.Store != "":
		return config.AtHome(a.settings.Store), nil
	}
	dir, ok := a.inFolder("XDG_DATA_HOME", xdg.DataHome, storeName)
	if !ok {
		return "", &failure{errors.New("cannot tell where to record without a home folder: give --store DIR or set SPOOR_STORE")}
	}
	return dir, nil
}

// record records until the command ends, or, without one, until interrupted.
func (a *app) record(ctx context.Context, flags recordFlags, command []string) error {
	if flags.via != "gateway" && flags.via != "csm" {
		return usagef("--via %q: it is gateway or csm", flags.via)
	}
	var keep time.Duration
	if flags.keep != "" {
		var ok bool
		if keep, ok = a.length(flags.keep); !ok {
			return usagef("--keep %q: give a length of time such as 24h or 30d", flags.keep)
		}
	}
	warn := func(err error) { a.complain(fmt.Errorf("warning: %w", err)) }
	dir, err := a.storePath(flags.store)
	if err != nil {
		return err
	}
	kept, err := store.Open(ctx, store.Options{Dir: dir, Keep: keep, Warn: warn})
	if err != nil {
		return &failure{fmt.Errorf("%w: give --store DIR to record elsewhere", err)}
	}
	tally := newTally(kept)
	way, err := a.recordingWay(ctx, flags, tally, warn)
	if err != nil {
		return errors.Join(err, kept.Close())
	}

	// Recording outlives the signals that end the command, and takes in its last
	// calls.
	recording, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var served error
	var serving sync.WaitGroup
	serving.Go(func() { served = way.serve(recording) })
	following := a.followInto(recording, kept.Dir(), flags.noCache)

	began := time.Now()
	var ended error
	ran := true
	if len(command) > 0 {
		ran, ended = a.runChild(command, way.environment(os.Environ()))
	} else if ended = a.printEnvironment(way, kept.Dir()); ended == nil {
		<-ctx.Done()
		ended = ctx.Err()
	}
	took := time.Since(began)

	stop()
	serving.Wait()
	following.wait()
	err = kept.Close()
	if ran {
		tally.print(a, took, kept.Dir())
	}
	way.troubles(a)
	for _, problem := range []error{served, err, a.takeIn(ctx, kept.Dir(), flags.noCache)} {
		if problem != nil {
			warn(problem)
		}
	}
	return ended
}

// printEnvironment says what programs need so that their calls are recorded.
func (a *app) printEnvironment(way *recordingWay, dir string) error {
	a.say("recording into %s until interrupted; in another terminal:", dir)
	for _, variable := range way.variables {
		if _, err := fmt.Fprintln(a.out, assignment(variable)); err != nil {
			return err
		}
	}
	return nil
}

// followed is the store being taken into the cache as calls come.
type followed struct{ done chan struct{} }

func (f followed) wait() {
	if f.done != nil {
		<-f.done
	}
}

// followInto takes what comes into a store into the cache, until ctx ends, so
// that screens show it at once. What goes wrong meanwhile is tried again, and
// told, when the recording ends.
func (a *app) followInto(ctx context.Context, dir string, not bool) followed {
	if not {
		return followed{}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c, err := a.openCache(ctx)
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = ingest.Run(ctx, c, recorder.New(dir, recorder.Options{Known: ingest.Known(c), Follow: true}), ingest.Options{})
	}()
	return followed{done}
}

// takeIn takes what a store holds into the cache. Another signal stops it: what
// was recorded stays in the store.
func (a *app) takeIn(ctx context.Context, dir string, not bool) error {
	if not {
		return nil
	}
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c, err := a.openCache(ctx)
	if err != nil {
		return fmt.Errorf("take the recorded calls into the cache: %w", err)
	}
	defer c.Close()
	if _, err := ingest.Run(ctx, c, recorder.New(dir, recorder.Options{Known: ingest.Known(c)}), ingest.Options{}); err != nil {
		return fmt.Errorf("take the recorded calls into the cache: %w: 'spoor import %s' does so", err, dir)
	}
	return nil
}
