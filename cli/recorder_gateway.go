package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
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
	options := gateway.Options{
		Sink: sink, AnyHost: flags.allowRemote,
		Failed: func(c call.Call, err error) {
			warn(fmt.Errorf("%s %s was answered but not recorded: %w", c.Source, c.Operation, err))
		},
	}
	// What the environment says holds for programs that name no profile. Without
	// credentials calls can still go to emulators.
	var ways []*login.Login
	for i, profile := range append([]string{"", a.oneProfile()}, flags.profiles...) {
		if i > 0 && profile == "" {
			continue
		}
		way, err := login.Open(ctx, login.Options{Profile: profile})
		switch {
		case err == nil:
			if i != 1 { // that of the settings is for spoor itself
				ways = append(ways, way)
			}
			options.Credentials = append(options.Credentials, aws.CredentialsProvider(way.Config.Credentials))
			if options.Region == "" {
				options.Region = way.Config.Region
			}
			if options.Roots == nil {
				options.Roots = way.Roots()
			}
		case profile != "":
			return nil, &failure{err}
		}
	}
	var err error
	if options.Upstreams, err = a.upstreams(flags.upstreams, ways); err != nil {
		return nil, err
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
// the environment and the profiles do, which the recorded programs would have
// followed.
func (a *app) upstreams(flags []string, ways []*login.Login) (map[string]*url.URL, error) {
	all := map[string]*url.URL{}
	for _, flag := range flags {
		service, upstream, err := gateway.ParseUpstream(flag)
		if err != nil {
			return nil, usagef("--upstream: %w", err)
		}
		all[service] = upstream
	}
	if off, _ := a.environ(ignoreEndpoints); strings.EqualFold(off, "true") {
		return all, nil
	}
	flagged := maps.Clone(all)
	for _, variable := range os.Environ() {
		name, address, _ := strings.Cut(variable, "=")
		service, of := strings.CutPrefix(name, endpointVariable)
		if !of || address == "" || service != "" && service[0] != '_' {
			continue
		}
		key, upstream, err := upstreamOf(strings.TrimPrefix(service, "_"), address)
		if err != nil {
			return nil, &failure{fmt.Errorf("$%s: %w", name, err)}
		}
		if flagged[key] == nil {
			all[key] = upstream
		}
	}
	if forAll, _ := a.environ(endpointVariable); forAll != "" {
		return all, nil // it goes before what profiles name
	}
	return all, addProfiles(all, flagged, ways)
}

// upstreamOf is the upstream that the configuration of AWS's clients names for a
// service, by its id with _ for blanks; empty for all of them.
func upstreamOf(service, address string) (key string, upstream *url.URL, err error) {
	key = "*"
	if service != "" {
		key = csm.ServiceOfVariable(strings.ToUpper(service))
	}
	_, upstream, err = gateway.ParseUpstream(key + "=" + address)
	return key, upstream, err
}

// addProfiles adds the upstreams that profiles name. The gateway cannot tell which
// profile a call is made with: where that makes a difference, and no flag
// settles it, it is an error, since a call that is meant for an emulator must
// not reach AWS.
func addProfiles(all, flagged map[string]*url.URL, ways []*login.Login) error {
	for _, way := range ways {
		for service, address := range way.Endpoints() {
			key, upstream, err := upstreamOf(service, address)
			if err != nil {
				return &failure{fmt.Errorf("endpoint_url of %s: %w", loginName(way.Profile), err)}
			}
			switch was := cmp.Or(all[key], all["*"]); {
			case flagged[key] != nil:
			case way.Profile == "" && all[key] == nil:
				all[key] = upstream
			case way.Profile != "" && (was == nil || *was != *upstream):
				return usagef("%s sends calls to %s, others may not: say with --upstream '%s=URL' where they go", loginName(way.Profile), address, key)
			}
		}
	}
	return nil
}
