package gateway_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"spoor/recorder/call"
	"spoor/recorder/gateway"
	"spoor/recorder/loopback"
	"spoor/recorder/operation"
)

const (
	accessKey = "AKIAEXAMPLEKEY000001"
	secretKey = "example/secret+of/the/key"
)

// journal is a sink in memory. It fails while broken is set.
type journal struct {
	mu     sync.Mutex
	calls  []call.Call
	broken error
}

func (j *journal) Record(_ context.Context, c call.Call) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil {
		return j.broken
	}
	if _, err := c.Record(); err != nil {
		return err
	}
	j.calls = append(j.calls, c)
	return nil
}

// taken are the calls since they were last taken.
func (j *journal) taken() []call.Call {
	j.mu.Lock()
	defer j.mu.Unlock()
	calls := j.calls
	j.calls = nil
	return calls
}

func (j *journal) only(t testing.TB) call.Call {
	t.Helper()
	calls := j.taken()
	if len(calls) != 1 {
		t.Fatalf("%d calls were recorded: %+v", len(calls), calls)
	}
	return calls[0]
}

// start runs a gateway on loopback and returns its address.
func start(t testing.TB, o gateway.Options) string {
	t.Helper()
	g, err := gateway.New(o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := loopback.Listen(t.Context(), "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- g.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the gateway ended with %v", err)
		}
	})
	return "http://" + l.Addr().String()
}

// emulating runs a gateway before an emulator of all services.
func emulating(t testing.TB, emulator string) (string, *journal) {
	t.Helper()
	j := &journal{}
	return start(t, gateway.Options{Sink: j, Upstreams: map[string]*url.URL{"*": parse(t, emulator)}}), j
}

func parse(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// provider gives the user's own key.
func provider() aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(accessKey, secretKey, "")
}

// upstream is a server in the place of AWS. It verifies every signature with
// AWS's own signer, and keeps what it was sent.
type upstream struct {
	server  *httptest.Server
	secrets map[string]string
	next    http.Handler

	mu       sync.Mutex
	requests []*http.Request
	wrong    []string
}

func (u *upstream) seen() []*http.Request {
	u.mu.Lock()
	defer u.mu.Unlock()
	requests := u.requests
	u.requests = nil
	return requests
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	why := u.check(r)
	u.mu.Lock()
	u.requests = append(u.requests, r.Clone(context.Background()))
	if why != "" {
		u.wrong = append(u.wrong, why)
	}
	u.mu.Unlock()
	if why != "" {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, "<Error><Code>SignatureDoesNotMatch</Code><Message>%s</Message></Error>", why)
		return
	}
	u.next.ServeHTTP(w, r)
}

// check says what is wrong with a signature: the request is signed once more with
// what it says of itself, and must come out the same.
func (u *upstream) check(r *http.Request) string {
	authorization := r.Header.Get("Authorization")
	if authorization == "" {
		return ""
	}
	var scope []string
	var names string
	for part := range strings.SplitSeq(strings.TrimPrefix(authorization, "AWS4-HMAC-SHA256 "), ", ") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "Credential":
			scope = strings.Split(value, "/")
		case "SignedHeaders":
			names = value
		}
	}
	if len(scope) != 5 {
		return "the authorization is " + authorization
	}
	secret, ok := u.secrets[scope[0]]
	if !ok {
		return "no secret of " + scope[0]
	}
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		return "the date is " + r.Header.Get("X-Amz-Date")
	}
	again := &http.Request{Method: r.Method, Host: r.Host, Header: http.Header{}, URL: &url.URL{Scheme: "https", Host: r.Host, Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}}
	for name := range strings.SplitSeq(names, ";") {
		switch {
		case name == "content-length":
			again.ContentLength = r.ContentLength
		case name != "host":
			again.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	hash := r.Header.Get("X-Amz-Content-Sha256")
	if hash == "" {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err.Error()
		}
		hash = sha256Hex(body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
	}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = scope[3] == "s3" })
	token := r.Header.Get("X-Amz-Security-Token")
	err = signer.SignHTTP(context.Background(), aws.Credentials{AccessKeyID: scope[0], SecretAccessKey: secret, SessionToken: token}, again, hash, scope[3], scope[2], at)
	if err != nil {
		return err.Error()
	}
	if want := again.Header.Get("Authorization"); want != authorization {
		return "signed as " + authorization + ", want " + want
	}
	return ""
}

