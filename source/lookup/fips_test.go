package lookup

import (
	"errors"
	"net/http"
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
