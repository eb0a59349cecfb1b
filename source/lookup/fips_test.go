package lookup

import (
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"spoor/source/login"
)

// hosts is an HTTP client without a network: it notes whom it was to ask.
type hosts struct {
	mu   sync.Mutex
	seen []string
}

var errNoNetwork = errors.New("no network")

func (h *hosts) Do(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = append(h.seen, r.URL.Host)
	return nil, errNoNetwork
}

func TestTheEndpointsAreThoseOfFIPSWhereTheyAreAskedFor(t *testing.T) {
	for name, it := range map[string]struct {
		env, config string
		hosts       string
	}{
		"the environment asks":  {"true", "", "sts-fips.us-east-1.amazonaws.com cloudtrail-fips.us-east-1.amazonaws.com ec2-fips.us-east-1.amazonaws.com"},
		"the profile asks":      {"", "use_fips_endpoint = true\n", "sts-fips.us-east-1.amazonaws.com cloudtrail-fips.us-east-1.amazonaws.com ec2-fips.us-east-1.amazonaws.com"},
		"nobody asks":           {"", "", "sts.us-east-1.amazonaws.com cloudtrail.us-east-1.amazonaws.com ec2.us-east-1.amazonaws.com"},
		"the environment knows": {"false", "use_fips_endpoint = true\n", "sts.us-east-1.amazonaws.com cloudtrail.us-east-1.amazonaws.com ec2.us-east-1.amazonaws.com"},
	} {
		t.Run(name, func(t *testing.T) {
			newFake(t)
			configured(t, "[profile p]\naws_access_key_id = AKIAEXAMPLEPROD00001\naws_secret_access_key = x\nregion = us-east-1\n"+it.config)
			t.Setenv("AWS_ENDPOINT_URL", "")
			t.Setenv("AWS_USE_FIPS_ENDPOINT", it.env)
			way, err := login.Open(t.Context(), login.Options{Profile: "p"})
			if err != nil {
				t.Fatal(err)
			}
			var asked hosts
			way.Config.HTTPClient = &asked
			a := &Account{options: Options{}.withDefaults(), login: way}
			if _, err := whoIs(t.Context(), sts.NewFromConfig(way.Config, func(o *sts.Options) { o.RetryMaxAttempts = 1 })); !errors.Is(err, errNoNetwork) {
				t.Fatal(err)
			}
			if _, err := a.lookup(t.Context(), "us-east-1", &cloudtrail.LookupEventsInput{}); !errors.Is(err, errNoNetwork) {
				t.Fatal(err)
			}
			if _, err := a.describeRegions(t.Context()); !errors.Is(err, errNoNetwork) {
				t.Fatal(err)
			}
			if got := strings.Join(asked.seen, " "); got != it.hosts {
				t.Errorf("asked %s\nwant  %s", got, it.hosts)
			}
		})
	}
}

// The SDK has no part in the request to EC2.
func TestTheEndpointOfEC2IsChosenAsTheSDKChoosesOthers(t *testing.T) {
	const settings = "[profile p]\naws_access_key_id = AKIAEXAMPLEPROD00001\naws_secret_access_key = x\nregion = us-east-1\n"
	for name, it := range map[string]struct {
		all, one bool   // variables of the environment
		config   string // of the profile
		host     string
	}{
		"for all services":          {all: true, host: "all"},
		"for one":                   {one: true, host: "one"},
		"for one and for all":       {all: true, one: true, host: "one"},
		"of the profile":            {config: "endpoint_url = http://profile\n", host: "profile"},
		"of the profile's services": {config: "services = s\n[services s]\nsts =\n  endpoint_url = http://services\nec2 =\n  endpoint_url = http://services\n", host: "services"},
		"of both, and for all":      {all: true, config: "endpoint_url = http://profile\n", host: "all"},
		"none is to count":          {all: true, one: true, config: "ignore_configured_endpoint_urls = true\n", host: ""},
	} {
		t.Run(name, func(t *testing.T) {
			newFake(t)
			configured(t, settings+it.config)
			os.Unsetenv("AWS_ENDPOINT_URL") // set back by newFake
			if it.all {
				t.Setenv("AWS_ENDPOINT_URL", "http://all")
			}
			if it.one {
				t.Setenv("AWS_ENDPOINT_URL_STS", "http://one")
				t.Setenv("AWS_ENDPOINT_URL_EC2", "http://one")
			}
			way, err := login.Open(t.Context(), login.Options{Profile: "p"})
			if err != nil {
				t.Fatal(err)
			}
			var asked hosts
			way.Config.HTTPClient = &asked
			a := &Account{options: Options{}.withDefaults(), login: way}
			if _, err := whoIs(t.Context(), sts.NewFromConfig(way.Config, func(o *sts.Options) { o.RetryMaxAttempts = 1 })); !errors.Is(err, errNoNetwork) {
				t.Fatal(err)
			}
			if _, err := a.describeRegions(t.Context()); !errors.Is(err, errNoNetwork) {
				t.Fatal(err)
			}
			want := []string{it.host, it.host}
			if it.host == "" {
				want = []string{"sts.us-east-1.amazonaws.com", "ec2.us-east-1.amazonaws.com"}
			}
			if !slices.Equal(asked.seen, want) {
				t.Errorf("asked %q, want %q", asked.seen, want)
			}
		})
	}
}
