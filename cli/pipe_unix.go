//go:build unix

package cli

import (
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// closedPipe is what writing to a pipe says that nobody reads any more.
var closedPipe = []error{syscall.EPIPE, io.ErrClosedPipe}

// unread reports whether out is a pipe that nobody reads any more.
func unread(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	conn, err := file.SyscallConn()
	if err != nil {
		return false
	}
	gone := false
	err = conn.Control(func(fd uintptr) {
		polled := []unix.PollFd{{Fd: int32(fd)}}
		n, err := unix.Poll(polled, 0)
		gone = err == nil && n == 1 && polled[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0
	})
	return err == nil && gone
}
