package cli

import (
	"context"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"spoor/config"
	"spoor/recorder/call"
	"spoor/source/login"
)

func TestTheSummaryNamesFailuresFirst(t *testing.T) {
	kept := newTally(discard{})
	for i, c := range []call.Call{
		{Source: "s3.amazonaws.com", Operation: "PutObject"}, {Source: "s3.amazonaws.com", Operation: "PutObject"},
		{Source: "iam.amazonaws.com", Operation: "ListUsers"},
		{Source: "ec2.amazonaws.com", Operation: "RunInstances", ErrorCode: "UnauthorizedOperation", ErrorMessage: "you\x1b[2J may not"},
		{Source: "sts.amazonaws.com", Operation: "GetSessionToken", ErrorCode: "ExpiredToken", ErrorMessage: "IQoJb3JpZ2luX2VjEXAMPLE0123456789 is old"},
		{Source: "sqs.amazonaws.com", Operation: "SendMessage", Status: 503},
		{Source: "s3.amazonaws.com", Operation: "refused"},
	} {
		if err := kept.Record(t.Context(), c); (err != nil) != (c.Operation == "refused") {
			t.Errorf("call %d: %v", i, err)
		}
	}
	var said strings.Builder
	kept.print(&app{errOut: &said}, 1500*time.Millisecond, "/store")
	want := []string{
		"recorded 6 calls in 1.5 s, 3 failed, into /store",
		"      1 ec2:RunInstances     ✗ UnauthorizedOperation: you␛[2J may not",
		"      1 sqs:SendMessage      ✗ HTTP 503",
		"      1 sts:GetSessionToken  ✗ ExpiredToken: HIDDEN_DUE_TO_SECURITY_REASONS is old",
		"      2 s3:PutObject",
		"      1 iam:ListUsers",
	}
	if got := strings.Split(strings.TrimSpace(said.String()), "\n"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("said\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// discard takes all calls in but one.
type discard struct{}

func (discard) Record(_ context.Context, c call.Call) error {
	if c.Operation == "refused" {
		return errors.New("refused")
	}
	return nil
}

func TestProgramsAreRecordedThroughTheGatewayAlone(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": "http://127.0.0.1:4567",
		"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000/", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
	} {
		t.Setenv(name, value)
	}
	a := &app{environ: os.LookupEnv, settings: &config.Loaded{}, errOut: io.Discard}
	upstreams, err := a.upstreams([]string{"s3=http://127.0.0.1:9001"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for service, upstream := range upstreams {
		got[service] = upstream.Host
	}
	if len(got) != 3 || got["*"] != "127.0.0.1:4566" || got["logs"] != "127.0.0.1:4567" || got["s3"] != "127.0.0.1:9001" {
		t.Errorf("calls go to %v", got)
	}
	way, err := a.recordByGateway(t.Context(), recordFlags{listen: "127.0.0.1:0"}, discard{}, func(error) {})
	if err != nil {
		t.Fatal(err)
	}
	env := strings.Join(way.environment([]string{
		"HOME=/h", "AWS_ENDPOINT_URL=x", "AWS_ENDPOINT_URL_S3=x", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true", "no_proxy=x", "AWS_REGION=r",
	}), "\n")
	if strings.Count(env, "AWS_ENDPOINT_URL") != 1 || !strings.Contains(env, "AWS_ENDPOINT_URL=http://127.0.0.1:") || strings.Contains(env, "IGNORE") ||
		!strings.Contains(env, "HOME=/h\nAWS_REGION=r\n") || !strings.Contains(env, "NO_PROXY=") {
		t.Errorf("the environment is\n%s", env)
	}
}

// A call that is meant for an emulator never goes to AWS instead.
func TestCallsGoWhereTheProfileSends(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	const text = `[default]
endpoint_url = http://127.0.0.1:4566
services = lab
[profile plain]
region = eu-west-1
[profile other]
endpoint_url = http://127.0.0.1:4599
[services lab]
cloudwatch_logs =
  endpoint_url = http://127.0.0.1:4567
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", file)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(t.TempDir(), "none"))
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"} {
		t.Setenv(name, "")
	}
	a := &app{environ: os.LookupEnv, settings: &config.Loaded{}, errOut: io.Discard}
	goes := func(flags []string, profiles ...string) (string, error) {
		var ways []*login.Login
		for _, profile := range profiles {
			way, err := login.Open(t.Context(), login.Options{Profile: profile})
			if err != nil {
				t.Fatal(err)
			}
			ways = append(ways, way)
		}
		upstreams, err := a.upstreams(flags, ways)
		var to []string
		for service, upstream := range upstreams {
			to = append(to, service+"="+upstream.Host)
		}
		slices.Sort(to)
		return strings.Join(to, " "), err
	}
	const both = "*=127.0.0.1:4566 logs=127.0.0.1:4567"
	for _, c := range []struct {
		flags, profiles []string
		env, value      string
		want            string
	}{
		{profiles: []string{""}, want: both},
		{profiles: []string{"", "plain"}, want: both},
		{profiles: []string{""}, flags: []string{"*=http://127.0.0.1:1"}, want: "*=127.0.0.1:1 logs=127.0.0.1:4567"},
		{profiles: []string{"", "other"}, flags: []string{"*=http://127.0.0.1:1"}, want: "*=127.0.0.1:1 logs=127.0.0.1:4567"},
		{profiles: []string{""}, env: "AWS_ENDPOINT_URL", value: "http://127.0.0.1:2", want: "*=127.0.0.1:2"},
		{profiles: []string{""}, env: "AWS_PROFILE", value: "plain", want: ""},
		{profiles: []string{""}, env: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", value: "true", want: ""},
	} {
		if c.env != "" {
			t.Setenv(c.env, c.value)
		}
		if got, err := goes(c.flags, c.profiles...); got != c.want || err != nil {
			t.Errorf("%+v: calls go to %q, %v", c, got, err)
		}
		if c.env != "" {
			t.Setenv(c.env, "")
		}
	}
	var misused *usageError
	if to, err := goes(nil, "", "other"); !errors.As(err, &misused) || !strings.Contains(err.Error(), "--upstream '*=URL'") {
		t.Errorf("of two profiles with different endpoints calls go to %q: %v", to, err)
	}
}

// Who reaches AWS, or an emulator, through a server whose certificate only
// AWS_CA_BUNDLE knows reaches it through the gateway too.
func TestTheGatewayTrustsTheAuthoritiesThatAWSClientsAreToldOf(t *testing.T) {
	emulator := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	emulator.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer emulator.Close()
	bundle := filepath.Join(t.TempDir(), "bundle.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: emulator.Certificate().Raw})
	if err := os.WriteFile(bundle, text, 0o600); err != nil {
		t.Fatal(err)
	}
	surroundings(t)
	for file, want := range map[string]int{bundle: http.StatusNoContent, "": http.StatusServiceUnavailable} {
		t.Setenv("AWS_CA_BUNDLE", file)
		a := &app{environ: os.LookupEnv, settings: &config.Loaded{}, errOut: io.Discard}
		way, err := a.recordByGateway(t.Context(), recordFlags{listen: "127.0.0.1:0", upstreams: []string{"*=" + emulator.URL}}, discard{}, func(error) {})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		var serving sync.WaitGroup
		serving.Go(func() { _ = way.serve(ctx) })
		_, gateway, _ := strings.Cut(way.variables[0], "=")
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, gateway, http.NoBody)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("with AWS_CA_BUNDLE=%q the answer is %s", file, answer.Status)
		}
		stop()
		serving.Wait()
	}
}

func TestACommandHasTheStreamsAndItsExitCodeIsPassedOn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are for a shell that Windows does not have")
	}
	dir := filepath.Join(surroundings(t), "store")
	for _, c := range []struct {
		command []string
		want    ran
	}{
		{[]string{"sh", "-c", "cat; echo oh >&2; exit 7"}, ran{7, "typed", "oh\n"}},
		{[]string{"sh", "-c", "kill -TERM $$"}, ran{143, "", ""}},
		{[]string{"true"}, ran{0, "", ""}},
		{[]string{"sh", "-c", "echo $AWS_CSM_ENABLED"}, ran{0, "true\n", ""}},
	} {
		got := runWith(t, "typed", append([]string{"record", "--quiet", "--store", dir, "--via", "csm", "--"}, c.command...)...)
		if got != c.want {
			t.Errorf("%q: %+v, want %+v", c.command, got, c.want)
		}
	}
	if got := run(t, "record", "--store", dir, "--", filepath.Join(dir, "none")); got.code != exitNoCommand || strings.Contains(got.err, "recorded") {
		t.Errorf("a command that is not there: %+v", got)
	}
	if got := run(t, "record", "--store", dir, "--", dir); got.code != exitCannotRun {
		t.Errorf("a command that is a folder: %+v", got)
	}
}

func TestWhatMakesNoSenseToRecordIsSaid(t *testing.T) {
	dir := filepath.Join(surroundings(t), "store")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"true"}, exitUsage, "behind --"},
		{[]string{"--via", "magic", "--", "true"}, exitUsage, "gateway or csm"},
		{[]string{"--listen", "0.0.0.0:0", "--", "true"}, exitUsage, "--allow-remote"},
		{[]string{"--via", "csm", "--listen", "0.0.0.0:0", "--", "true"}, exitUsage, "session tokens"},
		{[]string{"--via", "csm", "--upstream", "s3=http://127.0.0.1:1", "--", "true"}, exitUsage, "--via gateway"},
		{[]string{"--upstream", "s3", "--", "true"}, exitUsage, "SERVICE=URL"},
		{[]string{"--store", os.DevNull + "/x", "--", "true"}, exitFailed, "--store DIR"},
	} {
		got := run(t, append([]string{"record", "--store", dir}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.err, c.says) {
			t.Errorf("%q: %+v", c.args, got)
		}
	}
}
