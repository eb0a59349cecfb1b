//go:build unix

package login

import (
	"context"
	"os/exec"
)

// shellCommand is a command line, to be run by the shell.
func shellCommand(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", line)
}
