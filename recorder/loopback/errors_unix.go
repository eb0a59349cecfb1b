//go:build unix

package loopback

import "syscall"

// What the system says of a port on which another program listens, and of one
// that it keeps for itself or for the superuser.
const (
	taken = syscall.EADDRINUSE
	kept  = syscall.EACCES
)
