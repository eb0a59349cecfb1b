package cli

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
)

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
}

func TestResultsThatCannotBeWrittenAreAFailure(t *testing.T) {
	surroundings(t)
	file, _ := invented(t, 3)
	must(t, "import", file)
	for _, args := range [][]string{
		{"import", file}, {"list"}, {"facets"}, {"show", "7d0f5c1e"}, {"cache", "info"}, {"cache", "check"},
		{"cache", "check", "--repair"}, {"cache", "prune", "--before", "2000-01-01"}, {"cache", "compact"}, {"keys"}, {"config"}, {"man"},
	} {
		var errOut bytes.Buffer
		code := Run(context.Background(), args, strings.NewReader(""), fullDisk{}, &errOut)
		if code != exitFailed || !strings.Contains(errOut.String(), syscall.ENOSPC.Error()) {
			t.Errorf("spoor %q into a full disk: exit code %d, said %q", args, code, errOut.String())
		}
	}
}

func TestAConnectionThatWasClosedIsNoPipeThatNobodyReads(t *testing.T) {
	lost := &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", syscall.EPIPE)}
	for _, test := range []struct {
		err  error
		code int
	}{
		{fmt.Errorf("list: %w", &os.PathError{Op: "write", Path: "/dev/stdout", Err: closedPipe[0]}), exitDone},
		{&failure{fmt.Errorf("read s3://b/: %w", lost)}, exitFailed},
	} {
		var errOut bytes.Buffer
		a := &app{errOut: &errOut}
		if code := a.end(context.Background(), test.err); code != test.code {
			t.Errorf("%v: exit code %d, want %d", test.err, code, test.code)
		} else if said := errOut.String(); (said != "") != (code != exitDone) {
			t.Errorf("%v: said %q", test.err, said)
		}
	}
}
