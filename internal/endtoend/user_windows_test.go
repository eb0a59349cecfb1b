package endtoend

import (
	"os/exec"
	"testing"
)

// runAs skips: Windows asks for a password.
func runAs(t *testing.T, _ *exec.Cmd, _ int) {
	t.Helper()
	t.Skip("a program cannot be run as another user here")
}
