package cli

import (
	"io"

	"golang.org/x/sys/windows"
)

// closedPipe is what writing to a pipe says that nobody reads any more: that it
// is broken, or, where the reader is just leaving, being closed.
var closedPipe = []error{windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA, io.ErrClosedPipe}