// playingAWS runs a gateway whose AWS is a TLS server in this process.
func playingAWS(t testing.TB, next http.Handler) (string, *journal, *upstream) {
	t.Helper()
	u := &upstream{secrets: map[string]string{accessKey: secretKey}, next: next}
	u.server = httptest.NewTLSServer(u)
	t.Cleanup(u.server.Close)
	t.Cleanup(func() {
		for _, why := range u.wrong {
			t.Errorf("AWS would have refused a signature: %s", why)
		}
	})
	j := &journal{}
	return start(t, u.options(j)), j, u
}

// options are those of a gateway whose AWS is u.
func (u *upstream) options(j *journal) gateway.Options {
	transport := u.server.Client().Transport.(*http.Transport).Clone()
	transport.DisableCompression = true
	transport.ForceAttemptHTTP2 = false
	// All names lead to the server, which has a certificate for one of them.
	transport.TLSClientConfig.ServerName = "example.com"
	address := u.server.Listener.Addr().String()
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	return gateway.Options{
		Sink: j, Credentials: []aws.CredentialsProvider{provider()}, Region: "eu-west-1", Transport: transport,
		Endpoint: func(s operation.Service, region string) (*url.URL, string, error) {
			host, signFor, err := s.Endpoint(region)
			return &url.URL{Scheme: "https", Host: host}, signFor, err
		},
	}
}

// fakeS3 is a real server of S3's protocol in memory.
func fakeS3(t testing.TB) http.Handler {
	t.Helper()
	return gofakes3.New(s3mem.New(), gofakes3.WithHostBucketBase("s3.eu-west-1.amazonaws.com"), gofakes3.WithAutoBucket(false)).Server()
}

// verifying is an emulator that verifies signatures, which gofakes3 does not.
func verifying(t testing.TB, next http.Handler) *upstream {
	t.Helper()
	u := &upstream{secrets: map[string]string{accessKey: secretKey}, next: next}
	u.server = httptest.NewServer(u)
	t.Cleanup(u.server.Close)
	t.Cleanup(func() {
		for _, why := range u.wrong {
			t.Errorf("a signature did not arrive as it was sent: %s", why)
		}
	})
	return u
}

// cli is the AWS command line.
type cli struct {
	t       *testing.T
	program string
	env     []string
}

func awsCLI(t *testing.T) *cli {
	t.Helper()
	program, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("the AWS command line is not installed")
	}
	home := t.TempDir()
	return &cli{t, program, []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "AWS_CONFIG_FILE=" + home + "/config", "AWS_SHARED_CREDENTIALS_FILE=" + home + "/credentials",
		"AWS_ACCESS_KEY_ID=" + accessKey, "AWS_SECRET_ACCESS_KEY=" + secretKey, "AWS_DEFAULT_REGION=eu-west-1",
		"AWS_EC2_METADATA_DISABLED=true", "AWS_MAX_ATTEMPTS=1", "AWS_PAGER=",
	}}
}

// run runs the command line against an endpoint and returns what it printed and
// whether it ended well.
func (c *cli) run(endpoint string, args ...string) (stdout, stderr string, ok bool) {
	c.t.Helper()
	command := exec.CommandContext(c.t.Context(), c.program, append([]string{"--endpoint-url", endpoint}, args...)...)
	command.Env = c.env
	var out, errs strings.Builder
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	return out.String(), errs.String(), err == nil
}
