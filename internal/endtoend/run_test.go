package endtoend

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nobody is the user that programs run as that must not be able to do what the
// superuser may.
const nobody = 65534

// call is one run of the program without a terminal.
type call struct {
	// env is the whole environment but for PATH and what keeps AWS out.
	env  []string
	dir  string
	in   io.Reader
	out  *os.File // in place of the outcome's own
	user int      // 0 for the one that runs the test
}

// outcome is how a run ended and what it printed.
type outcome struct {
	code     int
	out, err string
}

// command is a run of the program that has not begun.
func (c call) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, args...)
	command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "AWS_EC2_METADATA_DISABLED=true"}, c.env...)
	command.Dir, command.Stdin = c.dir, c.in
	if command.Dir == "" {
		command.Dir = t.TempDir()
	}
	if c.user != 0 {
		runAs(t, command, c.user)
	}
	return command
}

func (c call) run(t *testing.T, args ...string) outcome {
	t.Helper()
	var out, errOut bytes.Buffer
	command := c.command(t, args...)
	command.Stdout, command.Stderr = &out, &errOut
	if c.out != nil {
		command.Stdout = c.out
	}
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("spoor %s: %v", strings.Join(args, " "), err)
	}
	return outcome{command.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// must runs a command that has to succeed and returns what it printed.
func (c call) must(t *testing.T, args ...string) string {
	t.Helper()
	r := c.run(t, args...)
	if r.code != 0 {
		t.Fatalf("spoor %s: exit code %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// trailFile writes n invented records as a trail file, minutes apart, ending an
// hour ago.
func trailFile(t *testing.T, dir string, n int) string {
	t.Helper()
	var records []string
	newest := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	for i := range n {
		records = append(records, fmt.Sprintf(`{"eventVersion":"1.11","eventTime":%q,"eventSource":"iam.amazonaws.com","eventName":"CreateUser",`+
			`"awsRegion":"us-east-1","sourceIPAddress":"192.0.2.%d","recipientAccountId":"111122223333","eventID":"%08x-2b7a-4a51-9a06-%012d","readOnly":false,`+
			`"eventType":"AwsApiCall","errorCode":"AccessDenied","userIdentity":{"type":"IAMUser","userName":"dana-%d"},"requestParameters":{"userName":"user-%d"}}`,
			newest.Add(-time.Duration(i)*time.Minute).Format(time.RFC3339), i%250, i, i, i%3, i))
	}
	file := filepath.Join(dir, "trail.json")
	if err := os.WriteFile(file, []byte(`{"Records":[`+strings.Join(records, ",")+`]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

const firstID = "00000000-2b7a-4a51-9a06-000000000000"

// oneLine reports whether a message is one line that begins with the program's
// name.
func oneLine(text string) bool {
	return strings.HasPrefix(text, "spoor: ") && strings.Count(text, "\n") == 1 && strings.HasSuffix(text, "\n")
}

// openToAll lets every user into a temporary folder and those above it.
func openToAll(t *testing.T, dir string) {
	t.Helper()
	for dir != os.TempDir() && dir != filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		dir = filepath.Dir(dir)
	}
}
