package lookup

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"spoor/source/login"
)

// configured writes an AWS configuration, and takes the keys out of the
// environment.
func configured(t *testing.T, text string) {
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", file)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	t.Setenv("HOME", t.TempDir())
}

func TestAProfileBeatsTheKeysOfTheEnvironment(t *testing.T) {
	newFake(t)
	configured(t, "[profile prod]\naws_access_key_id = AKIAEXAMPLEPROD00001\naws_secret_access_key = x\nregion = eu-central-1\n")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLEENV000001")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "y")
	a, err := Open(t.Context(), "prod", fast)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := a.login.Config.Credentials.Retrieve(t.Context())
	if err != nil || keys.AccessKeyID != "AKIAEXAMPLEPROD00001" {
		t.Errorf("keys %s, %v", keys.AccessKeyID, err)
	}
	if a.ID != testAccount || a.Region() != "eu-central-1" || !strings.Contains(a.String(), "prod") {
		t.Errorf("account %v in %s", a, a.Region())
	}
}

func TestWithoutALoginOneLineSaysWhatToDo(t *testing.T) {
	cases := map[string]struct {
		config, profile string
		trouble         login.Trouble
		says            string
	}{
		"no credentials at all":    {"", "", login.NoCredentials, "aws configure"},
		"a profile without any":    {"[profile empty]\nregion = eu-west-1\n", "empty", login.NoCredentials, "aws configure --profile empty"},
		"a profile that is not":    {"[profile a]\nregion = eu-west-1\n", "b", login.Misused, "profile b"},
		"single sign-on, no login": {"[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = audit\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\nsso_registration_scopes = sso:account:access\n", "sso", login.Expired, "aws sso login --profile sso"},
		"the older single sign-on": {"[profile old]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = audit\n", "old", login.Expired, "aws sso login --profile old"},
		"console login, no login":  {"[profile web]\nlogin_session = arn:aws:iam::111122223333:user/u\nregion = eu-west-1\n", "web", login.Expired, "aws login --profile web"},
		"a role that wants a code": {"[profile base]\naws_access_key_id = AKIAEXAMPLEPROD00001\naws_secret_access_key = x\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/u\n", "role", login.Misused, "MFA"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			newFake(t)
			configured(t, c.config)
			_, err := Open(t.Context(), c.profile, fast)
			var p *login.Problem
			if !errors.As(err, &p) {
				t.Fatalf("error %v", err)
			}
			if p.Trouble != c.trouble || !strings.Contains(p.Error(), c.says) || strings.Contains(p.Error(), "\n") {
				t.Errorf("trouble %d, %q; want %d, and %q in it", p.Trouble, p, c.trouble, c.says)
			}
		})
	}
}

func TestWithoutANetworkOneLineSaysSoSoon(t *testing.T) {
	newFake(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	for name, endpoint := range map[string]string{
		"nobody listens": "http://" + listener.Addr().String(), "no such name": "http://nowhere.invalid",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_ENDPOINT_URL", endpoint)
			_, err := Open(t.Context(), "", fast)
			var p *login.Problem
			if !errors.As(err, &p) || p.Trouble != login.Unreachable || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v", err)
			}
			t.Log(err)
		})
	}
}

func TestAnAccountIsOpenedThoughTheFirstAnswersFail(t *testing.T) {
	for name, status := range map[string]int{"Throttling": 400, "ServiceUnavailable": 503} {
		f := newFake(t)
		f.sts = func(w http.ResponseWriter, n int) bool {
			if n <= 2 {
				w.WriteHeader(status)
				fmt.Fprintf(w, `<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>sorry</Message></Error></ErrorResponse>`, name)
			}
			return n <= 2
		}
		if a, err := Open(t.Context(), "", fast); err != nil || a.ID != testAccount {
			t.Errorf("%s: account %v, %v", name, a, err)
		}
	}
}

func TestTheMetadataServiceOfEC2IsNotWaitedForLong(t *testing.T) {
	if testing.Short() {
		t.Skip("slow: waits for a service that does not answer")
	}
	newFake(t)
	configured(t, "")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "")
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://"+silent.Addr().String())
	begin := time.Now()
	_, err = Open(t.Context(), "", fast)
	t.Logf("%v after %v", err, time.Since(begin))
	var p *login.Problem
	if !errors.As(err, &p) || p.Trouble != login.NoCredentials {
		t.Errorf("error %v", err)
	}
}

func TestARoleIsAssumedInAnotherAccount(t *testing.T) {
	f := newFake(t)
	inner := f.Config.Handler
	assumed := ""
	f.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err == nil && r.Form.Get("Action") == "AssumeRole" {
			assumed = r.Form.Get("RoleArn")
			fmt.Fprintf(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLEAAAA00001</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>%s</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
				time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
			return
		}
		inner.ServeHTTP(w, r)
	})
	a, err := f.open(t).Assume(t.Context(), "444455556666", "audit/reader")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := a.login.Config.Credentials.Retrieve(t.Context())
	if err != nil || keys.AccessKeyID != "ASIAEXAMPLEAAAA00001" {
		t.Errorf("keys %s, %v", keys.AccessKeyID, err)
	}
	if assumed != "arn:aws:iam::444455556666:role/audit/reader" {
		t.Errorf("assumed %s", assumed)
	}
}
