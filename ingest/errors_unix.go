//go:build unix

package ingest

import "syscall"

// What the system says of a disk that cannot be written, and where more files
// are open than may be.
const (
	diskFull     = syscall.ENOSPC
	diskReadOnly = syscall.EROFS
	tooManyFiles = syscall.EMFILE
)
