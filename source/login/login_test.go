package login

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// configured writes an AWS configuration in a home of its own and returns the
// home.
func configured(t *testing.T, text string) (home string) {
	t.Helper()
	home = t.TempDir()
	file := filepath.Join(home, "config")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"HOME": home, "USERPROFILE": home, "AWS_CONFIG_FILE": file, "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(home, "none"), "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "", "AWS_REGION": "", "AWS_ENDPOINT_URL": "",
	} {
		t.Setenv(name, value)
	}
	return home
}

// retrieve opens a profile and has its credentials fetched.
func retrieve(t *testing.T, o Options) (key string, problem *Problem) {
	t.Helper()
	l, err := Open(t.Context(), o)
	if err == nil {
		keys, failed := l.Config.Credentials.Retrieve(t.Context())
		if failed == nil {
			return keys.AccessKeyID, nil
		}
		err = l.Explain(failed)
	}
	if !errors.As(err, &problem) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("error %v", err)
	}
	return "", problem
}

const signOn = `[profile audit]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Reader
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes = sso:account:access
`

// signedOn puts the token of a session into the SDK's cache, as 'aws sso login'
// does.
func signedOn(t *testing.T, home string, until time.Time) {
	t.Helper()
	name := sha1.Sum([]byte("corp"))
	file := filepath.Join(home, ".aws", "sso", "cache", hex.EncodeToString(name[:])+".json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`{"accessToken":"token","expiresAt":%q,"refreshToken":"refresh","clientId":"id","clientSecret":"secret","registrationExpiresAt":%q,"region":"eu-west-1","startUrl":"https://corp.awsapps.com/start"}`,
		until.UTC().Format(time.RFC3339), time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSingleSignOnLeadsToCredentialsOrSaysWhatToRun(t *testing.T) {
	refuse := func(code string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Amzn-ErrorType", code)
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"message":"no","error":"invalid_grant"}`)
		}
	}
	grant := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Sso_bearer_token") == "" || r.URL.Query().Get("role_name") != "Reader" {
			http.Error(w, "no token", http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"roleCredentials":{"accessKeyId":"ASIAEXAMPLESSO000001","secretAccessKey":"s","sessionToken":"t","expiration":%d}}`,
			time.Now().Add(time.Hour).UnixMilli())
	}
	renew := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"accessToken":"new","refreshToken":"refresh","expiresIn":3600,"tokenType":"Bearer"}`)
	}
	const renewal = "the login has expired: run 'aws sso login --profile audit'"
	for name, it := range map[string]struct {
		until         time.Duration
		portal, token http.HandlerFunc
		says          string
	}{
		"a session that holds":                    {time.Hour, grant, nil, ""},
		"a session that is over and was renewed":  {-time.Hour, grant, renew, ""},
		"a session that is over for good":         {-time.Hour, grant, refuse("InvalidGrantException", 400), renewal},
		"a session that was ended":                {time.Hour, refuse("UnauthorizedException", 401), nil, renewal},
		"a role that is no longer given out":      {time.Hour, refuse("ForbiddenException", 403), nil, "access is denied"},
		"a session that was ended while renewing": {-time.Hour, refuse("UnauthorizedException", 401), renew, renewal},
	} {
		t.Run(name, func(t *testing.T) {
			home := configured(t, signOn)
			signedOn(t, home, time.Now().Add(it.until))
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/federation/credentials":
					it.portal(w, r)
				case r.URL.Path == "/token" && it.token != nil:
					it.token(w, r)
				default:
					t.Errorf("asked for %s", r.URL)
				}
			}))
			defer server.Close()
			t.Setenv("AWS_ENDPOINT_URL_SSO", server.URL)
			t.Setenv("AWS_ENDPOINT_URL_SSO_OIDC", server.URL)
			key, problem := retrieve(t, Options{Profile: "audit"})
			switch {
			case it.says == "" && key != "ASIAEXAMPLESSO000001":
				t.Errorf("key %q, %v", key, problem)
			case it.says != "" && (problem == nil || !strings.Contains(problem.Error(), it.says)):
				t.Errorf("%v, want %q", problem, it.says)
			}
		})
	}
}

// shellScript writes a program for the shell.
func shellScript(t *testing.T, folder, commands string) (path string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows runs no shell scripts")
	}
	path = filepath.Join(folder, "tool")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+commands+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestACredentialProcessIsRunAndItsOutputNeverShown(t *testing.T) {
	for name, it := range map[string]struct{ command, key, says string }{
		"keys":    {`echo '{"Version":1,"AccessKeyId":"AKIAEXAMPLEPROC00001","SecretAccessKey":"hush"}'`, "AKIAEXAMPLEPROC00001", ""},
		"failure": {`exit 3`, "", "profile tool: its credential_process gives no credentials: exit status 3"},
		"no JSON": {`echo 'AKIAEXAMPLE hush'`, "", "its credential_process gives no credentials"},
	} {
		for _, unattended := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, unattended %v", name, unattended), func(t *testing.T) {
				home := configured(t, "")
				script := shellScript(t, home, it.command)
				if err := os.WriteFile(filepath.Join(home, "config"), []byte("[profile tool]\ncredential_process = "+script+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				key, problem := retrieve(t, Options{Profile: "tool", Unattended: unattended})
				if key != it.key {
					t.Errorf("key %q, %v", key, problem)
				}
				if it.says != "" && (problem == nil || !strings.Contains(problem.Error(), it.says) || strings.Contains(problem.Error(), "hush")) {
					t.Errorf("%v, want %q", problem, it.says)
				}
			})
		}
	}
}

func TestAnUnattendedCredentialProcessDoesNotGetTheTerminal(t *testing.T) {
	home := configured(t, "")
	// It says its piece to standard error, and hands on what it reads.
	script := shellScript(t, home, "echo 'type a code' >&2\nread code\necho \"{\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"AKIA$code\\\",\\\"SecretAccessKey\\\":\\\"s\\\"}\"")
	if err := os.WriteFile(filepath.Join(home, "config"), []byte("[profile tool]\ncredential_process = "+script+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, typed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	io.WriteString(typed, "CODE\n")
	typed.Close()
	said, err := os.CreateTemp(home, "stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	stdin, stderr := os.Stdin, os.Stderr
	os.Stdin, os.Stderr = in, said
	defer func() { os.Stdin, os.Stderr = stdin, stderr }()
	key, problem := retrieve(t, Options{Profile: "tool", Unattended: true})
	if key != "AKIA" {
		t.Errorf("key %q, %v: it read what was typed", key, problem)
	}
	if about, err := said.Stat(); err != nil || about.Size() != 0 {
		t.Errorf("it wrote %d bytes to the terminal, %v", about.Size(), err)
	}
}

func TestASingleSignOnSessionThatIsNotConfiguredIsNoExpiredLogin(t *testing.T) {
	configured(t, "[profile audit]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\n")
	if _, problem := retrieve(t, Options{Profile: "audit"}); problem == nil || problem.Trouble != Misused || !strings.Contains(problem.What, "section, corp") {
		t.Errorf("%+v", problem)
	}
}

// What stands between here and AWS is told apart from AWS: trying again later is
// no help against it.
func TestAProxyThatIsNotThereOrNotTrustedIsTold(t *testing.T) {
	configured(t, "[default]\nregion = eu-west-1\n")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIA")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer untrusted.Close()
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	for _, c := range []struct {
		endpoint, proxy string
		trouble         Trouble
		want            string
	}{
		{untrusted.URL, "", Misused, "with AWS_CA_BUNDLE"},
		{"https://sts.invalid", nobody.URL, Unreachable, "AWS cannot be reached: "},
	} {
		l, err := Open(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		proxy, _ := url.Parse(c.proxy)
		l.Config.HTTPClient = newClient(1).WithTransportOptions(func(t *http.Transport) {
			if c.proxy != "" {
				t.Proxy = http.ProxyURL(proxy)
			}
		})
		l.Config.RetryMaxAttempts = 1
		_, err = sts.NewFromConfig(l.Config, func(o *sts.Options) { o.BaseEndpoint = &c.endpoint }).GetCallerIdentity(t.Context(), nil)
		if p := l.Explain(err); p.Trouble != c.trouble || !strings.Contains(p.Error(), c.want) {
			t.Errorf("%s by way of %q: %v", c.endpoint, c.proxy, p)
		}
	}
}

// A role is assumed with the credentials of another profile.
func TestASourceProfileThatIsNoneIsNamed(t *testing.T) {
	configured(t, `[profile alone]
