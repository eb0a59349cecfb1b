package loopback

import "golang.org/x/sys/windows"

// What the system says, see those for Unix.
const (
	taken = windows.WSAEADDRINUSE
	kept  = windows.WSAEACCES
)
