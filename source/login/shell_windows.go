package login

import (
	"context"
	"os/exec"
	"syscall"
)

// shellCommand is a command line, to be run by the shell. That takes everything
// between the outer quotes as it stands; as an argument like others, the quotes in
// it would get backslashes.
func shellCommand(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd.exe")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd.exe /S /C "` + line + `"`}
	return cmd
}
