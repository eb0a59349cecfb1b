//go:build unix

package ingest

import "syscall"

// What the system says of a disk that cannot be written.
const (
	diskFull     = syscall.ENOSPC
	diskReadOnly = syscall.EROFS
)
