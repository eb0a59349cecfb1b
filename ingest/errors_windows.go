package ingest

import "golang.org/x/sys/windows"

// What the system says of a disk that cannot be written.
const (
	diskFull     = windows.ERROR_DISK_FULL
	diskReadOnly = windows.ERROR_WRITE_PROTECT
)
