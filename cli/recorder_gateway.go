package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"spoor/recorder/call"
	"spoor/recorder/csm"
	"spoor/recorder/gateway"
	"spoor/recorder/loopback"
	"spoor/source/login"
)

// The variables by which AWS's SDKs are pointed to endpoints: one for all
// services, one that begins so for each, and one that switches all of them off.
const (
	endpointVariable = "AWS_ENDPOINT_URL"
	ignoreEndpoints  = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
)

// recordByGateway has programs make their calls through an endpoint of ours.
func (a *app) recordByGateway(ctx context.Context, flags recordFlags, sink call.Sink, warn func(error)) (*recordingWay, error) {
	upstreams, err := a.upstreams(flags.upstreams)
	if err != nil {
		return nil, err
	}
	options := gateway.Options{
		Sink: sink, Upstreams: upstreams, AnyHost: flags.allowRemote,
		Failed: func(c call.Call, err error) {
			warn(fmt.Errorf("%s %s was answered but not recorded: %w", c.Source, c.Operation, err))
		},
	}
	// Without credentials calls can still go to emulators.
	for _, profile := range append([]string{a.oneProfile()}, flags.profiles...) {
		way, err := login.Open(ctx, login.Options{Profile: profile})
		switch {
		case err == nil:
			options.Credentials = append(options.Credentials, aws.CredentialsProvider(way.Config.Credentials))
			if options.Region == "" {
				options.Region = way.Config.Region
			}
		case profile != "":
			return nil, &failure{err}
		}
	}
	g, err := gateway.New(options)
	if err != nil {
		return nil, &usageError{err}
	}
	listener, err := loopback.Listen(ctx, flags.listen, flags.allowRemote)
	if errors.Is(err, loopback.ErrElsewhere) {
		return nil, usagef("%w: add --allow-remote to let other machines call through it", err)
	}
	if err != nil {
		return nil, &failure{err}
	}
	if !isLoopbackListener(listener) {
		a.complain(fmt.Errorf("warning: calls come to %s unencrypted, and whoever reaches it can call the emulators behind it", listener.Addr()))
	}
	host := listener.Addr().String()
	noProxy, _ := a.environ("NO_PROXY")
	if noProxy == "" {
		noProxy, _ = a.environ("no_proxy")
	}
	return &recordingWay{
		variables: []string{endpointVariable + "=http://" + host, "NO_PROXY=" + strings.TrimPrefix(noProxy+",127.0.0.1,localhost", ",")},
		without: func(name string) bool {
			return name == ignoreEndpoints || name == "NO_PROXY" || name == "no_proxy" || name == endpointVariable || strings.HasPrefix(name, endpointVariable+"_")
		},
		serve:    func(ctx context.Context) error { return g.Serve(ctx, listener) },
		troubles: func(*app) {},
	}, nil
}

// upstreams are where calls go that do not go to AWS: as the flags say, else as
// the environment does, which the recorded programs would have followed.
func (a *app) upstreams(flags []string) (map[string]*url.URL, error) {
	all := map[string]*url.URL{}
	if off, _ := a.environ(ignoreEndpoints); !strings.EqualFold(off, "true") {
		for _, variable := range os.Environ() {
			name, address, _ := strings.Cut(variable, "=")
			service, of := strings.CutPrefix(name, endpointVariable)
			if !of || address == "" || service != "" && service[0] != '_' {
				continue
			}
			key := "*"
			if service != "" {
				key = csm.ServiceOfVariable(service[1:])
			}
			_, upstream, err := gateway.ParseUpstream(key + "=" + address)
			if err != nil {
				return nil, &failure{fmt.Errorf("$%s: %w", name, err)}
			}
			all[key] = upstream
		}
	}
	for _, flag := range flags {
		service, upstream, err := gateway.ParseUpstream(flag)
		if err != nil {
			return nil, usagef("--upstream: %w", err)
		}
		all[service] = upstream
	}
	return all, nil
}
