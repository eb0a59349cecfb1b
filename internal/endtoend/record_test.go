package endtoend

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"spoor/internal/s3test"
)

// recording returns the surroundings of a machine with an emulator of S3 on it.
func recording(t *testing.T) (env []string, home string) {
	t.Helper()
	env = surroundings(t)
	home = strings.TrimPrefix(env[0], "HOME=")
	server := s3test.New(t, map[string]string{"there": "content"})
	return append(env,
		"SPOOR_STORE="+filepath.Join(home, "store"), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"), "AWS_ENDPOINT_URL="+server.URL,
		"AWS_ACCESS_KEY_ID=AKIAEXAMPLEKEY000001", "AWS_SECRET_ACCESS_KEY=invented", "AWS_DEFAULT_REGION="+s3test.Region,
		"AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull, "AWS_MAX_ATTEMPTS=1",
	), home
}

// shell runs a line and returns what it printed and how it ended.
func shell(t *testing.T, env []string, line string) (out, problems string, code int) {
	t.Helper()
	process := exec.CommandContext(t.Context(), "sh", "-c", line)
	process.Env = append(os.Environ(), env...)
	var o, p strings.Builder
	process.Stdout, process.Stderr = &o, &p
	if err := process.Run(); err != nil && process.ProcessState == nil {
		t.Fatal(err)
	}
	return o.String(), p.String(), process.ProcessState.ExitCode()
}

func TestTheCallsOfACommandAreRecordedAndItsResultIsTheSame(t *testing.T) {
	if _, err := exec.LookPath("aws"); err != nil || testing.Short() {
		t.Skipf("needs the AWS CLI, which takes seconds to start: %v", err)
	}
	for _, via := range []string{"gateway", "csm"} {
		t.Run(via, func(t *testing.T) {
			env, _ := recording(t)
			calls := "aws s3api list-objects-v2 --bucket logs --query KeyCount && aws s3api get-bucket-acl --bucket none"
			without, _, codeWithout := shell(t, env, calls)
			out, problems, code := shell(t, env, "spoor record --via "+via+" -- sh -c '"+calls+"'")
			if out != without || code != codeWithout || code == 0 {
				t.Errorf("recorded it printed %q and ended with %d, otherwise %q and %d", out, code, without, codeWithout)
			}
			failure, success := strings.Index(problems, "s3:GetBucketAcl  ✗ NoSuchBucket"), strings.Index(problems, "s3:ListObjects")
			if !strings.Contains(problems, "recorded 2 calls") || !strings.Contains(problems, "1 failed") || failure < 0 || success < failure {
				t.Errorf("the summary is\n%s", problems)
			}
			listed, _, _ := shell(t, env, "spoor list is:local key:AKIAEXAMPLEKEY000001 region:eu-west-1 --format csv --columns source,event,error")
			rows := strings.Split(strings.TrimSpace(listed), "\n")
			if len(rows) != 3 || rows[1] != "s3.amazonaws.com,GetBucketAcl,NoSuchBucket" || rows[2] != "s3.amazonaws.com,ListObjects," {
				t.Errorf("listed\n%s", listed)
			}
			bucket, _, _ := shell(t, env, "spoor list resource:none --format csv --columns event")
			if seen := strings.Contains(bucket, "GetBucketAcl"); seen != (via == "gateway") {
				t.Errorf("by its bucket the call is found: %v", seen)
			}
		})
	}
}

// reporting is a program that says which signals it gets.
const reporting = `trap "echo got INT" INT; trap "echo got TERM" TERM; echo ready; while read -r line; do echo "read $line"; [ "$line" = end ] && exit 3; done`

func TestTheTerminalsKeysReachTheRecordedCommandOnce(t *testing.T) {
	env, home := recording(t)
	script := filepath.Join(home, "reporting.sh")
	if err := os.WriteFile(script, []byte(strings.ReplaceAll(reporting, "read -r line; do", "true; do read -r line || continue;")), 0o600); err != nil {
		t.Fatal(err)
	}
	term := start(t, 100, 30, env, binary, "record", "--no-cache", "--", "sh", script)
	shows(t, term, "ready")
	press(t, term, "ctrl+c")
	shows(t, term, "got INT")
	typed(t, term, "end\r")
	if code := ended(t, term); code != 3 {
		t.Errorf("it ended with %d", code)
	}
	if text := term.Text(); strings.Count(text, "got INT") != 1 || !strings.Contains(text, "recorded no calls") {
		t.Errorf("the screen shows\n%s", text)
	}
}

func TestASignalSentToTheRecorderAloneIsPassedOn(t *testing.T) {
	env, _ := recording(t)
	process := exec.CommandContext(t.Context(), binary, "record", "--no-cache", "--", "sh", "-c", `trap "echo got TERM; exit 5" TERM; echo ready; while :; do sleep 0.01; done`)
	process.Env = append(os.Environ(), env...)
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var all []string
	for lines.Scan() {
		if all = append(all, lines.Text()); lines.Text() == "ready" {
			if err := process.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = process.Wait()
	if strings.Join(all, ",") != "ready,got TERM" || process.ProcessState.ExitCode() != 5 {
		t.Errorf("it printed %q and ended with %d", all, process.ProcessState.ExitCode())
	}
}

func TestARecordedCommandCanBeStoppedAndContinued(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skipf("needs a shell with job control: %v", err)
	}
	env, _ := recording(t)
	term := start(t, 100, 30, append(env, "PS1=shell> ", "PROMPT_COMMAND="), "bash", "--norc", "-i")
	shows(t, term, "shell>")
	typed(t, term, "spoor record --no-cache -- sh -c 'echo rea''dy; while read -r line; do echo got $line; done'\r")
	shows(t, term, "ready")
	typed(t, term, "one\r")
	shows(t, term, "got one")
	press(t, term, "ctrl+z")
	shows(t, term, "Stopped")
	typed(t, term, "echo in be''tween; fg\r")
	shows(t, term, "in between")
	typed(t, term, "two\r")
	shows(t, term, "got two")
	press(t, term, "ctrl+d")
	shows(t, term, "recorded no calls")
	typed(t, term, "exit 0\r")
	ended(t, term)
}

func TestAScreenThatFollowsShowsACallWithinMoments(t *testing.T) {
	if _, err := exec.LookPath("aws"); err != nil || testing.Short() {
		t.Skipf("needs the AWS CLI, which takes seconds to start: %v", err)
	}
	env, _ := recording(t)
	recorder := start(t, 100, 30, env, "sh", "-c", "spoor record --no-cache -- sh -c 'echo ready; while read -r line; do aws s3api get-bucket-acl --bucket none; date +%s.%N; done'")
	shows(t, recorder, "ready")
	// The recorder knows nothing of the screen's cache: the screen reads the store.
	screen := open(t, 120, 40, env)
	shows(t, screen, "Events")
	press(t, screen, "=")
	typed(t, recorder, "go\r")
	shows(t, screen, "GetBucketAcl", "NoSuchBucket")
	press(t, screen, "q")
	if code := ended(t, screen); code != 0 {
		t.Errorf("the screen ended with %d", code)
	}
	press(t, recorder, "ctrl+d")
	shows(t, recorder, "recorded 1 call")
	ended(t, recorder)
}
