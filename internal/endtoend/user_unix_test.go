//go:build unix

package endtoend

import (
	"os/exec"
	"syscall"
	"testing"
)

// runAs has a command run as another user.
func runAs(_ *testing.T, command *exec.Cmd, user int) {
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(user), Gid: uint32(user)}}
}