role_arn = arn:aws:iam::111122223333:role/Reader
source_profile = elsewhere
[profile itself]
role_arn = arn:aws:iam::111122223333:role/Reader
source_profile = itself
[profile one]
role_arn = arn:aws:iam::111122223333:role/Reader
source_profile = other
[profile other]
role_arn = arn:aws:iam::111122223333:role/Writer
source_profile = one
[profile bare]
role_arn = arn:aws:iam::111122223333:role/Reader
source_profile = empty
[profile empty]
region = eu-west-1
`)
	for profile, want := range map[string]string{
		"alone":  "profile alone: the source_profile elsewhere is not in the AWS configuration: see 'aws configure list-profiles'",
		"itself": "profile itself: the source_profile itself leads to no credentials: name one that has some",
		"one":    "profile one: the source_profile one leads to no credentials: name one that has some",
		"bare":   "profile bare: the source_profile empty leads to no credentials: name one that has some",
	} {
		if _, err := Open(t.Context(), Options{Profile: profile}); err == nil || err.Error() != want {
			t.Errorf("%s: %v", profile, err)
		}
	}
}

func TestAProfileThatIsNotThereIsNamedWhoeverNamedIt(t *testing.T) {
	t.Setenv("AWS_CONFIG_FILE", "/nowhere")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
	t.Setenv("AWS_PROFILE", "from-environment")
	for option, name := range map[string]string{"": "from-environment", "from-flag": "from-flag"} {
		_, err := Open(t.Context(), Options{Profile: option})
		if err == nil || !strings.HasPrefix(err.Error(), "profile "+name+": there is no such profile") {
			t.Errorf("with the profile %q: %v", option, err)
		}
	}
}
