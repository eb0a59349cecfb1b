package cli

import (
	"io"

	"golang.org/x/sys/windows"
)

// closedPipe is what writing to a pipe says that nobody reads any more: that it
// is broken, being closed, or has no other end.
var closedPipe = []error{windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA, windows.ERROR_PIPE_NOT_CONNECTED, io.ErrClosedPipe}

// unread says of no pipe that nobody reads it any more: that is known when it is
// written to.
func unread(io.Writer) bool { return false }
