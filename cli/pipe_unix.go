//go:build unix

package cli

import (
	"io"
	"syscall"
)

// closedPipe is what writing to a pipe says that nobody reads any more.
var closedPipe = []error{syscall.EPIPE, io.ErrClosedPipe}
