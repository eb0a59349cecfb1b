package endtoend

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// homeOf is the home folder of surroundings.
func homeOf(env []string) string { return strings.TrimPrefix(env[0], "HOME=") }

func TestTheScreenFetchesWhatIsMissingAndSaysWhatCame(t *testing.T) {
	env := surroundings(t)
	env = append(env, aws(t, homeOf(env))...)
	term := open(t, 120, 40, env)
	shows(t, term, "the cache is empty", "r asks AWS")
	press(t, term, "r")
	shows(t, term, "Fetch from AWS", "111122223330", "us-east-1", "at least 1 request", "enter fetch")
	settled(t, term)
	bordersHold(t, term)
	press(t, term, "enter")
	shows(t, term, "30 events", "CreateBucket", "● synced", "30 of them new")
	bordersHold(t, term)
	press(t, term, "q")
	if code := ended(t, term); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestASyncBesideTheScreenIsAnnouncedAndShownAtOnceWhileFollowing(t *testing.T) {
	env := surroundings(t)
	env = append(env, aws(t, homeOf(env))...)
	sync := func(profile string) {
		t.Helper()
		cmd := exec.Command(binary, "sync", "--profile", profile, "--region", "us-east-1", "-q")
		cmd.Env = append(cmd.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	sync("prod")
	term := open(t, 120, 40, env)
	shows(t, term, "30 events")
	sync("staging")
	shows(t, term, "30 new events", "a shows them")
	press(t, term, "a")
	shows(t, term, "60 events")
	press(t, term, "=")
	shows(t, term, "● following")
	sync("org")
	shows(t, term, "90 events")
	press(t, term, "q")
	if code := ended(t, term); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestWithoutNetworkOrCredentialsTheScreenWorksAndSaysWhyItCannotFetch(t *testing.T) {
	for name, it := range map[string]struct {
		env  []string
		says []string
	}{
		"no network": {
			[]string{"AWS_ENDPOINT_URL=http://127.0.0.1:1", "AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=invented"},
			[]string{"✗ ", "cannot be reached", "AWS_ENDPOINT_URL"},
		},
		"no credentials": {
			[]string{"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="},
			[]string{"✗ ", "there are no AWS credentials", "aws sso login"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := surroundings(t)
			none := filepath.Join(homeOf(env), "none")
			env = append(env, slices.Concat([]string{
				"AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE=" + none, "AWS_SHARED_CREDENTIALS_FILE=" + none, "AWS_PROFILE=", "AWS_REGION=us-east-1",
			}, it.env)...)
			term := open(t, 120, 40, env)
			shows(t, term, "the cache is empty")
			press(t, term, "r")
			shows(t, term, it.says...)
			settled(t, term)
			bordersHold(t, term)
			press(t, term, "f")
			typed(t, term, "is:write")
			press(t, term, "enter")
			shows(t, term, "is:write")
			press(t, term, "q")
			if code := ended(t, term); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
