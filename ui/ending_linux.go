package ui

import (
	"os"

	"golang.org/x/sys/unix"
)

// discardUnread throws away what was written to a terminal and not read by it,
// and wakes whoever waits to write more: stopping and starting it does.
func discardUnread(terminal *os.File) {
	fd := int(terminal.Fd())
	_ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF)
	_ = unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON)
}
