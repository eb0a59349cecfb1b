package gateway

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"spoor/recorder/call"
	"spoor/recorder/operation"
)

// Options say what a gateway does.
type Options struct {
	// Sink takes the calls. It must be set.
	Sink call.Sink
	// Upstreams are the emulators by service, as the AWS command line, a
	// signature's scope or the event source names it, in lower case ("s3",
	// "cloudwatch" or "monitoring"), and "*" for all services that are not named.
	// Calls of services without one go to AWS.
	Upstreams map[string]*url.URL
	// Credentials are where the secrets of the user's access keys are found. They
	// are asked when a key is seen that is not known, at most every few seconds.
	Credentials []aws.CredentialsProvider
	// Region is where calls without a signature go; empty means us-east-1.
	Region string
	// AnyHost answers requests whatever host they name, and whatever page they
	// come from. Otherwise they must name this machine.
	AnyHost bool
	// Failed, if set, is told of calls that could not be recorded, from many
	// goroutines. The call was answered nevertheless. Calls that are refused for
	// want of a record are not told.
	Failed func(call.Call, error)

	// Roots are the authorities that may vouch for servers; nil means those of the
	// system.
	Roots *x509.CertPool

	// Transport sends requests; nil means one of the gateway's own.
	Transport http.RoundTripper
	// Endpoint finds where a service is at AWS, and which Region is signed for;
	// nil means by the table of package operation.
	Endpoint func(s operation.Service, region string) (endpoint *url.URL, signFor string, err error)
	// Now is the clock that signatures are held against; nil means time.Now.
	Now func() time.Time
}

// Gateway is an HTTP handler that passes AWS requests on and records them. It is
// safe for concurrent use.
type Gateway struct {
	sink      call.Sink
	upstreams map[string]*url.URL
	vault     *vault
	callers   *callers
	region    string
	anyHost   bool
	failed    func(call.Call, error)
	transport http.RoundTripper
	endpoint  func(operation.Service, string) (*url.URL, string, error)
	now       func() time.Time
	// stall is how long a connection may give or take nothing.
	stall time.Duration
	// patience is how long calls that are under way have when it ends.
	patience time.Duration
	// broken is set while calls cannot be recorded.
	broken atomic.Bool
}

// New returns a gateway. The error says which option makes no sense.
func New(o Options) (*Gateway, error) {
	if o.Sink == nil {
		return nil, errors.New("start the gateway: there is no store to record in")
	}
	for _, service := range slices.Sorted(maps.Keys(o.Upstreams)) {
		if err := checkUpstream(o.Upstreams[service]); err != nil {
			return nil, fmt.Errorf("upstream of %s: %w", service, err)
		}
	}
	g := &Gateway{
		sink: o.Sink, upstreams: o.Upstreams, callers: &callers{}, region: cmp.Or(o.Region, "us-east-1"), anyHost: o.AnyHost,
		failed: o.Failed, transport: o.Transport, endpoint: o.Endpoint, now: o.Now, stall: stallTimeout, patience: shutdownTimeout,
	}
	if g.now == nil {
		g.now = time.Now
	}
	if g.transport == nil {
		g.transport = newTransport(o.Roots)
	}
	if g.endpoint == nil {
		g.endpoint = atAWS
	}
	if g.failed == nil {
		g.failed = func(call.Call, error) {}
	}
	g.vault = newVault(o.Credentials, g.now)
	return g, nil
}

// ParseUpstream reads SERVICE=URL, such as s3=http://127.0.0.1:9000 or
// *=http://localhost:4566.
func ParseUpstream(text string) (service string, upstream *url.URL, err error) {
	service, address, ok := strings.Cut(text, "=")
	if !ok || service == "" {
		return "", nil, fmt.Errorf("%q is not SERVICE=URL, such as s3=http://127.0.0.1:9000 or *=http://localhost:4566", text)
	}
	upstream, err = url.Parse(address)
	if err == nil {
		err = checkUpstream(upstream)
	}
	if err != nil {
		return "", nil, fmt.Errorf("upstream of %s: %w", service, err)
	}
	return strings.ToLower(service), upstream, nil
}

func checkUpstream(u *url.URL) error {
	switch {
	case u == nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return errors.New("it must be a URL such as http://127.0.0.1:9000")
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("it must be a URL without a path, since requests keep their own")
	case u.User != nil:
		return errors.New("it must be a URL without a user and password")
	}
	return nil
}

// atAWS is where a service is at AWS.
func atAWS(s operation.Service, region string) (*url.URL, string, error) {
	host, signFor, err := s.Endpoint(region)
	if err != nil {
		return nil, "", err
	}
	return &url.URL{Scheme: "https", Host: host}, signFor, nil
}
