package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"spoor/event"
	"spoor/recorder/loopback"
	"spoor/recorder/serve"
)

type serveFlags struct {
	listen, account                   string
	noThrottle, noWindow, allowRemote bool
}

func (a *app) serveCommand() *cobra.Command {
	var flags serveFlags
	command := &cobra.Command{
		Use:   "serve",
		Short: "Answer AWS's LookupEvents from the cache, for any AWS tool",
		Long: "Answers LookupEvents from the cache, so that the AWS CLI, boto and SDKs read it as they would read\n" +
			"CloudTrail; GetCallerIdentity and DescribeRegions too, so that they need no other endpoint.\n" +
			"As in AWS, two requests a second are answered for each Region, with events of the last 90 days, unless\n" +
			"told otherwise; a start before that is moved to 90 days ago. Any credentials will do: requests must be\n" +
			"signed, since the signature names the Region, but signatures are not verified.\n" +
			"Prints the environment that points AWS tools here, then serves until interrupted.",
		Example: "spoor serve --no-window\nspoor serve --listen 127.0.0.1:8080 --account 111122223333",
		Args:    noArguments,
		RunE:    func(command *cobra.Command, _ []string) error { return a.serve(command.Context(), flags) },
	}
	set := command.Flags()
	set.StringVar(&flags.listen, "listen", "127.0.0.1:0", "`ADDRESS` to listen on; port 0 picks a free one")
	set.StringVar(&flags.account, "account", "", "`ACCOUNT` to serve, where the cache holds several")
	set.BoolVar(&flags.noThrottle, "no-throttle", false, "answer any number of requests a second")
	set.BoolVar(&flags.noWindow, "no-window", false, "answer with events of any age, not of the last 90 days only")
	set.BoolVar(&flags.allowRemote, "allow-remote", false, "allow --listen on an address that other machines can reach")
	return command
}

func (a *app) serve(ctx context.Context, flags serveFlags) error {
	store, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	a.warnOfMissing(store.LeftOut())
	options := serve.Options{
		Account: flags.account, NoThrottle: flags.noThrottle, NoWindow: flags.noWindow, AnyHost: flags.allowRemote,
	}
	if a.verbose {
		options.Log = a.logRequest
	}
	handler, err := serve.New(ctx, store, options)
	if _, ok := errors.AsType[*serve.AccountsError](err); ok {
		return &failure{fmt.Errorf("%w: give --account ID", err)}
	}
	if err != nil {
		return err
	}
	listener, err := loopback.Listen(ctx, flags.listen, flags.allowRemote)
	if errors.Is(err, loopback.ErrElsewhere) {
		return &usageError{fmt.Errorf("%w: add --allow-remote to let other machines read the events", err)}
	}
	if err != nil {
		return &failure{err}
	}
	if !isLoopbackListener(listener) {
		a.complain(fmt.Errorf("warning: whoever reaches %s can read the cache; requests are not authenticated", listener.Addr()))
	}
	region := "us-east-1"
	if regions, err := handler.Regions(ctx); err == nil && len(regions) > 0 {
		region = regions[0]
	} else if err == nil {
		a.complain(fmt.Errorf("warning: the cache holds no events of account %s", handler.Account()))
	}
	url := "http://" + listener.Addr().String()
	a.say("serving account %s at %s until interrupted", event.Clean(handler.Account()), url)
	for _, line := range []string{
		"AWS_ENDPOINT_URL=" + url, "AWS_ACCESS_KEY_ID=spoor", "AWS_SECRET_ACCESS_KEY=spoor", "AWS_REGION=" + region,
		"AWS_DEFAULT_REGION=" + region,
	} {
		if _, err := fmt.Fprintln(a.out, assignment(line)); err != nil {
			listener.Close()
			return err
		}
	}
	if err := serve.Serve(ctx, listener, handler); err != nil {
		return err
	}
	return ctx.Err()
}

func isLoopbackListener(l net.Listener) bool {
	at, ok := l.Addr().(*net.TCPAddr)
	return ok && at.IP.IsLoopback()
}

// logRequest prints one line for a request.
func (a *app) logRequest(r serve.Request) {
	line := fmt.Sprintf("%s %s %s %s %d", r.Time.In(a.zone).Format("15:04:05"), cmp.Or(r.Action, "-"), cmp.Or(r.Region, "-"), cmp.Or(r.AccessKey, "-"), r.Status)
	switch {
	case r.Code != "":
		line += " " + r.Code
	case r.Action == "LookupEvents":
		line += " " + counted(r.Events, "event")
	}
	line += fmt.Sprintf(" %.1f ms", float64(r.Took.Microseconds())/1000)
	if r.Err != nil {
		line += ": " + r.Err.Error()
	}
	fmt.Fprintln(a.errOut, event.Clean(line))
}
